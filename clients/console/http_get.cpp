#include "clients/console/http_get.hpp"
#include "clients/console/tls_line.hpp"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace snug::console {
namespace {

model::failure unavailable(std::string why) {
  return {model::error_code::unavailable, std::move(why), {}, 0, {}};
}

class descriptor {
public:
  explicit descriptor(int fd) noexcept
    : fd_(fd) {}
  descriptor(descriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}
  descriptor& operator=(descriptor&&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

private:
  int fd_;
};

model::result<descriptor> connect_to(const client::endpoint& to, std::uint32_t timeout_ms) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const auto port = std::to_string(to.port);
  if (const auto error = ::getaddrinfo(to.host.c_str(), port.c_str(), &wanted, &found); error != 0)
    return unavailable(to.host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, &::freeaddrinfo);
  int why = 0;
  for (const auto* a = found; a != nullptr; a = a->ai_next) {
    descriptor fd(::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol));
    const timeval patience{timeout_ms / 1'000, static_cast<suseconds_t>(timeout_ms % 1'000) * 1'000};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); // bounds connect() too
    if (fd.get() >= 0 && ::connect(fd.get(), a->ai_addr, a->ai_addrlen) == 0) return fd;
    why = errno;
  }
  return unavailable("no connection to " + to.authority() + ": " + std::strerror(why));
}

model::result<http_answer> read_answer(std::string_view all) {
  const auto space = all.find(' ');
  const auto end = all.find("\r\n\r\n");
  if (!all.starts_with("HTTP/1.") || space == std::string_view::npos || end == std::string_view::npos)
    return unavailable("what answered is no HTTP server");
  return http_answer{std::atoi(all.data() + space + 1), std::string(all.substr(end + 4))};
}

} // namespace

model::result<http_answer> http_get(const client::endpoint& from, std::uint32_t timeout_ms) {
  constexpr std::size_t most = 1u << 20;
  const auto fd = connect_to(from, timeout_ms);
  if (!fd) return fd.error();
  std::optional<tls_line> tls;
  if (from.tls) tls.emplace(fd->get(), from.host);
  if (tls && !tls->trouble().empty()) return unavailable(tls->trouble());
  const auto request =
      "GET " + from.path + " HTTP/1.0\r\nHost: " + from.authority() + "\r\nConnection: close\r\n\r\n";
  const bool sent = tls ? tls->send(request)
                        : ::send(fd->get(), request.data(), request.size(), MSG_NOSIGNAL) ==
                              static_cast<ssize_t>(request.size());
  if (!sent) return unavailable(std::string("the request could not be sent: ") + std::strerror(errno));
  std::string all;
  char piece[4096];
  for (;;) {
    const auto got = tls ? tls->receive(piece, sizeof piece) : ::recv(fd->get(), piece, sizeof piece, 0);
    if (got < 0) return unavailable(std::string("no answer: ") + std::strerror(errno));
    if (got == 0) return read_answer(all);
    if (all.append(piece, static_cast<std::size_t>(got)).size() > most)
      return unavailable("the answer is too long");
  }
}

} // namespace snug::console
