#include "transport/sockets.hpp"
#include "transport/carrier.hpp"
#include "transport/delivery.hpp"
#include "transport/http/connection.hpp"
#include "transport/socket_callbacks.hpp"
#include "transport/websocket_handshake.hpp"
#include <libwebsockets.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <utility>

namespace snug::transport {

namespace {

/// No pings and hang-ups by the library: heartbeats are ours (batched), and its list of such timers is sorted
/// by walking.
const lws_retry_bo_t no_pings{};

/// Bytes of a handshake's headers: more than is let through to here.
constexpr unsigned short header_bytes = 20'480;

/// Bounds on a handshake that was read and judged once already.
constexpr http::request_reader::limits handshake_limits{header_bytes, 200, 0};

} // namespace

sockets::sockets(uv_loop_t& loop, events& events)
  : loop_(loop)
  , events_(events)
  , loops_{&loop} {
  lws_set_log_level(LLL_ERR, nullptr);
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = socket_callbacks::protocols();
  info.options = LWS_SERVER_OPTION_LIBUV;
  info.foreign_loops = loops_;
  info.user = this;
  info.max_http_header_data = header_bytes;
  info.retry_and_idle_policy = &no_pings;
  context_ = lws_create_context(&info);
  lws_set_log_level(0, nullptr); // from here on it would only report what clients do wrong
}

sockets::~sockets() = default;

void sockets::adopt(channel socket, std::string_view read, std::unique_ptr<arrival> came) {
  if (socket.secure()) return adopt_secure(std::move(socket), read, std::move(came));
  auto* vhost = lws_get_vhost_by_name(context_, "default");
  arriving_ = std::move(came);
  // The handshake is carried out in the call: `opened` takes the arrival, or it is left over.
  (void)lws_adopt_socket_vhost_readbuf(vhost, socket.release(), read.data(), read.size());
  if (const auto left_over = std::exchange(arriving_, nullptr)) events_.left(*left_over);
}

void sockets::adopt_secure(channel socket, std::string_view read, std::unique_ptr<arrival> came) {
  http::request_reader reader(handshake_limits);
  reader.add(read);
  if (reader.next() != http::request_reader::step::whole) return events_.left(*came);
  const auto begun = websocket_handshake::accept(reader.take());
  const auto speech = came->room.empty() ? begun.speech : y_protocol_speech();
  secure_socket::open(loop_, std::move(socket), begun.answer, reader.unread(), speech, std::move(came),
                      events_, secure_);
}

bool sockets::clogged(const peer& p) const {
  if (p.socket) return lws_partial_buffered(p.socket) != 0;
  if (p.http) return p.http->clogged();
  return carrier_of(p)->clogged();
}

bool sockets::write(peer& p, std::string_view bytes) {
  if (p.socket) {
    // A raw write leaves the bytes alone; the interface only isn't const.
    auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
    return lws_write(p.socket, data, bytes.size(), LWS_WRITE_RAW) >= 0;
  }
  if (p.http) return p.http->write(bytes);
  return carrier_of(p)->write(bytes);
}

void sockets::call_when_writable(peer& p) {
  if (p.socket) {
    lws_callback_on_writable(p.socket);
    return;
  }
  if (!p.http) carrier_of(p)->call_when_writable(p); // the other sort calls by itself
}

void sockets::read(peer& p, bool on) {
  if (p.http) return;
  if (!p.socket) return carrier_of(p)->read(p, on);
  lws_rx_flow_control(p.socket, on ? 1 : 0);
  if (!on) p.kept = true;
}

bool sockets::read_more(peer& p) {
  if (p.paused || p.doomed) return false;
  if (!p.socket) return p.secure && p.secure->read_more();
  lws_pollfd look{lws_get_socket_fd(p.socket), LWS_POLLIN, LWS_POLLIN};
  int waiting = 0; // in the kernel
  if (!std::exchange(p.kept, false) && (::ioctl(look.fd, FIONREAD, &waiting) != 0 || waiting == 0))
    return false;
  lws_service_fd(context_, &look);
  return true;
}

void sockets::end(peer& p) {
  if (p.http) return p.http->end();
  if (!p.socket) return carrier_of(p)->end(p);
  lws_set_timeout(p.socket, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
}

std::uint32_t sockets::unsent(const peer& p) const {
  if (p.http) return p.http->unsent();
  if (!p.socket) return carrier_of(p)->unsent();
  int bytes = 0;
  if (::ioctl(lws_get_socket_fd(p.socket), SIOCOUTQ, &bytes) != 0) return 0;
  return static_cast<std::uint32_t>(bytes);
}

void sockets::shut() {
  while (secure_.first)
    secure_.first->end();
  if (context_) lws_context_destroy(context_);
}

} // namespace snug::transport
