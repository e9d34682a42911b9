#include "transport/socket_callbacks.hpp"
#include "transport/delivery.hpp"
#include "transport/http/exchange.hpp"
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace snug::transport {

namespace {

constexpr std::string_view socket_path = "/v1/socket";

/// A connection's buffer for what it sends: small, since idle ones keep it; longer messages come in pieces.
constexpr std::size_t receive_buffer = 256;

int refuse(lws* socket, unsigned status, const char* why) {
  (void)lws_return_http_status(socket, status, why);
  return 1;
}

/// True where one of the offered subprotocols (a list) is spoken here, or none is offered.
bool spoken(std::string_view offered) {
  if (offered.empty()) return true;
  for (std::size_t at = 0; at <= offered.size();) {
    auto end = offered.find(',', at);
    if (end == offered.npos) end = offered.size();
    auto name = offered.substr(at, end - at);
    while (name.starts_with(' '))
      name.remove_prefix(1);
    while (name.ends_with(' '))
      name.remove_suffix(1);
    for (const auto* d : spoken_dialects())
      if (d->subprotocol() == name) return true;
    at = end + 1;
  }
  return false;
}

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
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return confirm_upgrade(*host, socket);
  case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
    keep_credentials(socket);
    return 0;
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
    return request(*host, socket, *s, in, size);
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    return body_complete(socket, *s);
  case LWS_CALLBACK_CLOSED_HTTP:
    if (s) forget(*s);
    return 0;
  case LWS_CALLBACK_CLOSED:
    if (s && s->who) host->events_.closed(*std::exchange(s->who, nullptr));
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    destroyed(*host, socket);
    return 0;
  default:
    return 0;
  }
}

int socket_callbacks::confirm_upgrade(sockets& host, lws* socket) {
  const auto name = http::header(socket, WSI_TOKEN_HOST);
  if (http::header(socket, WSI_TOKEN_GET_URI) != socket_path) return refuse(socket, 404, "no such path");
  if (!host.origins_.host_allowed(name))
    return refuse(socket, 421, "this server doesn't answer under that name");
  if (!host.origins_.origin_allowed(http::header(socket, WSI_TOKEN_ORIGIN), name))
    return refuse(socket, 403, "pages of this origin may not connect");
  if (!spoken(http::header(socket, WSI_TOKEN_PROTOCOL))) return refuse(socket, 400, "no such subprotocol");
  return 0;
}

void socket_callbacks::keep_credentials(lws* socket) {
  auto* came = static_cast<arrival*>(lws_get_opaque_user_data(socket));
  constexpr std::string_view scheme = "Bearer ";
  auto value = http::header(socket, WSI_TOKEN_HTTP_AUTHORIZATION);
  if (!came) return;
  if (value.starts_with(scheme)) came->bearer = value.substr(scheme.size());
  char ticket[128];
  if (const auto* found = lws_get_urlarg_by_name(socket, "ticket=", ticket, sizeof ticket))
    came->ticket = found;
}

int socket_callbacks::established(sockets& host, lws* socket, session& s) {
  std::unique_ptr<arrival> came(static_cast<arrival*>(lws_get_opaque_user_data(socket)));
  lws_set_opaque_user_data(socket, nullptr);
  if (!came) return -1;
  const auto speech = static_cast<std::uint8_t>(lws_get_protocol(socket)->id);
  s.who = &host.events_.opened(socket, speech, std::move(came));
  return 0;
}

void socket_callbacks::receive(sockets& host, lws* socket, session& s, const void* in, std::size_t size) {
  if (!s.who) return;
  const bool last = lws_is_final_fragment(socket) && lws_remaining_packet_payload(socket) == 0;
  host.events_.received(*s.who, {static_cast<const char*>(in), size}, lws_is_first_fragment(socket) != 0,
                        last, lws_frame_is_binary(socket) != 0);
}

int socket_callbacks::request(sockets& host, lws* socket, session& s, const void* in, std::size_t size) {
  forget(s);
  const auto r = http::read_headers(socket, std::string(static_cast<const char*>(in), size));
  const bool sends = r.asked.method == "POST" || r.asked.method == "PUT" || r.asked.method == "PATCH";
  const bool head = r.asked.method == "HEAD";
  if (r.chunked || (sends && !r.has_length))
    return http::write(socket, http::error(411, "length_required", "send a Content-Length"), head, true);
  if (r.length > http::max_body)
    return http::write(socket, http::error(413, "too_large", "the body is too large"), head, true);
  auto answer = host.origins_.host_allowed(r.host)
                    ? host.router_.handle(r.asked)
                    : http::error(421, "misdirected", "this server doesn't answer under that name");
  if (r.length == 0) return http::write(socket, answer, head, false);
  if (!sends && r.asked.method != "DELETE") return http::write(socket, answer, head, true);
  s.answer = new http::response(std::move(answer));
  return 0;
}

int socket_callbacks::body_complete(lws* socket, session& s) {
  if (!s.answer) return -1;
  const std::unique_ptr<http::response> answer(std::exchange(s.answer, nullptr));
  return http::write(socket, *answer, false, false);
}

void socket_callbacks::forget(session& s) noexcept { delete std::exchange(s.answer, nullptr); }

void socket_callbacks::destroyed(sockets& host, lws* socket) {
  const std::unique_ptr<arrival> came(static_cast<arrival*>(lws_get_opaque_user_data(socket)));
  if (!came) return;
  lws_set_opaque_user_data(socket, nullptr);
  host.events_.left(*came);
}

} // namespace snug::transport
