#pragma once
#include "transport/http/message.hpp"
#include <cstdint>
#include <string>

namespace snug::transport {

/// How a WebSocket begins (RFC 6455 §4.2.2).
struct websocket_handshake {
  std::string answer;      ///< the bytes that accept it
  std::uint8_t speech = 0; ///< index in `spoken_dialects()`: the first that the client names and we speak

  /// `asked` was judged already.
  [[nodiscard]] static websocket_handshake accept(const http::request& asked);
};

} // namespace snug::transport
