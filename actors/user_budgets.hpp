#pragma once
#include "actors/rate_budget.hpp"
#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>

namespace snug::actors {

/// A budget of commands for each user who asks over HTTP, where no session keeps one. Bounded: with too many
/// users at once all of them begin anew. One thread; times are steady ms.
class user_budgets {
public:
  /// As `rate_budget::take`, with the rate that holds now.
  [[nodiscard]] std::uint32_t take(const std::string& user, unsigned per_second, std::int64_t now) {
    if (per_second == 0) return 0;
    if (budgets_.size() >= most_users && !budgets_.contains(user)) budgets_.clear();
    auto& budget = budgets_.try_emplace(user, per_second).first->second;
    budget.allow(per_second);
    return budget.take(now);
  }

private:
  static constexpr std::size_t most_users = 10'000;

  std::unordered_map<std::string, rate_budget> budgets_;
};

} // namespace snug::actors
