#pragma once
#include "store/ports/random_source.hpp"

namespace snug::server {

/// The system's cryptographic randomness, by libsodium. Any thread.
class system_random final : public store::random_source {
public:
  system_random();
  [[nodiscard]] std::uint64_t next() noexcept override;
};

} // namespace snug::server
