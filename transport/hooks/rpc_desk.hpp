#pragma once
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/gate.hpp"

namespace snug::transport::hooks {

/// Has a back end answer commands that no table knows: what it answers is the reply. Any thread; doesn't
/// block.
class rpc_desk final : public actors::desk {
public:
  /// All of it outlives the desk, and the sender has stopped before.
  struct surroundings {
    web_sender& web;
    actors::fan_out& out;
    const store::clock& clock;
    store::random_source& random;
  };
  rpc_desk(const surroundings& with, envelope to, std::uint32_t in_flight)
    : with_(with)
    , to_(std::move(to))
    , gate_(in_flight) {}

  void carry_out(model::command command) override;

  /// What a client is told: the answer's JSON, or its `{code, message, field?, retry_after?}` where the
  /// status says that it was refused; `unavailable` where there was no answer.
  [[nodiscard]] static model::result<std::string> reply_of(const web_answer& answer);

private:
  const surroundings with_;
  const envelope to_;
  gate gate_;
};

} // namespace snug::transport::hooks
