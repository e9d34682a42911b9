#include "clients/cpp/room_positions.hpp"
#include <algorithm>

namespace snug::client {

void room_positions::joined(std::string_view room, model::position at) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    rooms_.emplace(room, at);
    return;
  }
  auto& known = found->second;
  if (known.epoch == at.epoch) at.offset = std::max(at.offset, known.offset);
  known = at;
}

room_positions::verdict room_positions::seen(std::string_view room, std::uint64_t offset) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return verdict::next;
  auto& last = found->second.offset;
  if (offset <= last) {
    ++duplicates_;
    return verdict::duplicate;
  }
  const auto missing = offset - last - 1;
  last = offset;
  holes_ += missing;
  return missing == 0 ? verdict::next : verdict::hole;
}

std::optional<model::position> room_positions::since(std::string_view room) const {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return std::nullopt;
  return found->second;
}

void room_positions::forget(std::string_view room) {
  if (const auto found = rooms_.find(room); found != rooms_.end()) rooms_.erase(found);
}

} // namespace snug::client
