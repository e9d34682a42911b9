#pragma once
#include "actors/model/command.hpp"
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/hooks/gate.hpp"
#include "transport/hooks/web_request.hpp"
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace snug::transport::hooks {

/// Asks a back end what somebody waits for: so much at once, and nothing while it doesn't answer. Any thread;
/// doesn't block.
class back_end {
public:
  /// All of it outlives it, and the sender has stopped before.
  struct surroundings {
    web_sender& web;
    actors::fan_out& out;
    const store::clock& clock;
    store::random_source& random;
  };
  explicit back_end(const surroundings& with)
    : with_(with)
    , gate_(0) {}

  /// How many may be asked at once from now on.
  void set_most(std::uint32_t most) { gate_.set_most(most); }
  /// False where `to` was answered that the back end is busy or away; else one `send` has to follow.
  [[nodiscard]] bool let_in(const model::return_address& to);
  /// `to` is answered by what `read` makes of the answer, on the sender's thread.
  void send(const model::return_address& to, web_request request,
            std::function<model::result<std::string>(web_answer& answer)> read);

  void reply(const model::return_address& to, model::result<std::string> outcome) {
    with_.out.reply({to, std::move(outcome)});
  }
  /// ms since 1970
  [[nodiscard]] std::int64_t wall_ms() const { return with_.clock.wall_ms(); }

private:
  const surroundings with_;
  gate gate_;
};

} // namespace snug::transport::hooks
