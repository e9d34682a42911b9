#pragma once
#include "clients/load/verify/room_ledger.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::load {

/// Who talks where and how far they are: what every receiver is judged by. One thread.
class roster {
public:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};

  struct talker {
    std::uint32_t room = 0;
    std::uint32_t rank = nobody;    ///< among the room's talkers; `nobody`: doesn't talk
    std::uint32_t sent = 0;         ///< the number of its last message
    std::uint32_t acknowledged = 0; ///< of a durable one: the last that is on disk
    std::string user;               ///< whom the server takes it for; empty: not known
  };

  roster(std::string_view room_prefix, std::uint32_t rooms, std::uint32_t clients);

  /// `client` will talk in `room`. Before anybody does.
  void add_talker(std::uint32_t client, std::uint32_t room);

  [[nodiscard]] std::uint32_t clients() const noexcept {
    return static_cast<std::uint32_t>(by_client_.size());
  }
  [[nodiscard]] std::uint32_t rooms() const noexcept { return static_cast<std::uint32_t>(rooms_.size()); }
  [[nodiscard]] const std::string& name_of(std::uint32_t room) const noexcept { return rooms_[room].name; }
  [[nodiscard]] const std::vector<std::uint32_t>& talkers_of(std::uint32_t room) const noexcept {
    return rooms_[room].talkers;
  }
  [[nodiscard]] talker& of(std::uint32_t client) noexcept { return by_client_[client]; }
  [[nodiscard]] const talker& of(std::uint32_t client) const noexcept { return by_client_[client]; }
  [[nodiscard]] room_ledger& ledger_of(std::uint32_t room) noexcept { return rooms_[room].ledger; }

private:
  struct room {
    std::string name;
    std::vector<std::uint32_t> talkers;
    room_ledger ledger;
  };

  std::vector<room> rooms_;
  std::vector<talker> by_client_;
};

} // namespace snug::load
