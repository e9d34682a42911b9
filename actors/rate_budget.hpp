#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace snug::actors {

/// A bound of so many commands a second on average, as many at once: the generic cell rate algorithm (ITU-T
/// I.371). All it remembers is when what was taken will have been earned, so that one that nobody took of is
/// like a new one, and the rate may be another with every call. (Steady clock.)
class rate_budget {
public:
  /// Takes `count`, or a whole second's where they are more; returns 0 where there were so many, else in how
  /// many ms there will be. `per_second` 0: no bound.
  [[nodiscard]] std::uint32_t take(std::int64_t now_ms, unsigned per_second, std::size_t count = 1) noexcept {
    if (per_second == 0) return 0;
    const auto now = now_ms * ns_per_ms;
    const auto wanted = static_cast<std::int64_t>(std::min<std::size_t>(per_second, count));
    const auto then = std::max(earned_, now) + wanted * (second_ns / per_second);
    if (then - now > second_ns) return static_cast<std::uint32_t>((then - now - second_ns) / ns_per_ms) + 1;
    earned_ = then;
    return 0;
  }

  /// True where nothing is owed: it is like a new one.
  [[nodiscard]] bool full(std::int64_t now_ms) const noexcept { return earned_ <= now_ms * ns_per_ms; }

private:
  static constexpr std::int64_t ns_per_ms = 1'000'000;
  static constexpr std::int64_t second_ns = 1'000 * ns_per_ms;

  std::int64_t earned_ = 0; ///< when all that was taken will have been earned, ns
};

} // namespace snug::actors
