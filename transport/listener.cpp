#include "transport/listener.hpp"
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace snug::transport {

namespace {

constexpr int backlog = 4'096;
/// Sockets taken in one turn, so that a flood of connections doesn't starve those that are there.
constexpr int accepts_per_turn = 64;

int bind_one(const addrinfo& at, bool shared, std::string& complaint) {
  const int fd = ::socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    complaint = std::strerror(errno);
    return -1;
  }
  const int on = 1;
  (void)::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (shared) (void)::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (::bind(fd, at.ai_addr, at.ai_addrlen) == 0 && ::listen(fd, backlog) == 0) return fd;
  complaint = std::strerror(errno);
  ::close(fd);
  return -1;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

} // namespace

std::unique_ptr<listener> listener::open(const std::string& address, std::uint16_t port, bool shared,
                                         std::string& complaint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int bad = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
      bad != 0) {
    complaint = ::gai_strerror(bad);
    return nullptr;
  }
  const int fd = bind_one(*found, shared, complaint);
  ::freeaddrinfo(found);
  if (fd < 0) return nullptr;
  std::unique_ptr<listener> made(new listener(fd));
  made->port_ = port_of(fd);
  return made;
}

listener::~listener() {
  if (fd_ >= 0) ::close(fd_);
}

void listener::start(uv_loop_t& loop, accepted callback) {
  callback_ = std::move(callback);
  handle_ = new uv_poll_t;
  uv_poll_init(&loop, handle_, fd_);
  handle_->data = this;
  poll();
}

void listener::poll() {
  uv_poll_start(handle_, UV_READABLE,
                [](uv_poll_t* handle, int, int) { static_cast<listener*>(handle->data)->accept_some(); });
}

void listener::accept_some() {
  for (int i = 0; i < accepts_per_turn; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int fd = ::accept4(fd_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      // Without descriptors the socket stays readable: polling on would spin.
      starved_ = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (starved_) uv_poll_stop(handle_);
      return;
    }
    const int on = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    callback_(fd, reinterpret_cast<const sockaddr&>(from));
  }
}

void listener::retry() {
  if (!starved_ || !handle_) return;
  starved_ = false;
  poll();
}

void listener::stop() {
  if (!handle_) return;
  uv_poll_stop(handle_);
  uv_close(reinterpret_cast<uv_handle_t*>(handle_),
           [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
  handle_ = nullptr;
  ::close(fd_);
  fd_ = -1;
}

} // namespace snug::transport
