#pragma once
#include "actors/command_limits.hpp"
#include "actors/facets/rulebook.hpp"
#include "actors/handles.hpp"
#include "actors/loop/loop_unit.hpp"
#include "actors/messages.hpp"
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "actors/ports/trouble_sink.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <cstdint>
#include <memory>

namespace snug::actors {

/// Everything the actors of one shard are given. The references outlive the shard.
struct environment {
  caf::actor_system& system;
  loop::loop_unit& unit; ///< the shard's loop thread
  std::uint16_t shard = 0;
  std::uint16_t shards = 1;
  fan_out& out;
  store::journal& journal;
  store::reader& reader;
  const facets::rulebook& rules;

  const store::clock& clock;
  shared_rates& rates; ///< of the whole node
  command_limits limits = {};
  trouble_sink trouble = [](std::string_view) {};                  ///< hears of handlers that threw
  std::span<const facets::facet> abilities = facets::all_facets(); ///< what rooms have views of
  desk* identity = nullptr;                                        ///< nullptr: commands of desks are refused
  desk* rpc = nullptr;                     ///< answers commands that no table knows; nullptr: nobody does
  facets::memory_budget* memory = nullptr; ///< what views of all rooms may take; nullptr: no bound
};

/// The actors that live on one shard: what the shard itself calls. Its loop thread only.
class shard_actors {
public:
  explicit shard_actors(const environment& env);
  ~shard_actors();
  shard_actors(const shard_actors&) = delete;
  shard_actors& operator=(const shard_actors&) = delete;

  /// The other shards' doors; called once on every shard before the loops run (index = shard).
  void connect(std::vector<door_handle> doors);
  [[nodiscard]] const door_handle& door() const noexcept;

  /// hello, after the edge verified token and resume token: who it is, and the reply to give when the session
  /// is ready. Who holds the handle holds the session.
  [[nodiscard]] session_handle hello(greeting greeting);
  /// A command whose data the edge held to its table row; `who` is filled in here.
  void command(const session_handle& session, model::command command);
  /// Several commands in one frame: all durable and of one room.
  void commands(const session_handle& session, std::vector<model::command> together);
  /// A command of an HTTP request, which has no session: `who` is filled in.
  void http(model::command command);
  /// The same user and session with another token: counts for what comes behind it.
  void renewed(const session_handle& session, model::identity_ptr who);
  /// The socket is gone; nothing is sent to its address any more.
  void closed(const session_handle& session);
  /// The client has said that it goes: it doesn't come back to its rooms.
  void left(const session_handle& session);

  /// This shard's share of a commit: awake rooms whose home it is see their records, holds are settled.
  /// Called after the shard has queued the group's replies and events for its own peers.
  void committed(const store::commit_group& group);
  /// Once a second: timers, rooms that may sleep.
  void sweep();

  /// Other limits, for sessions that live too.
  void take_limits(const command_limits& next) noexcept;

  [[nodiscard]] std::size_t awake_rooms() const noexcept;
  [[nodiscard]] std::size_t live_sessions() const noexcept;

  /// Ends every actor of the shard; the loop has to drain its unit until `stopped()`.
  void stop();
  [[nodiscard]] bool stopped() const noexcept;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace snug::actors
