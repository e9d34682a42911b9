#include "transport/sockets.hpp"
#include "transport/socket_callbacks.hpp"
#include <libwebsockets.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <utility>

namespace snug::transport {

namespace {

/// No pings and hang-ups by the library: heartbeats are ours (batched), and its list of such timers is sorted
/// by walking.
const lws_retry_bo_t no_pings{};

/// Bytes of a request's headers; a token of several KiB is among them.
constexpr unsigned short header_bytes = 16'384;

} // namespace

sockets::sockets(uv_loop_t& loop, const http::router& router, const origin_policy& origins, events& events)
  : router_(router)
  , origins_(origins)
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

bool sockets::adopt(int fd, std::unique_ptr<arrival> came) {
  auto* vhost = lws_get_vhost_by_name(context_, "default");
  auto* socket = lws_adopt_socket_vhost(vhost, fd);
  if (!socket) {
    events_.left(*came);
    return false;
  }
  lws_set_opaque_user_data(socket, came.release()); // taken back when it becomes a peer, or with its end
  return true;
}

bool sockets::clogged(const peer& p) const { return lws_partial_buffered(p.socket) != 0; }

bool sockets::write(peer& p, std::string_view bytes) {
  // A raw write leaves the bytes alone; the interface only isn't const.
  auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  return lws_write(p.socket, data, bytes.size(), LWS_WRITE_RAW) >= 0;
}

void sockets::call_when_writable(peer& p) { lws_callback_on_writable(p.socket); }

void sockets::read(peer& p, bool on) {
  lws_rx_flow_control(p.socket, on ? 1 : 0);
  if (!on) p.kept = true;
}

bool sockets::read_more(peer& p) {
  if (p.paused || p.doomed) return false;
  lws_pollfd look{lws_get_socket_fd(p.socket), LWS_POLLIN, LWS_POLLIN};
  int waiting = 0; // in the kernel
  if (!std::exchange(p.kept, false) && (::ioctl(look.fd, FIONREAD, &waiting) != 0 || waiting == 0))
    return false;
  lws_service_fd(context_, &look);
  return true;
}

void sockets::end(peer& p) { lws_set_timeout(p.socket, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC); }

std::uint32_t sockets::unsent(const peer& p) const {
  int bytes = 0;
  if (::ioctl(lws_get_socket_fd(p.socket), SIOCOUTQ, &bytes) != 0) return 0;
  return static_cast<std::uint32_t>(bytes);
}

void sockets::shut() {
  if (context_) lws_context_destroy(context_);
}

} // namespace snug::transport
