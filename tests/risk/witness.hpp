#pragma once
#include "tests/risk/words.hpp"

namespace snug::risk {

/// Watches from outside who has which right and what reaches them. Knows nothing of caches or subscriptions.
class witness {
public:
  /// A room let somebody in, judging by its log up to `basis`.
  void came_in(int room, const address& peer, const std::string& user, std::uint64_t basis);
  void went(int room, const address& peer);
  void held(int room, const std::string& user, std::uint64_t hold) { holds_[hold] = {room, user}; }
  void settled(std::uint64_t hold) { holds_.erase(hold); }

  /// Who may get what the room says now.
  [[nodiscard]] std::set<address, address_less> audience(int room) const;

  /// A durable event goes out to a peer: it is in the log, and the log up to it doesn't take away the right
  /// by which that peer came in.
  void delivers(int room, const address& peer, const record_ptr& event, const room_rows& truth) const;

private:
  struct right {
    std::string user;
    std::uint64_t basis = 0;
    bool inside = false;
  };

  std::map<int, std::map<address, right, address_less>> rights_;
  std::map<std::uint64_t, std::pair<int, std::string>> holds_;
};

} // namespace snug::risk
