#include "clients/load/verify/room_ledger.hpp"
#include <algorithm>

namespace snug::load {

std::optional<room_ledger::entry> room_ledger::note(std::uint64_t offset, entry what) {
  if (ring_.empty()) begin_ = end_ = offset;
  if (offset < begin_) return std::nullopt;
  if (offset >= end_) make_room_for(offset);
  auto& said = at(offset);
  if (said.number == 0) said = what;
  if (said == what) return std::nullopt;
  return said;
}

void room_ledger::make_room_for(std::uint64_t offset) {
  const auto wanted = offset + 1 - begin_;
  if (wanted > ring_.size() && ring_.size() < remembered) {
    std::uint64_t size = std::max<std::uint64_t>(64, ring_.size());
    while (size < wanted && size < remembered)
      size *= 2;
    std::vector<entry> larger(size);
    for (auto i = begin_; i < end_; ++i)
      larger[i & (size - 1)] = at(i);
    ring_.swap(larger);
  }
  const auto first = std::max(end_, offset + 1 > ring_.size() ? offset + 1 - ring_.size() : 0);
  for (auto i = first; i <= offset; ++i)
    at(i) = {};
  end_ = offset + 1;
  if (end_ - begin_ > ring_.size()) begin_ = end_ - ring_.size();
}

} // namespace snug::load
