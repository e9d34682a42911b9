#pragma once
#include "actors/room_directory.hpp"
#include "actors/session_directory.hpp"
#include "actors/shard_actors.hpp"
#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace snug::actors {

/// The refusal of what comes too often.
[[nodiscard]] model::failure too_many(std::string what, std::uint32_t retry_after_ms, std::string field = {});

/// What the actors of one shard share: what they were given, and the tables of what lives here. Loop thread
/// only.
struct shard_context {
  environment env;
  room_directory rooms;
  session_directory sessions;
  std::vector<door_handle> doors; ///< of all shards, by number
  std::uint64_t last_hold = 0;    ///< numbers of holds, never reused on this shard
  /// Actors of this shard that haven't ended. Atomic: the last one to let go of an actor may be another
  /// shard.
  std::atomic<std::size_t> alive = 0;

  [[nodiscard]] std::uint16_t home_of(model::key room) const noexcept {
    return static_cast<std::uint16_t>(std::hash<model::key>{}(room) % env.shards);
  }
  [[nodiscard]] std::uint16_t home_of_session(std::uint64_t session) const noexcept {
    return static_cast<std::uint16_t>(session % env.shards);
  }

  /// To the room's home, waking the room.
  void send(join_request request, const session_handle& by);
  /// To the room's home, if the room is awake.
  void send(leave_notice notice);
  void send(renewal_notice notice);
  /// To the room's home. A live command wakes the room; a durable one that takes something away does not: in
  /// a sleeping room there is nobody to hold, so the journal decides at once.
  void send(room_command command);
  void send(room_commands commands);
  /// The same for a room whose home is here.
  void at_home(room_command command);
  void at_home(room_commands commands);
  /// Nothing where `who` may have `count` commands more, else why not.
  [[nodiscard]] std::optional<model::failure> spend(const model::identity& who, std::size_t count) const;
  /// The same of what is said in a room.
  [[nodiscard]] std::optional<model::failure> spend_in(model::key room, std::size_t count) const;
  /// A command of the read lane, to the reader pool, which answers it.
  void read(model::command command) const;
};

} // namespace snug::actors
