#pragma once
#include "actors/rate_budget.hpp"
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace snug::actors {

/// A `rate_budget` for each of many, by a number (a hash of a name): kept while something is owed, so that
/// there are about as many as were active in the last second. Any thread.
class rate_budgets {
public:
  /// As `rate_budget::take`. Where nothing bounds (`per_second` 0) it costs nothing.
  [[nodiscard]] std::uint32_t take(std::uint64_t whose, std::int64_t now_ms, unsigned per_second,
                                   std::size_t count = 1) {
    if (per_second == 0) return 0;
    const std::lock_guard lock(mutex_);
    if (budgets_.size() >= sweep_at_) sweep(now_ms);
    return budgets_[whose].take(now_ms, per_second, count);
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return budgets_.size();
  }

private:
  static constexpr std::size_t least = 1'024;

  void sweep(std::int64_t now_ms) {
    std::erase_if(budgets_, [&](const auto& one) { return one.second.full(now_ms); });
    sweep_at_ = std::max(least, budgets_.size() * 2);
  }

  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, rate_budget> budgets_;
  std::size_t sweep_at_ = least;
};

} // namespace snug::actors
