#include "tests/support/http_exchange.hpp"
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::test {

namespace {

/// True where the headers are there and as many bytes of body as they promise.
bool whole(const std::string& answer) {
  constexpr std::string_view promise = "content-length: ";
  const auto end = answer.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const auto at = answer.find(promise);
  if (at == std::string::npos || at > end) return false;
  return answer.size() - end - 4 >= std::strtoul(answer.c_str() + at + promise.size(), nullptr, 10);
}

} // namespace

std::string http_exchange(std::uint16_t port, std::string_view request, std::chrono::milliseconds within) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  const auto until = std::chrono::steady_clock::now() + within;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    (void)::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    char piece[4096];
    while (!whole(answer)) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      pollfd waits{fd, POLLIN, 0};
      if (left.count() <= 0 || poll(&waits, 1, static_cast<int>(left.count())) <= 0) break;
      const auto n = recv(fd, piece, sizeof piece, 0);
      if (n <= 0) break;
      answer.append(piece, static_cast<std::size_t>(n));
    }
  }
  close(fd);
  return answer;
}

http_answer http_ask(std::uint16_t port, std::string_view method, std::string_view path,
                     std::string_view extra, std::string_view host) {
  std::string request(method);
  request.append(" ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: ")
      .append(host)
      .append("\r\n")
      .append(extra)
      .append("\r\n");
  const auto answer = http_exchange(port, request);
  http_answer out;
  if (answer.starts_with("HTTP/1.1 ")) out.status = std::atoi(answer.c_str() + 9);
  const auto end = answer.find("\r\n\r\n");
  out.headers = answer.substr(0, end);
  if (end != std::string::npos) out.body = answer.substr(end + 4);
  return out;
}

} // namespace snug::test
