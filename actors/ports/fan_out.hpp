#pragma once
#include "actors/model/command.hpp"
#include "actors/model/event.hpp"
#include <cstdint>
#include <memory>
#include <string>

namespace snug::actors {

/// A peer becomes a subscriber of a room's log: events after `from` follow, in order, without holes.
struct subscription_request {
  model::return_address peer; ///< ref is ignored
  model::key room;
  std::string room_name;
  std::uint64_t from = 0; ///< the offset this client stands at
  std::uint64_t as_of =
      0; ///< the commit number of the snapshot `head` was read from; 0: the room has no such number
  std::uint64_t head = 0; ///< the log's last offset in that snapshot
  /// The offset at which the right to come in was judged: what puts this user out up to there doesn't concern
  /// them.
  std::uint64_t judged_at = 0;
  std::uint64_t epoch = 0; ///< the life of the log
};

/// The way from actors to sockets. Calls name a peer by its return address and reach the shard that has it,
/// by its inbox; what one caller sends to one shard stays in order. Calls never block; a stale address drops
/// them. Called on shard loop threads and reader threads.
class fan_out {
public:
  virtual ~fan_out() = default;
  /// Answers a command; where `reply.to.ref` is 0 only its credit returns. Exactly once per command.
  virtual void reply(model::reply reply) = 0;
  /// Tells an event to every subscriber of its room on the shards in `shards` (bit i: shard i).
  virtual void post(std::shared_ptr<const model::ephemeral_event> event, std::uint64_t shards) = 0;
  /// Tells an event to one peer.
  virtual void tell(const model::return_address& peer,
                    std::shared_ptr<const model::ephemeral_event> event) = 0;
  virtual void subscribe(subscription_request request) = 0;
  virtual void unsubscribe(const model::return_address& peer, model::key room) = 0;
  /// Which topics of `room` a subscriber of it listens to, from now on.
  virtual void attend(const model::return_address& peer, model::key room, std::uint64_t topics) = 0;
  /// A hold: nothing of `room` goes to `peer` until it is lifted; then the subscription catches up from where
  /// it stopped.
  virtual void hold(const model::return_address& peer, model::key room) = 0;
  virtual void lift(const model::return_address& peer, model::key room) = 0;
  /// `on`: nothing durable is told to a peer whose rooms go on in step, until it was subscribed to the next
  /// room, or off: it comes into one, and what it is told meanwhile could say less than it seems to.
  virtual void still(const model::return_address& /*peer*/, bool /*on*/) {}
  /// hello was answered: the peer may send commands, as `who`.
  virtual void greeted(const model::return_address& peer, model::identity_ptr who) = 0;
  virtual void close(const model::return_address& peer, model::close_code code, std::string reason) = 0;
};

} // namespace snug::actors
