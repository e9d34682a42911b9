#include "tests/support/http_exchange.hpp"
#include "tests/support/client_socket.hpp"
#include <cstdlib>

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
  const auto until = std::chrono::steady_clock::now() + within;
  client_socket socket(port);
  std::string answer;
  if (!socket.good()) return answer;
  (void)socket.send(request);
  while (!whole(answer) && socket.receive(answer, until)) {
  }
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
