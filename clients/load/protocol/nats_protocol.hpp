#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace snug::load {

/// NATS over WebSocket, as far as a generator of load speaks it: a room is a subject, nothing is durable, and
/// the author isn't told its own messages. Source: the client protocol of the NATS documentation.
class nats_protocol final : public peer_protocol {
public:
  [[nodiscard]] handshake how() const noexcept override { return {"/", "", false}; }
  void greet(std::string& out, const identity& who) override;
  void join(std::string& out, std::string_view room, position since) override;
  void leave(std::string& out, std::string_view room) override;
  void publish(std::string& out, const publication& what) override;
  void read(std::string_view message, peer_listener& hears, std::string& out) override;

private:
  /// What the next PONG answers: the server handles what it is sent in order.
  enum class question : std::uint8_t { greeting, joining, leaving };

  void ask(std::string& out, question what);
  /// Takes one operation off the front; 0 where its end hasn't come.
  std::size_t take(std::string_view bytes, peer_listener& hears, std::string& out);
  std::size_t take_message(std::string_view bytes, std::string_view line, peer_listener& hears);
  void answered(peer_listener& hears);

  std::string rest_; ///< the beginning of an operation: they don't keep to WebSocket messages
  std::deque<question> asked_;
};

} // namespace snug::load
