#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <cstddef>
#include <string>
#include <string_view>

namespace snug::load {

/// MQTT 5 over WebSocket, as far as a generator of load speaks it: a room is a topic, messages are of QoS 0,
/// and the author isn't told its own ("no local"). Source: MQTT Version 5.0 (OASIS).
class mqtt_protocol final : public peer_protocol {
public:
  [[nodiscard]] handshake how() const noexcept override { return {"/mqtt", "mqtt", false}; }
  void greet(std::string& out, const identity& who) override;
  void join(std::string& out, std::string_view room, position since) override;
  void leave(std::string& out, std::string_view room) override;
  void publish(std::string& out, const publication& what) override;
  void read(std::string_view message, peer_listener& hears, std::string& out) override;

private:
  /// Takes one packet off the front; 0 where its end hasn't come.
  static std::size_t take(std::string_view bytes, peer_listener& hears);

  std::string rest_; ///< the beginning of a packet: they don't keep to WebSocket messages
};

} // namespace snug::load
