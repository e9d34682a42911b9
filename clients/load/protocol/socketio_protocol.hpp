#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <string>
#include <string_view>

namespace snug::load {

/// Socket.IO v4 over WebSocket with its JSON parser, as far as a generator of load speaks it. The application
/// behind it acknowledges the events `join` and `leave` (room) and turns `publish` (room, text) into `load`
/// (text) for everybody else in the room; `tests/bench/peers/socketio` is one. A client is in one room: an
/// event doesn't say which.
/// Source: Engine.IO protocol 4, Socket.IO protocol 5.
class socketio_protocol final : public peer_protocol {
public:
  [[nodiscard]] handshake how() const noexcept override {
    return {"/socket.io/?EIO=4&transport=websocket", "", true};
  }
  /// Says nothing: the server speaks first.
  void greet(std::string& out, const identity& who) override;
  void join(std::string& out, std::string_view room, position since) override;
  void leave(std::string& out, std::string_view room) override;
  /// The room and text must need no JSON escapes.
  void publish(std::string& out, const publication& what) override;
  void read(std::string_view message, peer_listener& hears, std::string& out) override;

private:
  void opened(std::string& out) const;
  void acknowledged(std::string_view packet, peer_listener& hears);
  void told(std::string_view packet, peer_listener& hears) const;

  std::string token_;
  std::string room_;
};

} // namespace snug::load
