#pragma once
#include <cstdint>
#include <string>

namespace snug::store {

/// Randomness, handed in so that tests can make it up. Called from any thread.
class random_source {
public:
  virtual ~random_source() = default;
  /// 64 bits from the system's cryptographic source.
  [[nodiscard]] virtual std::uint64_t next() noexcept = 0;
  /// An epoch or session id: 1 to 2^53 - 1, so that JavaScript can hold it.
  [[nodiscard]] std::uint64_t next_id() noexcept { return next() % ((1ull << 53) - 1) + 1; }
};

} // namespace snug::store
