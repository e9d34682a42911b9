#include "transport/tls/stream.hpp"
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <utility>

namespace snug::transport::tls {

namespace {

/// So much that was sent is worth moving the rest for.
constexpr std::size_t much = 65'536;

} // namespace

/// What OpenSSL reads from and writes to. Reads come from the socket; writes are gathered in the stream, so
/// that several records, or the parts of a handshake, go out in one send.
struct socket_bio {
  static int read(BIO* bio, char* to, int size) {
    auto& s = *static_cast<stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const auto n = ::recv(s.socket_, to, static_cast<std::size_t>(size), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      BIO_set_retry_read(bio);
      return -1;
    }
    if (n <= 0) return static_cast<int>(n);
    // A TLS client begins with a record of type 22.
    if (!s.heard_) s.in_clear_ = to[0] >= 'A' && to[0] <= 'Z';
    s.heard_ = true;
    return static_cast<int>(n);
  }

  static int write(BIO* bio, const char* from, int size) {
    auto& s = *static_cast<stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    s.out_.append(from, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

  static int made(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
  }

  static const BIO_METHOD* method() {
    static const auto* const all = [] {
      auto* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "snug");
      BIO_meth_set_read(m, &read);
      BIO_meth_set_write(m, &write);
      BIO_meth_set_ctrl(m, &control);
      BIO_meth_set_create(m, &made);
      return m;
    }();
    return all;
  }
};

stream::stream(const certificate& with, int socket)
  : ssl_(SSL_new(with.context()))
  , socket_(socket) {
  if (!ssl_) return;
  auto* bio = BIO_new(socket_bio::method());
  if (!bio) {
    SSL_free(ssl_);
    ssl_ = nullptr;
    return;
  }
  BIO_set_data(bio, this);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_accept_state(ssl_);
}

stream::~stream() { SSL_free(ssl_); }

bool stream::resumed() const noexcept { return SSL_session_reused(ssl_) == 1; }

stream::state stream::outcome_of(int returned) noexcept {
  const int why = SSL_get_error(ssl_, returned);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return state::more;
  dead_ = true; // OpenSSL may not be asked for anything more, not even for a farewell
  return state::failed;
}

stream::state stream::shake_hands() {
  ERR_clear_error();
  const int returned = SSL_do_handshake(ssl_);
  if (in_clear_) {
    dead_ = true;
    out_.clear(); // the alert would mean nothing to it
    return state::not_tls;
  }
  auto now = returned == 1 ? state::done : outcome_of(returned);
  established_ = now == state::done;
  if (!flush()) now = state::failed;
  return now;
}

stream::took stream::read(char* to, std::size_t size) {
  if (dead_) return {0, state::failed};
  ERR_clear_error();
  const int n = SSL_read(ssl_, to, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
  auto now = n > 0 ? state::done : outcome_of(n);
  drained_ = n <= 0;
  // Reading may have something to say: an answer to new keys, an alert.
  if (waiting() != 0 && !flush()) now = state::failed;
  return {n > 0 ? static_cast<std::size_t>(n) : 0, now};
}

bool stream::holds_unread() const noexcept { return established_ && !drained_ && SSL_has_pending(ssl_) == 1; }

bool stream::write(std::string_view bytes) {
  while (!bytes.empty() && !dead_) {
    ERR_clear_error();
    const auto piece = std::min<std::size_t>(bytes.size(), INT_MAX);
    const int n = SSL_write(ssl_, bytes.data(), static_cast<int>(piece));
    if (n <= 0) {
      dead_ = true;
      break;
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return flush() && !dead_;
}

bool stream::flush() {
  while (sent_ < out_.size()) {
    const auto n = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      if (sent_ >= much) out_.erase(0, std::exchange(sent_, 0));
      return true;
    }
    if (n <= 0) {
      dead_ = true;
      return false;
    }
    sent_ += static_cast<std::size_t>(n);
  }
  sent_ = 0;
  std::string().swap(out_); // idle connections keep nothing
  return true;
}

void stream::say_goodbye() noexcept {
  if (dead_ || !established_) return;
  ERR_clear_error();
  (void)SSL_shutdown(ssl_);
  (void)flush();
}

} // namespace snug::transport::tls
