#pragma once
#include "actors/handles.hpp"
#include "actors/model/command.hpp"
#include "transport/credits.hpp"
#include "transport/outbox.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct lws;

namespace snug::profile {
class profile;
}

namespace snug::transport {

class carrier;
class secure_socket;
struct room_entry;
namespace http {
class connection;
}

/// How a connection came: needed until it said hello.
struct arrival {
  std::uint64_t address = 0;             ///< `address_number` of where it comes from; 0: it isn't counted
  bool unidentified = false;             ///< it counts for that address as one that hasn't said hello
  std::string bearer = {};               ///< the token of its `Authorization` header
  std::string ticket = {};               ///< of its address's query
  model::identity_ptr vouched = nullptr; ///< whom a back end took it for, where it brought neither
  /// Where its address was that of a document.
  std::string room = {};
  std::string document = {};
  /// Where its address was that of a profile's WebSocket, whose, and what stands in the places of its path:
  /// a map in MessagePack.
  const profile::profile* words = nullptr;
  std::string places = {};
  std::string query = {};   ///< of a client of Socket.IO or of an app's WebSocket, as it stood in its address
  bool engine = false;      ///< it came by the path of Socket.IO: Engine.IO is spoken
  std::string sid = {};     ///< of the Engine.IO session that its WebSocket is for; "": it begins one
  std::string device = {};  ///< what a client of Socket.IO calls its device
  bool keeps_rooms = false; ///< its session comes back to its rooms
  bool recovers = false;    ///< it brings a session of before to be gone on with
  std::uint64_t commit = 0; ///< then: it has what was committed up to there
  bool proxied = false;     ///< by a proxy that is believed: whose address counts is known with a request
};

/// Refusals of commands that wanted no reply, until the next `refused` event.
struct refusals {
  std::uint32_t count = 0;
  model::failure last;
};

/// A message whose end hasn't come.
struct partial_message {
  std::string bytes;
  std::size_t expected = 0; ///< bytes of the whole, as far as it is known
  std::size_t charged = 0;  ///< to the byte budget
  std::int64_t since = 0;   ///< steady ms at which it had its place
  bool waits = false;       ///< for a place
};

/// One place in a room's list of subscribers.
struct membership {
  room_entry* room = nullptr;
  std::uint32_t index = 0;
};

/// A socket as its shard sees it: plain data that the shard's parts work on. Lives in the `peer_table`; its
/// address is stable while the connection lasts. One shard's thread only. Kept small: there are 10,000 idle
/// ones.
struct peer {
  enum class stage : std::uint8_t {
    fresh,    ///< hello hasn't come
    greeting, ///< hello is being answered; commands behind it wait in the session
    open,
    carrier, ///< a WebSocket of an Engine.IO session, whose namespaces are peers of their own
    request, ///< no connection of its own: an HTTP request waits for the reply to its one command
    closing, ///< the close frame is on its way; nothing is heard or told any more
  };

  explicit peer(ring_pool& pool) noexcept
    : out(pool) {}

  std::uint32_t slot = 0;
  std::uint32_t generation = 0; ///< never 0, never used again on this shard
  stage now = stage::fresh;
  std::uint8_t speech = 0;       ///< which of the shard's dialects
  std::uint8_t pages = 0;        ///< page reads under way
  bool dirty = false;            ///< waits for the flusher
  bool clogged = false;          ///< its socket takes nothing until it calls back
  bool paused = false;           ///< its socket isn't read
  bool overrun = false;          ///< it was too slow for a message that may not be lost: to be closed
  bool behind = false;           ///< a subscription waits for the outbox to drain
  bool heartbeat_events = false; ///< wants events for pings
  bool worded = false;           ///< a WebSocket on which an app's own words are spoken
  bool doomed = false;           ///< its socket is to be ended in this turn
  bool ripe = false;             ///< its socket is about to be read again
  bool in_step = false;          ///< all its rooms are told in one order, with one cursor
  bool kept = false;             ///< what it sent before it was paused may lie in the library's hands
  std::uint8_t renewals = 0;     ///< of its token, since `renewals_from`
  std::uint32_t unsent = 0; ///< bytes in the socket's kernel buffer when it was last looked at, while clogged
  std::int64_t last_heard = 0;    ///< steady ms
  std::int64_t last_progress = 0; ///< steady ms at which a clogged socket last took something

  std::int64_t renewals_from = 0; ///< steady ms
  std::uint64_t address = 0;      ///< as `arrival::address`
  std::uint64_t user = 0;         ///< a hash of the user whose connection it counts as; 0: it isn't counted

  lws* socket = nullptr;            ///< of a WebSocket in the clear
  secure_socket* secure = nullptr;  ///< of a WebSocket under TLS
  http::connection* http = nullptr; ///< of an HTTP request, or of a stream of events
  carrier* over = nullptr;          ///< what carries it, of a namespace; of a carrier's WebSocket, its line
  outbox out;
  credits owed;
  actors::session_handle session; ///< from hello on
  model::identity_ptr who;        ///< from `greeted` on
  std::vector<membership> rooms;
  std::unique_ptr<partial_message> partial; ///< changed by `partial_messages` alone
  std::unique_ptr<arrival> came;            ///< until `greeted`
  std::unique_ptr<refusals> refused;
};

} // namespace snug::transport
