#pragma once
#include "actors/model/error.hpp"
#include "actors/model/position.hpp"
#include "clients/cpp/backoff.hpp"
#include "clients/cpp/codec.hpp"
#include "clients/cpp/outbound_queue.hpp"
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace snug::client {

/// How a session comes about and how far it goes. All bounds are per session.
struct session_options {
  std::string url = "ws://127.0.0.1:7684";
  std::string token;  ///< "" comes as a guest
  std::string name;   ///< what a guest is called; "" leaves it to the server
  std::string resume; ///< the resume token of an earlier session; "" begins a new one
  std::string client_name = "snug-cpp";
  std::string client_version = SNUG_VERSION;
  /// Asked for another token where the server closed with 41xx; nothing or the same token ends the session.
  /// Loop thread; must not block (fetch ahead of time).
  std::function<std::optional<std::string>()> new_token = {};

  backoff_options wait = {};
  std::uint32_t connect_ms = 10'000;  ///< from connecting to the answer of `hello`
  std::uint32_t give_up_ms = 0;       ///< without an answered `hello` for so long the session ends; 0: never
  std::size_t max_commands = 1'024;   ///< given and unanswered; more are refused `unavailable`
  std::size_t max_bytes = 8u << 20;   ///< their data; as above
  std::size_t max_message = 1u << 20; ///< one command; a smaller limit of the server's takes its place
  std::size_t window = 32;            ///< commands sent and unanswered
};

/// What happens to one command.
struct call_options {
  std::string id; ///< "": a random one is made
  /// True: kept while there is no connection, and sent again with the same id where a lost connection left it
  /// unanswered. False: now or never; refused `unavailable` where the connection is lost (for what is stale a
  /// moment later).
  bool keep = true;
};

/// How a room is joined. Coming back after a lost connection, the session itself says where it stood.
struct join_options {
  std::optional<model::position> since; ///< where an earlier session stood; nothing: from the head
  std::string code;                     ///< access code, where the room wants one
};

enum class phase : std::uint8_t {
  connecting,   ///< for the first time
  ready,        ///< `hello` was answered; rooms are being rejoined
  reconnecting, ///< waits, then connects again; `in_ms` says how long it waits
  closed,       ///< for good
};

/// What a session is doing now.
struct session_state {
  phase now = phase::connecting;
  std::uint64_t in_ms = 0; ///< `reconnecting`: until the next attempt
  std::uint16_t code = 0;  ///< `reconnecting`, `closed`: the close code; 1006 where there was none
  std::string reason;      ///< for people
  bool resumed = false;    ///< `ready`: the server still knew the session
  std::string user;        ///< `ready`
};

/// A room was joined, for the first time or again.
struct joined_room {
  std::string_view room;
  model::value reply;            ///< the whole answer of `room.join`; lives as long as the call
  bool again = false;            ///< after a lost connection
  std::optional<model::gap> gap; ///< events that can't be had any more
  std::uint64_t missed = 0;      ///< events that follow, made while this session was away
};

/// Who is told what. All run on the loop thread and must not block; they may call the session, but not
/// destroy it.
struct session_handlers {
  std::function<void(const session_state&)> state = {};
  std::function<void(const incoming_event&)> event = {}; ///< in order; durable ones once
  std::function<void(const joined_room&)> joined = {};
  /// The session is no longer in a room: refused when it came back.
  std::function<void(std::string_view room, const model::failure& why)> lost = {};
};

/// What a session counted, over its life.
struct session_counters {
  std::uint64_t connects = 0;   ///< answered hellos
  std::uint64_t events = 0;     ///< handed to the handler
  std::uint64_t duplicates = 0; ///< durable events that came twice (dropped)
  std::uint64_t holes = 0;      ///< durable events that never came, without a gap being told
  std::uint64_t rubbish = 0;    ///< messages that could not be understood
  std::uint64_t unanswered = 0; ///< commands given and not answered yet
};

} // namespace snug::client
