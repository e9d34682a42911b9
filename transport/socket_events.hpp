#pragma once
#include "transport/message_piece.hpp"
#include "transport/peer.hpp"
#include <cstdint>
#include <memory>

namespace snug::transport {

/// What happens to WebSockets, whoever serves them. Told from inside socket callbacks: nothing may be written
/// or ended there.
class socket_events {
public:
  /// What a WebSocket is served by: one of the two.
  struct socket {
    lws* in_clear = nullptr;
    secure_socket* under_tls = nullptr;
  };

  virtual ~socket_events() = default;
  /// A WebSocket is open: the peer's own from here on. `speech`: index in `spoken_dialects()`. `came` is
  /// never null.
  virtual peer& opened(const socket& with, std::uint8_t speech, std::unique_ptr<arrival> came) = 0;
  virtual void received(peer& p, const message_piece& piece) = 0;
  virtual void ponged(peer& p) = 0;
  virtual void writable(peer& p) = 0;
  /// It holds bytes that were taken off the socket: `sockets::read_more` tells of them.
  virtual void unread(peer& p) = 0;
  /// The socket is gone; `p` isn't used any more.
  virtual void closed(peer& p) = 0;
  /// A connection ended that never became a peer.
  virtual void left(arrival& came) = 0;
};

} // namespace snug::transport
