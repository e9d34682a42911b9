#pragma once
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/event_text.hpp"
#include "transport/hooks/gate.hpp"
#include <vector>

namespace snug::transport::hooks {

/// Asks a back end who somebody is that brings no token. Any thread; doesn't block.
class connect_judge {
public:
  struct surroundings {
    web_sender& web;
    actors::fan_out& out;
    const store::clock& clock;
    store::random_source& random;
  };
  /// `headers`: those of a handshake that the back end is told, names in lower case.
  connect_judge(const surroundings& with, envelope to, std::uint32_t in_flight,
                std::vector<std::string> headers)
    : with_(with)
    , to_(std::move(to))
    , headers_(std::move(headers))
    , gate_(in_flight) {}

  [[nodiscard]] const std::vector<std::string>& headers() const noexcept { return headers_; }

  /// `to` is answered with the JSON of what a token would claim, with "" where the back end knows nothing of
  /// them (204), or with a refusal.
  void judge(const model::return_address& to, const handshake& from);

private:
  const surroundings with_;
  const envelope to_;
  const std::vector<std::string> headers_;
  gate gate_;
};

} // namespace snug::transport::hooks
