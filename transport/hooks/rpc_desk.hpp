#pragma once
#include "actors/ports/desk.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/gate.hpp"
#include "transport/setting.hpp"
#include <atomic>
#include <optional>

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
    , gate_(in_flight) {
    take(std::move(to), in_flight);
  }
  /// Where nobody answers, until `take`.
  explicit rpc_desk(const surroundings& with)
    : with_(with)
    , gate_(0) {}

  /// Asks there from now on, or nobody. What is under way stays so.
  void take(std::optional<envelope> to, std::uint32_t in_flight);

  [[nodiscard]] bool open() const noexcept override { return open_.load(std::memory_order_relaxed); }

  void carry_out(model::command command) override;

  /// What a client is told: the answer's JSON, or its `{code, message, field?, retry_after?}` where the
  /// status says that it was refused; `unavailable` where there was no answer.
  [[nodiscard]] static model::result<std::string> reply_of(const web_answer& answer);

private:
  const surroundings with_;
  setting<envelope> to_;
  std::atomic<bool> open_{false};
  gate gate_;
};

} // namespace snug::transport::hooks
