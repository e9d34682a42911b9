#pragma once
#include "actors/ports/fan_out.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "transport/hooks/envelope.hpp"
#include "transport/hooks/event_text.hpp"
#include "transport/hooks/gate.hpp"
#include "transport/setting.hpp"
#include <memory>
#include <optional>
#include <string>
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
    , gate_(in_flight) {
    take(std::move(to), in_flight, std::move(headers));
  }
  /// Where nobody is asked, until `take`.
  explicit connect_judge(const surroundings& with)
    : with_(with)
    , gate_(0) {}

  /// Asks there from now on, or nobody. What is under way stays so.
  void take(std::optional<envelope> to, std::uint32_t in_flight, std::vector<std::string> headers);

  /// What a back end is told of; nullptr while nobody is asked.
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> headers() const {
    const auto asks = asks_.now();
    return asks ? std::shared_ptr<const std::vector<std::string>>(asks, &asks->headers) : nullptr;
  }

  /// `to` is answered with the JSON of what a token would claim, with "" where the back end knows nothing of
  /// them (204), or with a refusal.
  void judge(const model::return_address& to, const handshake& from);

private:
  const surroundings with_;
  struct asking {
    envelope to;
    std::vector<std::string> headers;
  };
  setting<asking> asks_;
  gate gate_;
};

} // namespace snug::transport::hooks
