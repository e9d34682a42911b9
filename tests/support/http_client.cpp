#include "tests/support/http_client.hpp"
#include <cstdlib>

namespace snug::test {

using std::chrono::steady_clock;

http_client::http_client(std::uint16_t port, std::string token)
  : socket_(port)
  , token_(std::move(token)) {}

std::string http_client::request(std::string_view method, std::string_view path, std::string_view body,
                                 std::string_view extra) const {
  std::string out(method);
  out.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n").append(extra);
  if (!token_.empty()) out.append("Authorization: Bearer ").append(token_).append("\r\n");
  if (method != "GET" && method != "HEAD")
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return out.append("\r\n").append(body);
}

http_answer http_client::ask(std::string_view method, std::string_view path, std::string_view body,
                             std::string_view extra) {
  send(request(method, path, body, extra));
  return read(std::chrono::seconds(5), method == "HEAD");
}

bool http_client::fill(steady_clock::time_point until) { return socket_.receive(arrived_, until); }

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
  std::string ignored;
  while (socket_.receive(ignored, until)) {
  }
  return socket_.ended();
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
