#pragma once
#include "transport/sockets.hpp"
#include <cstddef>
#include <libwebsockets.h>

namespace snug::transport {

/// What libwebsockets calls, for one kind of callback each. Static functions only: the library wants plain
/// ones.
struct socket_callbacks {
  /// The protocols of every context: one per dialect, in the order of `spoken_dialects()`.
  [[nodiscard]] static const lws_protocols* protocols();

  static int dispatch(lws* socket, lws_callback_reasons why, void* user, void* in, std::size_t size);

private:
  /// The library's memory per connection; zeroed by it, never constructed. A refused upgrade ends without
  /// having had a peer.
  struct session {
    peer* who;
  };

  static int established(sockets& host, lws* socket, session& s);
  static void receive(sockets& host, lws* socket, session& s, const void* in, std::size_t size);
};

} // namespace snug::transport
