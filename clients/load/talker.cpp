#include "clients/load/talker.hpp"
#include <algorithm>

namespace snug::load {

talker::talker(lane kept, std::uint32_t run, std::uint32_t room, std::uint32_t client, std::size_t size)
  : kept_(kept)
  , mark_{run, room, client, 0, 0}
  , text_(size, stamp::filler) {
  if (replaces(kept)) key_ = "c" + std::to_string(client);
}

publication talker::fill(std::string_view room_name, std::uint32_t number, std::uint64_t due) {
  mark_.number = number;
  mark_.due = due;
  mark_.write(text_);
  publication out{kept_, room_name, text_, 0, {}, key_};
  if (kept_ != lane::durable) return out;
  out.ref = peer_protocol::first_ref + number;
  id_ = std::to_string(mark_.run) + "-" + std::to_string(mark_.sender) + "-" + std::to_string(number);
  out.id = id_;
  return out;
}

publication talker::next(std::string_view room_name, std::uint64_t due) {
  ++last_;
  if (kept_ == lane::durable) waiting_.push_back({last_, due});
  return fill(room_name, last_, due);
}

publication talker::again(std::string_view room_name, const unanswered& which) {
  return fill(room_name, which.number, which.due);
}

std::optional<talker::unanswered> talker::answered(std::uint64_t ref) {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), [ref](const unanswered& each) {
    return peer_protocol::first_ref + std::uint64_t{each.number} == ref;
  });
  if (at == waiting_.end()) return std::nullopt;
  const auto out = *at;
  waiting_.erase(at);
  return out;
}

} // namespace snug::load
