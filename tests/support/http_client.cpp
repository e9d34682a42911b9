#include "tests/support/http_client.hpp"
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::test {

using std::chrono::steady_clock;

http_client::http_client(std::uint16_t port, std::string token)
  : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
  , token_(std::move(token)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

http_client::~http_client() { close(fd_); }

std::string http_client::request(std::string_view method, std::string_view path, std::string_view body,
                                 std::string_view extra) const {
  std::string out(method);
  out.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n").append(extra);
  if (!token_.empty()) out.append("Authorization: Bearer ").append(token_).append("\r\n");
  if (method != "GET" && method != "HEAD")
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return out.append("\r\n").append(body);
}

void http_client::send(std::string_view bytes) const {
  (void)::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

http_answer http_client::ask(std::string_view method, std::string_view path, std::string_view body,
                             std::string_view extra) {
  send(request(method, path, body, extra));
  return read(std::chrono::seconds(5), method == "HEAD");
}

bool http_client::fill(steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
  pollfd waits{fd_, POLLIN, 0};
  char piece[4'096];
  if (left.count() <= 0 || poll(&waits, 1, static_cast<int>(left.count())) <= 0) return false;
  const auto n = recv(fd_, piece, sizeof piece, 0);
  if (n <= 0) return false;
  arrived_.append(piece, static_cast<std::size_t>(n));
  return true;
}

http_answer http_client::read(std::chrono::milliseconds within, bool head) {
  const auto until = steady_clock::now() + within;
  std::size_t end;
  while ((end = arrived_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(until)) return {};
  http_answer out;
  out.status = std::atoi(arrived_.c_str() + 9);
  out.headers = arrived_.substr(0, end);
  arrived_.erase(0, end + 4);
  constexpr std::string_view length = "\r\ncontent-length: ";
  const auto at = out.headers.find(length);
  const auto size = at == std::string::npos || head
                        ? std::size_t{0}
                        : std::strtoul(out.headers.c_str() + at + length.size(), nullptr, 10);
  while (arrived_.size() < size)
    if (!fill(until)) return {};
  out.body = arrived_.substr(0, size);
  arrived_.erase(0, size);
  return out;
}

bool http_client::ended(std::chrono::milliseconds within) {
  const auto until = steady_clock::now() + within;
  while (steady_clock::now() < until) {
    pollfd waits{fd_, POLLIN, 0};
    if (poll(&waits, 1, 50) <= 0) continue;
    char piece[4'096];
    if (recv(fd_, piece, sizeof piece, 0) <= 0) return true;
  }
  return false;
}

http_answer http_client::listen(std::string_view path, std::string_view extra) {
  return ask("GET", path, {}, extra);
}

std::optional<http_client::event> http_client::next(std::string_view name, std::chrono::milliseconds within) {
  const auto until = steady_clock::now() + within;
  for (;;) {
    const auto end = arrived_.find("\n\n");
    if (end == std::string::npos) {
      if (!fill(until)) return std::nullopt;
      continue;
    }
    event out;
    auto rest = arrived_.substr(0, end + 1);
    arrived_.erase(0, end + 2);
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.erase(0, line.size() + 1);
      const auto value = line.substr(std::min(line.size(), line.find(": ") + 2));
      if (line.starts_with("id: ")) out.id = value;
      if (line.starts_with("event: ")) out.name = value;
      if (line.starts_with("data: ")) out.data = value;
    }
    if (name.empty() || out.name == name) return out;
  }
}

} // namespace snug::test
