#include "transport/room_subscribers.hpp"
#include <algorithm>

namespace snug::transport {

namespace {

auto membership_of(auto& rooms, model::key room) {
  return std::find_if(rooms.begin(), rooms.end(),
                      [room](const membership& m) { return m.room->key == room; });
}

} // namespace

room_entry* room_subscribers::find(model::key room) noexcept {
  const auto it = rooms_.find(room);
  return it == rooms_.end() ? nullptr : &it->second;
}

subscriber* room_subscribers::find(const peer& p, model::key room) noexcept {
  const auto it = membership_of(p.rooms, room);
  return it == p.rooms.end() ? nullptr : &it->room->subscribers[it->index];
}

subscriber& room_subscribers::add(peer& p, model::key room, std::string_view name, std::uint64_t from) {
  if (auto* here = find(p, room)) {
    here->place = subscription(from);
    return *here;
  }
  auto& entry = rooms_[room];
  if (entry.subscribers.empty()) {
    entry.key = room;
    entry.name = name;
  }
  p.rooms.push_back({&entry, static_cast<std::uint32_t>(entry.subscribers.size())});
  entry.subscribers.push_back({&p, subscription(from), 0});
  return entry.subscribers.back();
}

void room_subscribers::remove(peer& p, model::key room) noexcept {
  const auto it = membership_of(p.rooms, room);
  if (it == p.rooms.end()) return;
  const auto at = *it;
  p.rooms.erase(it);
  take_out(at);
}

void room_subscribers::remove_all(peer& p) noexcept {
  while (!p.rooms.empty()) {
    const auto at = p.rooms.back();
    p.rooms.pop_back();
    take_out(at);
  }
}

/// The last subscriber moves into the place that came free, and its peer is told where it is now.
void room_subscribers::take_out(membership at) noexcept {
  auto& list = at.room->subscribers;
  if (at.index + 1 != list.size()) {
    list[at.index] = std::move(list.back());
    membership_of(list[at.index].who->rooms, at.room->key)->index = at.index;
  }
  list.pop_back();
  if (list.empty()) rooms_.erase(at.room->key);
}

} // namespace snug::transport
