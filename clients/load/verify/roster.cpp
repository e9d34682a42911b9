#include "clients/load/verify/roster.hpp"

namespace snug::load {

roster::roster(std::string_view room_prefix, std::uint32_t rooms, std::uint32_t clients)
  : rooms_(rooms)
  , by_client_(clients) {
  for (std::uint32_t i = 0; i < rooms; ++i)
    rooms_[i].name = std::string(room_prefix) + "-" + std::to_string(i);
}

void roster::add_talker(std::uint32_t client, std::uint32_t room) {
  auto& who = by_client_[client];
  who.room = room;
  who.rank = static_cast<std::uint32_t>(rooms_[room].talkers.size());
  rooms_[room].talkers.push_back(client);
}

} // namespace snug::load
