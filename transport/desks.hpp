#pragma once
#include "actors/ports/desk.hpp"

namespace snug::transport {

/// Hands each command of the lane `desk` to the desk that knows it. Any thread; doesn't block.
class desks final : public actors::desk {
public:
  /// All of them outlive it.
  desks(actors::desk& identity, actors::desk& parcels, actors::desk& hooks)
    : identity_(identity)
    , parcels_(parcels)
    , hooks_(hooks) {}

  void carry_out(model::command command) override;

private:
  actors::desk& identity_;
  actors::desk& parcels_;
  actors::desk& hooks_;
};

} // namespace snug::transport
