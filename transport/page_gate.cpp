#include "transport/page_gate.hpp"
#include <algorithm>
#include <iterator>
#include <utility>

namespace snug::transport {

bool page_gate::admits(page_post& page) {
  if (page.as_of <= last_commit_) return true;
  early_.push_back(std::move(page));
  return false;
}

std::vector<page_post> page_gate::drained(std::uint64_t last_commit) {
  last_commit_ = std::max(last_commit_, last_commit);
  std::vector<page_post> due;
  if (early_.empty()) return due;
  const auto first = std::stable_partition(early_.begin(), early_.end(),
                                           [&](const page_post& page) { return page.as_of > last_commit_; });
  due.assign(std::make_move_iterator(first), std::make_move_iterator(early_.end()));
  early_.erase(first, early_.end());
  return due;
}

} // namespace snug::transport
