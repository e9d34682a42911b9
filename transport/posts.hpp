#pragma once
#include "actors/model/command.hpp"
#include "actors/model/event.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/journal.hpp"
#include "transport/handed_over.hpp"
#include "transport/identity/everywhere.hpp"
#include "transport/page_part.hpp"
#include "transport/transport_settings.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace snug::transport {

using event_ptr = std::shared_ptr<const model::ephemeral_event>;

/// An ephemeral event for every subscriber of its room.
struct room_post {
  event_ptr event;
};
/// An ephemeral event for one peer.
struct peer_post {
  model::return_address peer;
  event_ptr event;
};
/// A page of the logs that subscriptions asked for.
struct page_post {
  model::return_address peer;
  std::uint32_t number = 0;
  std::uint64_t as_of = 0; ///< the commit number its snapshot ended with
  /// One room's; all rooms' of a connection whose rooms go on in step.
  std::vector<page_part> parts;
};
struct unsubscribe_post {
  model::return_address peer;
  model::key room;
};
struct attend_post {
  model::return_address peer;
  model::key room;
  std::uint64_t topics = 0;
};
struct hold_post {
  model::return_address peer;
  model::key room;
};
struct lift_post {
  model::return_address peer;
  model::key room;
};
struct still_post {
  model::return_address peer;
  bool on = false;
};
struct greeted_post {
  model::return_address peer;
  model::identity_ptr who;
};
struct close_post {
  model::return_address peer;
  model::close_code code = model::close_code::normal;
  std::string reason;
};
/// Whoever is stopped by it goes (4101).
struct revoke_post {
  std::shared_ptr<const facets::revocation_row> row;
};
/// Who of a user is connected here?
struct roll_call_post {
  std::shared_ptr<roll_call> call;
};
/// A command that comes from no connection: it goes down its lane like that of an HTTP request.
struct command_post {
  model::command what;
};
/// No new connections; everybody is told to come back, after `hint_ms` and a random share of `spread_ms`.
struct drain_post {
  std::uint32_t hint_ms = 0;
  std::uint32_t spread_ms = 0;
};
/// Other limits.
struct limits_post {
  std::shared_ptr<const transport_settings> next;
};
/// End the loop.
struct stop_post {};

/// What comes to a shard from actors, the journal, readers and the node.
using post = std::variant<model::reply, room_post, peer_post, store::commit_group_ptr, page_post,
                          actors::subscription_request, unsubscribe_post, attend_post, hold_post, lift_post,
                          still_post, greeted_post, close_post, handed_over, revoke_post, roll_call_post,
                          command_post, drain_post, limits_post, stop_post>;

} // namespace snug::transport
