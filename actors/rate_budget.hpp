#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace snug::actors {

/// A token bucket: `per_second` commands on average, as many at once. 0: no bound. (Steady clock, ms.)
class rate_budget {
public:
  explicit rate_budget(unsigned per_second) noexcept
    : per_second_(per_second)
    , tokens_(per_second) {}

  /// Another rate from now on.
  void allow(unsigned per_second) noexcept {
    if (per_second == per_second_) return;
    per_second_ = per_second;
    tokens_ = std::min<double>(tokens_, per_second);
  }

  /// Takes `count`, or all of a full bucket where they are more; returns 0 where there were so many, else in
  /// how many ms there will be.
  [[nodiscard]] std::uint32_t take(std::int64_t now, std::size_t count = 1) noexcept {
    if (per_second_ == 0) return 0;
    const auto wanted = std::min<double>(per_second_, static_cast<double>(count));
    tokens_ =
        std::min<double>(per_second_, tokens_ + static_cast<double>(now - filled_at_) * per_second_ / 1000.0);
    filled_at_ = now;
    if (tokens_ >= wanted) {
      tokens_ -= wanted;
      return 0;
    }
    return static_cast<std::uint32_t>((wanted - tokens_) * 1000.0 / per_second_) + 1;
  }

private:
  unsigned per_second_;
  double tokens_;
  std::int64_t filled_at_ = 0;
};

} // namespace snug::actors
