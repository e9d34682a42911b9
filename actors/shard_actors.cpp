#include "actors/shard_actors.hpp"
#include "actors/door.hpp"
#include "actors/http_desk.hpp"
#include "actors/line_limit.hpp"
#include "actors/room.hpp"
#include "actors/session.hpp"
#include "actors/shard_context.hpp"

namespace snug::actors {

struct shard_actors::impl {
  explicit impl(const environment& env)
    : shard{with_limit(env), room_directory{[this](model::key key) { return wake(key); }}, {}, {}} {
    door = loop::spawn_on<actors::door>(env.system, env.unit, shard);
    shard.doors.assign(env.shards, door_handle{});
    shard.doors[env.shard] = door;
    desk = loop::spawn_on<http_desk>(env.system, env.unit, shard);
  }

  /// What throws may throw with every message.
  static environment with_limit(environment env) {
    auto limit = std::make_shared<line_limit>(std::move(env.trouble), env.clock, 10);
    env.trouble = [limit](std::string_view line) { (*limit)(line); };
    return env;
  }

  room_handle wake(model::key key) {
    return loop::spawn_on<room>(shard.env.system, shard.env.unit, shard, key);
  }

  shard_context shard;
  door_handle door;
  http_desk_handle desk;
};

shard_actors::shard_actors(const environment& env)
  : impl_(std::make_unique<impl>(env)) {}
shard_actors::~shard_actors() = default;

void shard_actors::connect(std::vector<door_handle> doors) { impl_->shard.doors = std::move(doors); }
const door_handle& shard_actors::door() const noexcept { return impl_->door; }

session_handle shard_actors::hello(greeting greeting) {
  auto& env = impl_->shard.env;
  return loop::spawn_on<session>(env.system, env.unit, impl_->shard, std::move(greeting));
}

void shard_actors::command(const session_handle& session, model::command command) {
  caf::anon_send(session, client_command{std::move(command)});
}

void shard_actors::commands(const session_handle& session, std::vector<model::command> together) {
  caf::anon_send(session, client_commands{std::move(together)});
}

void shard_actors::http(model::command command) {
  caf::anon_send(impl_->desk, client_command{std::move(command)});
}

void shard_actors::renewed(const session_handle& session, model::identity_ptr who) {
  caf::anon_send(session, renewed_identity{std::move(who)});
}

void shard_actors::closed(const session_handle& session) { caf::anon_send(session, closed_atom::value); }

void shard_actors::left(const session_handle& session) { caf::anon_send(session, left_atom::value); }

void shard_actors::committed(const store::commit_group& group) {
  auto& shard = impl_->shard;
  for (const auto& outcome : group.outcomes) {
    if (outcome.waits.session != 0 && shard.home_of_session(outcome.waits.session) == shard.env.shard)
      if (const auto who = shard.sessions.find(outcome.waits.session))
        caf::anon_send(caf::actor_cast<session_handle>(who),
                       seat_answer{outcome.waits.ticket, outcome.reply.outcome});
    if (outcome.records.empty() && outcome.hold == 0) continue;
    if (!outcome.room.valid() || shard.home_of(outcome.room) != shard.env.shard) continue;
    if (const auto* room = shard.rooms.reach_awake(outcome.room))
      caf::anon_send(*room,
                     seen_records{outcome.room, outcome.records, outcome.hold, !outcome.reply.outcome});
  }
}

void shard_actors::sweep() {
  for (auto& room : impl_->shard.rooms.take_rested(impl_->shard.env.clock.steady_ms()))
    caf::anon_send(room, retire_atom::value);
}

void shard_actors::take_limits(const command_limits& next) noexcept { impl_->shard.env.limits = next; }

std::size_t shard_actors::awake_rooms() const noexcept { return impl_->shard.rooms.size(); }
std::size_t shard_actors::live_sessions() const noexcept { return impl_->shard.sessions.size(); }

void shard_actors::stop() {
  for (auto& room : impl_->shard.rooms.take_all())
    caf::anon_send(room, retire_atom::value);
  impl_->shard.sessions.clear();
  for (auto& door : impl_->shard.doors)
    door = nullptr;
  caf::anon_send_exit(impl_->door, caf::exit_reason::user_shutdown);
  impl_->door = nullptr;
  caf::anon_send_exit(impl_->desk, caf::exit_reason::user_shutdown);
  impl_->desk = nullptr;
}

bool shard_actors::stopped() const noexcept { return impl_->shard.alive == 0; }

} // namespace snug::actors
