#include "actors/room_directory.hpp"

namespace snug::actors {

const room_handle& room_directory::reach(model::key room) {
  auto at = rooms_.find(room);
  if (at == rooms_.end()) at = rooms_.emplace(room, entry{wake_(room)}).first; // no entry without a room
  auto& found = at->second;
  ++found.sent;
  found.empty_since.reset();
  return found.room;
}

const room_handle* room_directory::reach_awake(model::key room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return nullptr;
  ++found->second.sent;
  return &found->second.room;
}

void room_directory::emptied(model::key room, std::uint64_t handled, std::int64_t now) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  found->second.handled_when_empty = handled;
  if (!found->second.empty_since) found->second.empty_since = now;
}

std::vector<room_handle> room_directory::take_rested(std::int64_t now) {
  std::vector<room_handle> rested;
  std::erase_if(rooms_, [&](auto& item) {
    auto& e = item.second;
    const bool rests = e.empty_since && e.sent == e.handled_when_empty && now - *e.empty_since >= rest_ms;
    if (rests) rested.push_back(std::move(e.room));
    return rests;
  });
  return rested;
}

std::vector<room_handle> room_directory::take_all() {
  std::vector<room_handle> all;
  all.reserve(rooms_.size());
  for (auto& [room, e] : rooms_)
    all.push_back(std::move(e.room));
  rooms_.clear();
  return all;
}

} // namespace snug::actors
