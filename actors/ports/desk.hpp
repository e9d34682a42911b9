#pragma once
#include "actors/model/command.hpp"

namespace snug::actors {

/// Who answers the commands of the lane `desk` (facets: `identity_commands`, `desk_commands`), or those that
/// no table knows (the back end's own). Shard loop threads; doesn't block.
class desk {
public:
  virtual ~desk() = default;
  /// False while nobody answers here: the command is refused as if there were no desk. Any thread.
  [[nodiscard]] virtual bool open() const noexcept { return true; }
  /// Answered by `fan_out::reply`, exactly once. `command.who` is who asks.
  virtual void carry_out(model::command command) = 0;
};

} // namespace snug::actors
