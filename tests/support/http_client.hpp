#pragma once
#include "tests/support/client_socket.hpp"
#include "tests/support/http_exchange.hpp"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::test {

/// A connection that stays open and asks one thing after the other, or listens to a stream of events.
class http_client {
public:
  /// `token`: sent with every request; "" comes as a guest.
  explicit http_client(std::uint16_t port, std::string token = {});
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// `extra`: more header lines, each with its CRLF. A body goes as JSON.
  http_answer ask(std::string_view method, std::string_view path, std::string_view body = {},
                  std::string_view extra = {});
  void send(std::string_view bytes) { (void)socket_.send(bytes); }
  /// The next answer on the connection; status 0 where none comes.
  http_answer read(std::chrono::milliseconds within = std::chrono::seconds(5), bool head = false);
  /// True where the other side has ended the connection within that time.
  [[nodiscard]] bool ended(std::chrono::milliseconds within = std::chrono::seconds(5));

  /// Asks for a stream; its answer without a body.
  http_answer listen(std::string_view path, std::string_view extra = {});
  struct event {
    std::string id, name, data;
  };
  /// The stream's next event called `name` ("": any); nothing where none comes.
  [[nodiscard]] std::optional<event> next(std::string_view name = {},
                                          std::chrono::milliseconds within = std::chrono::seconds(5));

private:
  [[nodiscard]] bool fill(std::chrono::steady_clock::time_point until);
  [[nodiscard]] std::string request(std::string_view method, std::string_view path, std::string_view body,
                                    std::string_view extra) const;

  client_socket socket_;
  std::string token_;
  std::string arrived_;
};

} // namespace snug::test
