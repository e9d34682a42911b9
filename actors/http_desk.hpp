#pragma once
#include "actors/handles.hpp"
#include "actors/loop/loop_actor.hpp"
#include "actors/shard_context.hpp"
#include <optional>

namespace snug::actors {

/// Carries the commands of a shard's HTTP requests down their lanes. They have an identity and no session:
/// nothing is remembered between two of them.
class http_desk final : public loop::loop_actor<http_desk_handle::base> {
public:
  http_desk(caf::actor_config& config, loop::loop_unit& unit, shard_context& shard);
  behavior_type make_behavior() override;
  void on_exit() override;
  [[nodiscard]] const char* name() const override { return "http_desk"; }

private:
  void take(model::command& command);
  void say(model::command& command);
  [[nodiscard]] std::optional<model::failure> spend(const model::identity& who) const;
  void go_to(located_command& found);
  void refuse(const model::command& command, model::failure why);

  shard_context& shard_;
};

} // namespace snug::actors
