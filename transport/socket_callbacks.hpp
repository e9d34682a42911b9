#pragma once
#include "transport/http/message.hpp"
#include "transport/sockets.hpp"
#include <cstddef>
#include <libwebsockets.h>

namespace snug::transport {

/// What libwebsockets calls, for one kind of callback each. Static functions only: the library wants plain
/// ones.
struct socket_callbacks {
  /// The protocols of every context: one per dialect, in the order of `spoken_dialects()`; HTTP goes to the
  /// first.
  [[nodiscard]] static const lws_protocols* protocols();

  static int dispatch(lws* socket, lws_callback_reasons why, void* user, void* in, std::size_t size);

private:
  /// The library's memory per connection; zeroed by it, never constructed. A refused upgrade ends without
  /// having had a peer.
  struct session {
    peer* who;
    http::response* answer; ///< waits for the end of the request's body; owned
  };

  static int confirm_upgrade(sockets& host, lws* socket);
  static void keep_credentials(lws* socket);
  static int established(sockets& host, lws* socket, session& s);
  static void receive(sockets& host, lws* socket, session& s, const void* in, std::size_t size);
  static int request(sockets& host, lws* socket, session& s, const void* in, std::size_t size);
  static int body_complete(lws* socket, session& s);
  static void forget(session& s) noexcept;
  static void destroyed(sockets& host, lws* socket);
};

} // namespace snug::transport
