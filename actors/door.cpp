#include "actors/door.hpp"

namespace snug::actors {

door::door(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard)
  : loop_actor(config, unit)
  , shard_(shard) {
  ++shard_.alive;
}

void door::on_exit() { --shard_.alive; }

door::behavior_type door::make_behavior() {
  return {
      [this](join_request& request, const session_handle& by) {
        const auto room = request.room;
        send(shard_.rooms.reach(room), std::move(request), by);
      },
      [this](const leave_notice& notice) {
        if (const auto* room = shard_.rooms.reach_awake(notice.room)) send(*room, notice);
      },
      [this](const renewal_notice& notice) {
        if (const auto* room = shard_.rooms.reach_awake(notice.room)) send(*room, notice);
      },
      [this](room_command& command) { shard_.at_home(std::move(command)); },
      [this](const room_empty& empty) {
        shard_.rooms.emptied(empty.room, empty.handled, shard_.env.clock.steady_ms());
      },
      [this](session_claim& next) { claim(next); },
      [this](const session_release& gone) { shard_.sessions.release(gone.session, gone.by); },
  };
}

void door::claim(session_claim& claim) {
  const auto by = caf::actor_cast<session_handle>(claim.by);
  if (const auto before = shard_.sessions.claim(claim.session, claim.by))
    send(caf::actor_cast<session_handle>(before), replaced_atom::value);
  send(by, settled_atom::value);
}

} // namespace snug::actors
