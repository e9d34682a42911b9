#pragma once
#include <cstdint>

namespace snug::store {

/// Time, handed in so that tests can make it up. Called from any thread.
class clock {
public:
  virtual ~clock() = default;
  /// Wall clock, ms since 1970. May be wrong and may jump: for `at` and `exp` only.
  [[nodiscard]] virtual std::int64_t wall_ms() const noexcept = 0;
  /// Steady clock, ms since some point: for durations. Never goes back.
  [[nodiscard]] virtual std::int64_t steady_ms() const noexcept = 0;
};

} // namespace snug::store
