#pragma once
#include "actors/yjs/delete_set.hpp"
#include <cstdint>
#include <map>

namespace snug::yjs {

/// Clocks of one client as ranges that neither touch nor overlap. Adding costs the logarithm of their number.
class range_set {
public:
  /// Returns whether any of it was new.
  bool add(range added);
  /// Calls `each(first, end)` for what of [first, end) is in here, in order.
  template <class Each> void within(std::uint64_t first, std::uint64_t end, Each each) const {
    auto it = ranges_.upper_bound(first);
    if (it != ranges_.begin() && std::prev(it)->second > first) --it;
    for (; it != ranges_.end() && it->first < end; ++it)
      each(std::max(first, it->first), std::min(end, it->second));
  }
  [[nodiscard]] std::size_t size() const noexcept { return ranges_.size(); }
  [[nodiscard]] std::vector<range> list() const;

private:
  std::map<std::uint64_t, std::uint64_t> ranges_; ///< first clock → the one behind the last
};

} // namespace snug::yjs
