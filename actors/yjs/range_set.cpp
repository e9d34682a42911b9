#include "actors/yjs/range_set.hpp"
#include <algorithm>

namespace snug::yjs {

bool range_set::add(range added) {
  auto first = added.clock;
  auto end = added.clock + added.length;
  auto it = ranges_.upper_bound(first);
  if (it != ranges_.begin() && std::prev(it)->second >= first) --it;
  if (it != ranges_.end() && it->first <= first && it->second >= end) return false;
  // Everything it touches becomes one.
  while (it != ranges_.end() && it->first <= end) {
    first = std::min(first, it->first);
    end = std::max(end, it->second);
    it = ranges_.erase(it);
  }
  ranges_.emplace_hint(it, first, end);
  return true;
}

std::vector<range> range_set::list() const {
  std::vector<range> out;
  out.reserve(ranges_.size());
  for (const auto& [first, end] : ranges_)
    out.push_back({first, end - first});
  return out;
}

} // namespace snug::yjs
