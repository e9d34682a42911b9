#include "actors/http_desk.hpp"
#include "actors/join_lookup.hpp"
#include "actors/lanes.hpp"

namespace snug::actors {

http_desk::http_desk(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard)
  : loop_actor(config, unit)
  , shard_(shard) {
  ++shard_.alive;
}

void http_desk::on_exit() { --shard_.alive; }

http_desk::behavior_type http_desk::make_behavior() {
  return {
      [this](client_command& command) { take(command.what); },
      [this](located_command& found) { go_to(found); },
  };
}

void http_desk::take(model::command& command) {
  if (auto why = spend(*command.who)) return refuse(command, *std::move(why));
  switch (lane_of(command)) {
  case model::lane::read:
    return shard_.read(std::move(command));
  case model::lane::desk:
    if (shard_.env.identity) return shard_.env.identity->carry_out(std::move(command));
    [[fallthrough]];
  case model::lane::connection:
    return refuse(command, {model::error_code::bad_request, "this needs a connection that stays open"});
  case model::lane::durable:
    return say(command);
  case model::lane::live:
    return submit_lookup(shard_.env, std::move(command), http_desk_handle{this});
  }
}

/// A durable one: the journal finds its room, where nobody else has to know which it is.
void http_desk::say(model::command& command) {
  const auto& spec = spec_of(command);
  if (!spec.in_room && spec.whose == model::about::given_user)
    return refuse(command, {model::error_code::forbidden, "only the server may do this"});
  const bool counted = spec.in_room && !spec.for_strangers && shard_.env.limits.room_commands_per_second != 0;
  if (!counted && !by_the_room(command)) return shard_.env.journal.submit(std::move(command));
  submit_lookup(shard_.env, std::move(command), http_desk_handle{this});
}

std::optional<model::failure> http_desk::spend(const model::identity& who) const {
  const auto& env = shard_.env;
  if (const auto wait = env.rates.spend_over_http(who, env.limits, env.clock.steady_ms()))
    return too_many("too many commands", wait);
  return shard_.spend(who, 1);
}

/// The room is known: the journal or its home is asked.
void http_desk::go_to(located_command& found) {
  if (!found.where.room) return refuse(found.what, std::move(found.where.room.error()));
  const auto& room = *found.where.room;
  if (auto why = shard_.spend_in(room.key, 1)) return refuse(found.what, *std::move(why));
  found.what.room = room.key;
  if (lane_of(found.what) == model::lane::durable && !by_the_room(found.what))
    return shard_.env.journal.submit(std::move(found.what));
  shard_.send(room_command{std::move(found.what), outsider{found.where.in_room, room.log.head}});
}

void http_desk::refuse(const model::command& command, model::failure why) {
  shard_.env.out.reply({command.from, std::move(why)});
}

} // namespace snug::actors
