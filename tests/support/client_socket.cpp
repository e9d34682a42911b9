#include "tests/support/client_socket.hpp"
#include <arpa/inet.h>
#include <cerrno>
#include <mutex>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace snug::test {

namespace {

struct ports {
  std::mutex mutex;
  std::set<std::uint16_t> all;
};
ports& tls_ports() {
  static ports all;
  return all;
}

SSL_CTX* context() {
  static auto* const made = SSL_CTX_new(TLS_client_method());
  return made;
}

} // namespace

void speak_tls_to(std::uint16_t port) {
  const std::lock_guard lock(tls_ports().mutex);
  tls_ports().all.insert(port);
}

bool tls_is_spoken_to(std::uint16_t port) {
  const std::lock_guard lock(tls_ports().mutex);
  return tls_ports().all.contains(port);
}

struct client_socket::tls {
  explicit tls(int fd)
    : ssl(SSL_new(context())) {
    SSL_set_fd(ssl, fd);
  }
  ~tls() { SSL_free(ssl); }
  tls(const tls&) = delete;
  tls& operator=(const tls&) = delete;
  SSL* ssl;
};

client_socket::client_socket(std::uint16_t port)
  : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  good_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (!good_ || !tls_is_spoken_to(port)) return;
  tls_ = std::make_unique<tls>(fd_);
  good_ = SSL_connect(tls_->ssl) == 1;
}

client_socket::~client_socket() {
  if (tls_ && good_ && fd_ >= 0) SSL_shutdown(tls_->ssl);
  tls_.reset();
  if (fd_ >= 0) close(fd_);
}

client_socket::client_socket(client_socket&& o) noexcept
  : fd_(std::exchange(o.fd_, -1))
  , good_(o.good_)
  , ended_(o.ended_)
  , tls_(std::move(o.tls_)) {}

client_socket& client_socket::operator=(client_socket&& o) noexcept {
  std::swap(fd_, o.fd_);
  std::swap(good_, o.good_);
  std::swap(ended_, o.ended_);
  std::swap(tls_, o.tls_);
  return *this;
}

bool client_socket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = tls_ ? static_cast<ssize_t>(
                              good_ ? SSL_write(tls_->ssl, bytes.data(), static_cast<int>(bytes.size())) : -1)
                        : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool client_socket::receive(std::string& to, std::chrono::steady_clock::time_point until) {
  char piece[65'536];
  for (;;) {
    if (!good_) {
      ended_ = true;
      return false;
    }
    if (!tls_ || SSL_pending(tls_->ssl) == 0) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      pollfd waits{fd_, POLLIN, 0};
      if (left.count() <= 0 || poll(&waits, 1, static_cast<int>(left.count())) <= 0) return false;
    }
    if (tls_) SSL_clear_mode(tls_->ssl, SSL_MODE_AUTO_RETRY); // a ticket alone must not make it wait
    const auto n = tls_ ? static_cast<ssize_t>(SSL_read(tls_->ssl, piece, sizeof piece))
                        : recv(fd_, piece, sizeof piece, 0);
    if (n > 0) {
      to.append(piece, static_cast<std::size_t>(n));
      return true;
    }
    if (tls_ && SSL_get_error(tls_->ssl, static_cast<int>(n)) == SSL_ERROR_WANT_READ) continue;
    ended_ = true;
    return false;
  }
}

void client_socket::reset() {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  tls_.reset();
  close(fd_);
  fd_ = -1;
  good_ = false;
}

} // namespace snug::test
