#pragma once
#include "transport/profile/field_map.hpp"
#include "transport/profile/name_template.hpp"
#include "transport/profile/source.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snug::profile {

/// Which room something is for.
struct room_rule {
  name_template name;
  std::vector<source> from; ///< of each place, in their order; from `args`, `auth` or `query`
  bool current = false;     ///< the one joined last, by no name
};

/// An event as an app has it: its name, and one object as its argument, or fields of that object as arguments
/// of their own.
struct spoken_event {
  std::string name;
  std::optional<std::vector<std::string>> args; ///< names of the fields, in the order of the arguments
  field_map fields;
};

/// What an acknowledgement says.
struct ack_shape {
  std::optional<field_map> ok, error; ///< as the plain mapping has it where nothing is said
};

/// What one event of a client is.
struct in_rule {
  std::string event;
  std::optional<std::vector<std::string>> args;
  std::string command; ///< of the table; "" where there is only an answer
  bool in_room = true; ///< the command takes one
  std::string free;    ///< the free event that it is; `command` is `publish` then
  field_map fields;
  std::vector<field_map::fixed> set;     ///< what its data has besides
  std::vector<field_map::fixed> how;     ///< of a free event: more fields of `publish`
  std::shared_ptr<const room_rule> room; ///< nullptr: none is named
  std::string room_as;                   ///< the field of the data that the room's name is put into
  bool others = false;                   ///< its author isn't told of it
  bool marks_author = false;             ///< by its id, as it is kept in the log
  std::optional<spoken_event> answer;    ///< told to whoever said it, once it is done
  ack_shape ack;
};

/// A route of an app's own, answered by a command: its object is what stands in the path, the query and the
/// body.
struct route_rule {
  std::string method;
  name_template path;
  in_rule asks;
  int status = 200;
  std::optional<field_map> reply;                  ///< the reply's data where nothing is said
  std::optional<field_map> error;                  ///< `{code, message, …}` likewise
  std::vector<std::pair<std::string, int>> errors; ///< codes with a status of their own
};

/// How one event of a room is told.
struct out_rule {
  std::string told;
  std::vector<field_map::fixed> when; ///< parts of the data that have to be this
  std::shared_ptr<const room_rule> room;
  bool room_must_fit = false; ///< only in rooms of that name; else places of others are just not there
  std::optional<source> each; ///< a list: each of it is an event
  spoken_event as;
  bool others = false; ///< with `each`: not to whom the one is about (`item.user`)
};

/// What a client is told by itself when something happens to it.
struct word {
  enum class moment : std::uint8_t { connect, join, leave };
  moment when = moment::connect;
  std::shared_ptr<const room_rule> room;
  bool room_must_fit = false;
  spoken_event as;
};

/// What of a client's handshake is needed later, by name.
struct handshake_fields {
  std::vector<std::string> auth, query;
};

/// A WebSocket on which the app's words are spoken as JSON objects.
struct socket_rule {
  name_template path;
  std::string type; ///< the field with an event's name
};

/// What is done for a client as it connects.
struct connect_rule {
  bool join = false;      ///< comes into the room that its handshake names
  bool own_rooms = false; ///< and into those it is a member of
  std::optional<source> token, name;
};

} // namespace snug::profile
