#pragma once
#include <cstddef>
#include <string_view>

namespace snug::transport {

/// A piece of a WebSocket message as it came from the socket.
struct message_piece {
  std::string_view bytes; ///< valid for the call only
  bool first = true;      ///< of the message
  bool last = true;
  bool binary = false;
  std::size_t more = 0; ///< bytes of the same frame that are still to come
};

} // namespace snug::transport
