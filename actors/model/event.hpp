#pragma once
#include "actors/model/command.hpp"
#include "actors/model/position.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::model {

/// What an encoder needs of an event; points into a record or an ephemeral event, owns nothing.
struct event_view {
  std::string_view name;
  std::string_view room;
  std::string_view data;    ///< MessagePack, "" is nil
  std::uint64_t offset = 0; ///< 0: ephemeral
  std::string_view user;    ///< "": from is nil
  std::string_view display_name;
  std::int64_t at = 0; ///< ms since 1970; never goes back in a room
  std::string_view id; ///< the id of the command that caused it, "" where it had none
  std::uint64_t epoch =
      0; ///< of a durable event: the life of the log that the offset belongs to; 0: not said
  std::string_view profile = {}; ///< what else is shown of the user: a MessagePack map; "" is nothing
  /// Where a client stands, in all its rooms at once, that has this event and all before it: opaque text; "":
  /// not said.
  std::string_view cursor = {};
};

/// An entry of a room's log. Told records have an offset and reach members; silent ones (a read mark) have
/// rows only.
struct record {
  key room;
  std::uint64_t commit = 0; ///< one per record, over the whole store
  std::uint64_t offset = 0; ///< 0 for a silent record
  std::uint64_t bytes_so_far =
      0; ///< bytes of data ever logged in this room, this record's included (retention)
  std::int64_t at = 0;
  std::string name;
  std::string user;
  std::string display_name;
  std::string data;
  std::string id;
  std::string profile; ///< what else is shown of the user: a MessagePack map; "" is nothing

  [[nodiscard]] bool told() const noexcept { return offset != 0; }
  [[nodiscard]] event_view view(std::string_view room_name) const noexcept {
    return {name, room_name, data, offset, user, display_name, at, id, 0, profile};
  }
  friend bool operator==(const record&, const record&) = default;
};

/// An event that is told and forgotten. `key` conflates: a newer one of the same room and key replaces the
/// older one still waiting for a receiver. `except` names the connection it isn't sent to (nobody: sent to
/// all).
struct ephemeral_event {
  key room;
  std::string room_name;
  std::string name;
  std::string data;
  std::string user;
  std::string display_name;
  std::int64_t at = 0;
  std::string id;
  std::string conflation_key;
  return_address except;
  std::uint64_t topics = 0; ///< for those in the room who listen to one of these (bits); 0: for everybody
  std::string profile;      ///< as in a record

  [[nodiscard]] event_view view() const noexcept {
    return {name, room_name, data, 0, user, display_name, at, id, 0, profile};
  }
};

} // namespace snug::model
