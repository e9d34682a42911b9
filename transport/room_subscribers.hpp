#pragma once
#include "transport/peer.hpp"
#include "transport/subscription.hpp"
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snug::transport {

/// A peer in a room, and where it stands in the room's log.
struct subscriber {
  peer* who = nullptr;
  subscription place;
  std::uint64_t judged_at = 0; ///< what puts its user out up to this offset doesn't concern it
  std::uint64_t topics = 0;    ///< it listens to these
};

/// A room that somebody on this shard listens to.
struct room_entry {
  model::key key;
  std::string name;
  std::uint64_t epoch = 0;   ///< the life of its log
  bool counts_apart = false; ///< its commit numbers aren't the store's
  std::vector<subscriber> subscribers;
};

/// The shard's table room → its peers. Peers know their places in it, so that leaving costs no search of the
/// room. One shard's thread only.
class room_subscribers {
public:
  /// Nothing where nobody listens.
  [[nodiscard]] room_entry* find(model::key room) noexcept;
  [[nodiscard]] subscriber* find(const peer& p, model::key room) noexcept;

  /// `p` stands at the offset `from`; a former place of it in this room is forgotten. The reference holds
  /// until the next call that adds or removes.
  subscriber& add(peer& p, model::key room, std::string_view name, std::uint64_t from);
  void remove(peer& p, model::key room) noexcept;
  void remove_all(peer& p) noexcept;

  [[nodiscard]] std::size_t rooms() const noexcept { return rooms_.size(); }

private:
  void take_out(membership at) noexcept;

  std::unordered_map<model::key, room_entry> rooms_;
};

} // namespace snug::transport
