#pragma once
#include "store/ports/random_source.hpp"

namespace snug::test {

/// 1, 2, 3 …: as good as random where only difference counts.
class counting_random final : public store::random_source {
public:
  [[nodiscard]] std::uint64_t next() noexcept override { return ++last; }
  std::uint64_t last = 0;
};

} // namespace snug::test
