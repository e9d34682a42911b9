#include "transport/socket_callbacks.hpp"
#include "transport/delivery.hpp"
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace snug::transport {

namespace {

/// A connection's buffer for what it sends: small, since idle ones keep it; longer messages come in pieces.
constexpr std::size_t receive_buffer = 256;

} // namespace

const lws_protocols* socket_callbacks::protocols() {
  static const auto list = [] {
    std::vector<lws_protocols> all;
    for (const auto* d : spoken_dialects()) {
      lws_protocols p{};
      p.name = d->subprotocol().data(); // literals end with a zero
      p.callback = &socket_callbacks::dispatch;
      p.per_session_data_size = sizeof(session);
      p.rx_buffer_size = receive_buffer;
      p.tx_packet_size = flusher::gather_bytes;
      p.id = static_cast<unsigned>(all.size());
      all.push_back(p);
    }
    all.push_back({});
    return all;
  }();
  return list.data();
}

int socket_callbacks::dispatch(lws* socket, lws_callback_reasons why, void* user, void* in,
                               std::size_t size) {
  auto* host = static_cast<sockets*>(lws_context_user(lws_get_context(socket)));
  auto* s = static_cast<session*>(user);
  switch (why) {
  case LWS_CALLBACK_ESTABLISHED:
    return established(*host, socket, *s);
  case LWS_CALLBACK_RECEIVE:
    receive(*host, socket, *s, in, size);
    return 0;
  case LWS_CALLBACK_RECEIVE_PONG:
    if (s->who) host->events_.ponged(*s->who);
    return 0;
  case LWS_CALLBACK_SERVER_WRITEABLE:
    if (s->who) host->events_.writable(*s->who);
    return 0;
  case LWS_CALLBACK_HTTP:
    return -1; // whoever came here asked for a WebSocket
  case LWS_CALLBACK_CLOSED:
    if (s && s->who) host->events_.closed(*std::exchange(s->who, nullptr));
    return 0;
  default:
    return 0;
  }
}

int socket_callbacks::established(sockets& host, lws* socket, session& s) {
  auto came = std::move(host.arriving_);
  if (!came) return -1;
  const auto speech =
      came->room.empty() ? static_cast<std::uint8_t>(lws_get_protocol(socket)->id) : y_protocol_speech();
  s.who = &host.events_.opened({socket, nullptr}, speech, std::move(came));
  return 0;
}

void socket_callbacks::receive(sockets& host, lws* socket, session& s, const void* in, std::size_t size) {
  if (!s.who) return;
  const auto more = lws_remaining_packet_payload(socket);
  host.events_.received(*s.who, {{static_cast<const char*>(in), size},
                                 lws_is_first_fragment(socket) != 0,
                                 lws_is_final_fragment(socket) && more == 0,
                                 lws_frame_is_binary(socket) != 0,
                                 more});
}

} // namespace snug::transport
