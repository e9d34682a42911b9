#include "actors/connection.hpp"
#include "actors/session.hpp"

namespace snug::actors {

connection::connection(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard)
  : loop_actor(config, unit)
  , shard_(shard) {
  ++shard_.alive;
}

void connection::on_exit() {
  session_ = nullptr;
  --shard_.alive;
}

connection::behavior_type connection::make_behavior() {
  return {
      [this](greeting& hello) { greet(hello); },
      [this](client_command& command) { send(session_, std::move(command)); },
      [this](client_commands& commands) { send(session_, std::move(commands)); },
      [this](const renewed_identity& renewed) {
        if (session_) send(session_, renewed);
      },
      [this](closed_atom) { close(); },
  };
}

void connection::greet(greeting& hello) {
  session_ = loop::spawn_on<session>(shard_.env.system, shard_.env.unit, shard_, std::move(hello));
}

void connection::close() {
  if (session_) send(session_, closed_atom::value);
  session_ = nullptr;
  quit();
}

} // namespace snug::actors
