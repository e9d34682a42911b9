#pragma once
#include "store/ports/clock.hpp"

namespace snug::test {

/// A clock that stands still until told otherwise.
class fake_clock final : public store::clock {
public:
  [[nodiscard]] std::int64_t wall_ms() const noexcept override { return wall; }
  [[nodiscard]] std::int64_t steady_ms() const noexcept override { return steady; }
  void advance(std::int64_t ms) {
    wall += ms;
    steady += ms;
  }
  std::int64_t wall = 1'700'000'000'000;
  std::int64_t steady = 1'000;
};

} // namespace snug::test
