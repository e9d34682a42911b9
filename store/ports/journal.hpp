#pragma once
#include "actors/model/command.hpp"
#include "actors/model/event.hpp"
#include <cstdint>
#include <memory>
#include <vector>

namespace snug::store {

/// What became of one durable command: the reply for its author, then the records it left (none if it was
/// refused or is a repeat). `hold` is the hold a room put on a user before sending the command on; 0: none.
struct outcome {
  model::reply reply;
  model::key room;
  std::uint64_t hold = 0;
  model::waiting_session waits = {}; ///< a session that is told instead of a client
  std::uint32_t charged = 0;         ///< bytes of the byte budget that come free with it
  std::vector<model::record> records;
};

/// What one commit made true, in commit order; told to every shard after the sync. Immutable.
struct commit_group {
  std::uint64_t last_commit = 0; ///< the store's commit number behind it
  std::vector<outcome> outcomes;
};
using commit_group_ptr = std::shared_ptr<const commit_group>;

/// Whoever is told of commits. Called on the journal thread, in commit order; must not block and must not
/// throw.
class commit_listener {
public:
  virtual ~commit_listener() = default;
  virtual void committed(const commit_group_ptr& group) noexcept = 0;
};

/// The one writer. Commands are decided in the order they are submitted; whatever arrived during the last
/// sync is the next transaction. Every submitted command is answered exactly once, by a group given to the
/// listener.
class journal {
public:
  virtual ~journal() = default;
  /// Any thread; never blocks on the disk. The edge bounds what is submitted and unanswered.
  virtual void submit(model::command command) = 0;
  /// Several commands of one room: decided in order, all or none (the first refusal refuses them all).
  virtual void submit(std::vector<model::command> together) = 0;
};

} // namespace snug::store
