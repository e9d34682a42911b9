#include "clients/cpp/room_list.hpp"
#include "clients/cpp/comeback.hpp"
#include <algorithm>
#include <iterator>
#include <utility>

namespace snug::client {

void room_list::want(const std::string& room, reply_handler done, const join_options& options) {
  auto& entry = rooms_[room];
  entry.options = options;
  entry.in = false;
  if (done) entry.waiting.push_back(std::move(done));
}

std::vector<reply_handler> room_list::unwant(const std::string& room) {
  positions_.forget(room);
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return {};
  auto waiting = std::move(found->second.waiting);
  rooms_.erase(found);
  return waiting;
}

std::vector<std::string> room_list::missing() const {
  std::vector<std::string> out;
  for (const auto& [room, entry] : rooms_)
    if (!entry.in && entry.ref == 0) out.push_back(room);
  return out;
}

std::string room_list::joining(const std::string& room, std::uint32_t ref) {
  auto& entry = rooms_.at(room);
  entry.ref = ref;
  const auto known = positions_.since(room);
  return join_data(known ? known : entry.options.since, entry.options.code);
}

std::optional<room_list::answer> room_list::answered(std::uint32_t ref, const outcome& result) {
  const auto found =
      std::find_if(rooms_.begin(), rooms_.end(), [ref](const auto& room) { return room.second.ref == ref; });
  if (ref == 0 || found == rooms_.end()) return std::nullopt;
  auto& [room, entry] = *found;
  answer out{room, entry.ever, false, {}, {}};
  entry.ref = 0;
  if (result) {
    out.joined = read_join(*result);
    out.waiting = std::exchange(entry.waiting, {});
    entry.in = entry.ever = true;
    positions_.joined(room, out.joined.at);
  } else if (after_refusal(result.error().code) == comeback::resume) {
    out.retry = true;
  } else {
    out.waiting = unwant(out.room);
  }
  return out;
}

void room_list::connection_lost() {
  for (auto& [room, entry] : rooms_) {
    entry.in = false;
    entry.ref = 0;
  }
}

std::vector<reply_handler> room_list::clear() {
  std::vector<reply_handler> out;
  for (auto& [room, entry] : std::exchange(rooms_, {}))
    std::move(entry.waiting.begin(), entry.waiting.end(), std::back_inserter(out));
  return out;
}

} // namespace snug::client
