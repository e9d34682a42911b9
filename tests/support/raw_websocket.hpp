#pragma once
#include "tests/support/client_socket.hpp"
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::test {

/// A WebSocket client that does just what a test says, byte for byte, on a blocking loopback socket (under
/// TLS where the port speaks it).
class raw_websocket {
public:
  /// Connects and sends the upgrade; `extra`: more header lines, each with its CRLF. `status` has the answer.
  raw_websocket(std::uint16_t port, std::string_view subprotocol, std::string_view path = "/v1/socket",
                std::string_view extra = {});
  raw_websocket(const raw_websocket&) = delete;
  raw_websocket& operator=(const raw_websocket&) = delete;

  [[nodiscard]] bool open() const noexcept { return status_.find(" 101 ") != std::string::npos; }
  /// The answer to the upgrade, headers included.
  [[nodiscard]] const std::string& status() const noexcept { return status_; }

  /// Opcode as in RFC 6455 §5.2: 1 text, 2 binary, 8 close, 9 ping; 0 continues a message.
  void send(std::uint8_t opcode, std::string_view payload, bool final = true);
  void send_bytes(std::string_view bytes);

  struct frame {
    std::uint8_t opcode = 0;
    std::string payload;
    /// Of a close frame; 1005 where it had none.
    [[nodiscard]] std::uint16_t code() const;
  };
  /// The next frame that is no ping; nothing where none comes in time or the socket is closed.
  [[nodiscard]] std::optional<frame> receive(std::chrono::milliseconds within = std::chrono::seconds(5));
  /// Reads until a close frame or the end; its code, 0 where the socket just ended or nothing comes.
  [[nodiscard]] std::uint16_t close_code(std::chrono::milliseconds within = std::chrono::seconds(5));

  /// Ends the connection without a word, as a cut cable does not: with RST.
  void reset() { socket_.reset(); }
  [[nodiscard]] int fd() const noexcept { return socket_.fd(); }

private:
  [[nodiscard]] bool fill(std::size_t bytes, std::chrono::steady_clock::time_point until);

  client_socket socket_;
  std::string status_;
  std::string arrived_;
};

} // namespace snug::test
