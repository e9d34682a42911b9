#pragma once
#include "actors/model/identity.hpp"
#include "actors/model/key.hpp"
#include "actors/model/result.hpp"
#include <cstdint>
#include <string>

namespace snug::model {

/// Who is answered: a slot of a shard (a socket, a poll or an HTTP request). The reply goes to the shard's
/// inbox; a stale generation drops it there. `ref` is the client's number for the command, 0: no reply
/// wanted.
struct return_address {
  std::uint16_t node = 0;
  std::uint16_t shard = 0;
  std::uint32_t slot = 0;
  std::uint32_t generation = 0; ///< 0: nobody (a system command)
  std::uint32_t ref = 0;

  [[nodiscard]] bool nobody() const noexcept { return generation == 0; }
  /// True where both name the same connection, whatever the ref.
  [[nodiscard]] bool same_peer(const return_address& o) const noexcept {
    return node == o.node && shard == o.shard && slot == o.slot && generation == o.generation;
  }
  friend bool operator==(const return_address&, const return_address&) = default;
};

/// A session that waits for what becomes of a command said on its behalf: it is told instead of a client.
struct waiting_session {
  std::uint64_t session = 0; ///< 0: nobody waits
  std::uint32_t ticket = 0;  ///< the session's own number for it
};

/// What a client asks, on its way through the lanes. `verb` is the command's number in `command_registry`
/// (facets).
struct command {
  return_address from;
  identity_ptr who;
  std::uint16_t verb = 0;
  key room;              ///< invalid where only the name is known yet
  std::string room_name; ///< "" for commands without a room
  std::string data;      ///< MessagePack, held to the payload profile at the edge; "" is nil
  std::string id; ///< the client's id for it; a repeat has the first one's effect. "" where it gave none
  std::string free_event; ///< the event's name where the verb is the registry's free event
  std::uint64_t hold = 0; ///< the hold the room put on a user before sending this on; 0: none
  waiting_session waits = {};
};

/// What goes back: `ok` with MessagePack data ("" is nil), or a refusal.
struct reply {
  return_address to;
  result<std::string> outcome{std::string{}};
};

} // namespace snug::model
