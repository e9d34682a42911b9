#include "transport/channel.hpp"
#include <algorithm>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::transport {

namespace {

/// What is encrypted at once: the rest may not be wanted any more when the socket has taken it.
constexpr std::size_t at_once = 65'536;

} // namespace

channel::came channel::read(char* to, std::size_t size) {
  if (tls_) {
    const auto took = tls_->read(to, size);
    switch (took.now) {
    case tls::stream::state::done:
      return {took.bytes, state::some};
    case tls::stream::state::more:
      return {0, state::none};
    default:
      return {0, state::over};
    }
  }
  const auto n = ::recv(fd_, to, size, 0);
  if (n > 0) return {static_cast<std::size_t>(n), state::some};
  return {0, n < 0 && (errno == EAGAIN || errno == EINTR) ? state::none : state::over};
}

channel::gone_out channel::write(std::string_view bytes) {
  if (tls_) {
    if (tls_->waiting() != 0 && (!tls_->flush() || tls_->waiting() != 0)) return {0, tls_->alive()};
    const auto piece = bytes.substr(0, at_once);
    return {piece.size(), tls_->write(piece)};
  }
  for (;;) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n > 0) return {static_cast<std::size_t>(n), true};
    if (n < 0 && errno == EINTR) continue;
    return {0, n < 0 && errno == EAGAIN};
  }
}

std::uint32_t channel::unsent() const noexcept {
  int bytes = 0;
  if (::ioctl(fd_, SIOCOUTQ, &bytes) != 0) bytes = 0;
  return static_cast<std::uint32_t>(bytes) + static_cast<std::uint32_t>(waiting());
}

void channel::finish() noexcept {
  if (tls_) tls_->say_goodbye();
  ::shutdown(fd_, SHUT_WR);
}

void channel::close() noexcept {
  tls_.reset();
  if (fd_ < 0) return;
  ::close(fd_);
  fd_ = -1;
}

} // namespace snug::transport
