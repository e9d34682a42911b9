#include "actors/shard_context.hpp"
#include "actors/lanes.hpp"
#include <utility>

namespace snug::actors {

model::failure too_many(std::string what, std::uint32_t retry_after_ms, std::string field) {
  return {model::error_code::rate_limited, std::move(what), std::move(field), retry_after_ms, {}};
}

void shard_context::send(join_request request, const session_handle& by) {
  const auto room = request.room;
  if (const auto home = home_of(room); home != env.shard)
    caf::anon_send(doors[home], std::move(request), by);
  else
    caf::anon_send(rooms.reach(room), std::move(request), by);
}

void shard_context::send(leave_notice notice) {
  if (const auto home = home_of(notice.room); home != env.shard)
    caf::anon_send(doors[home], notice);
  else if (const auto* room = rooms.reach_awake(notice.room))
    caf::anon_send(*room, notice);
}

void shard_context::send(renewal_notice notice) {
  if (const auto home = home_of(notice.room); home != env.shard)
    caf::anon_send(doors[home], std::move(notice));
  else if (const auto* room = rooms.reach_awake(notice.room))
    caf::anon_send(*room, std::move(notice));
}

void shard_context::send(room_command command) {
  if (const auto home = home_of(command.what.room); home != env.shard)
    caf::anon_send(doors[home], std::move(command));
  else
    at_home(std::move(command));
}

void shard_context::send(room_commands commands) {
  if (const auto home = home_of(commands.together.front().room); home != env.shard)
    caf::anon_send(doors[home], std::move(commands));
  else
    at_home(std::move(commands));
}

void shard_context::at_home(room_commands commands) {
  if (const auto* awake = rooms.reach_awake(commands.together.front().room))
    caf::anon_send(*awake, std::move(commands));
  else
    env.journal.submit(std::move(commands.together));
}

void shard_context::at_home(room_command command) {
  const auto room = command.what.room;
  if (lane_of(command.what) == model::lane::live) {
    caf::anon_send(rooms.reach(room), std::move(command));
  } else if (const auto* awake = rooms.reach_awake(room)) {
    caf::anon_send(*awake, std::move(command));
  } else {
    env.journal.submit(std::move(command.what));
  }
}

std::optional<model::failure> shard_context::spend(const model::identity& who, std::size_t count) const {
  const auto wait = env.rates.spend(who, env.limits, env.clock.steady_ms(), count);
  return wait == 0 ? std::nullopt : std::optional(too_many("too many commands of this user", wait));
}

std::optional<model::failure> shard_context::spend_in(model::key room, std::size_t count) const {
  const auto wait = env.rates.spend_in(room, env.limits, env.clock.steady_ms(), count);
  return wait == 0 ? std::nullopt : std::optional(too_many("too many commands in this room", wait, "room"));
}

void shard_context::read(model::command command) const {
  env.reader.submit([&out = env.out, &rules = env.rules, &clock = env.clock,
                     command = std::move(command)](const store::snapshot& rows) {
    if (!rows.readable()) return out.reply({command.from, store_is_unreadable()});
    out.reply({command.from, rules.read(command, rows, clock.wall_ms())});
  });
}

} // namespace snug::actors
