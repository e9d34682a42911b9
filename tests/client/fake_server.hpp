#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::test {

/// One WebSocket to a client under test, on blocking sockets: what a test scripts the server side with. Every
/// receive gives up after five seconds (and fails the test by what it returns).
class fake_peer {
public:
  explicit fake_peer(int fd)
    : fd_(fd) {}
  fake_peer(fake_peer&& other) noexcept;
  fake_peer& operator=(fake_peer&&) = delete;
  ~fake_peer();

  /// Reads the upgrade and answers it; the request is kept.
  bool accept_upgrade();
  [[nodiscard]] const std::string& request() const noexcept { return request_; }
  /// Answers the upgrade with a bare status instead.
  void refuse_upgrade(std::string_view status_line);

  /// The payload of the next data message; "" where none came. Notes a close frame in `close_code`.
  std::string receive();
  std::uint16_t close_code = 0;

  void send(std::string_view payload, unsigned char opcode = 2);
  void ping() { send("", 9); }
  void close(std::uint16_t code, std::string_view reason);
  /// Ends the TCP connection without a word.
  void cut();

private:
  bool read_request();
  bool read_exactly(char* out, std::size_t size);
  int fd_;
  std::string request_;
};

/// A listening socket on 127.0.0.1.
class fake_server {
public:
  fake_server();
  ~fake_server();
  fake_server(const fake_server&) = delete;

  [[nodiscard]] std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// The next connection, upgraded.
  fake_peer accept();
  /// The next connection, as it is.
  fake_peer accept_raw();
  /// True where nobody connects within `ms`.
  [[nodiscard]] bool quiet_for(int ms) const;

private:
  int fd_;
  std::uint16_t port_ = 0;
};

} // namespace snug::test
