#pragma once
#include "actors/model/command.hpp"

namespace snug::actors {

/// Who answers the commands of the lane `desk` (facets: `identity_commands`, `desk_commands`), or those that
/// no table knows (the back end's own). Shard loop threads; doesn't block.
class desk {
public:
  virtual ~desk() = default;
  /// Answered by `fan_out::reply`, exactly once. `command.who` is who asks.
  virtual void carry_out(model::command command) = 0;
};

} // namespace snug::actors
