#pragma once
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/shard_context.hpp"

namespace snug::actors {

/// One socket of one client: makes the session when hello comes, passes commands on to it, and tells it when
/// the socket is gone. The edge lets no command through before hello. Where a handler of it throws, the
/// connection is closed: the client comes back, resumes and repeats what wasn't answered.
class connection final : public loop::loop_actor<connection_handle::base> {
public:
  connection(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard,
             const model::return_address& address);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "connection"; }

private:
  void greet(greeting& hello);
  void close();

  shard_context& shard_;
  model::return_address address_;
  session_handle session_;
};

} // namespace snug::actors
