#pragma once
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/shard_context.hpp"

namespace snug::actors {

/// A shard's door: hands what comes in from other shards to its directories. It outlives what a handler of it
/// throws: whoever waits for the one message is told that it failed.
class door final : public loop::loop_actor<door_handle::base> {
public:
  door(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "door"; }

private:
  void claim(session_claim& claim);
  template <class Work> void guarded(Work work);
  template <class Work, class Otherwise> void guarded(Work work, Otherwise otherwise);

  shard_context& shard_;
};

} // namespace snug::actors
