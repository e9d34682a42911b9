#include "config/near_miss.hpp"
#include <algorithm>
#include <cstddef>
#include <numeric>

namespace snug::config {

namespace {

std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const auto replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string_view last_part(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

} // namespace

std::string near_miss(std::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  auto fewest = std::max<std::size_t>(2, name.size() / 4) + 1;
  for (const auto& each : candidates) {
    const auto distance = edits(name, each);
    if (distance < fewest) {
      fewest = distance;
      best = each;
    }
  }
  if (!best.empty()) return best;
  const auto same_end = [&](const auto& each) { return last_part(each) == last_part(name); };
  const auto found = std::find_if(candidates.begin(), candidates.end(), same_end);
  return found == candidates.end() ? std::string{} : *found;
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string>& candidates) {
  auto message = std::string{"no such "}.append(what);
  const auto meant = near_miss(name, candidates);
  return meant.empty() ? message : message.append(", did you mean ").append(meant).append("?");
}

} // namespace snug::config
