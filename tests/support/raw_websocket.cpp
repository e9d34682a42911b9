#include "tests/support/raw_websocket.hpp"
#include <utility>

namespace snug::test {

std::uint16_t raw_websocket::frame::code() const {
  if (payload.size() < 2) return 1005;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                    static_cast<unsigned char>(payload[1]));
}

raw_websocket::raw_websocket(std::uint16_t port, std::string_view subprotocol, std::string_view path,
                             std::string_view extra)
  : socket_(port) {
  if (!socket_.good()) return;
  std::string request = "GET " + std::string{path} + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!subprotocol.empty()) request += "Sec-WebSocket-Protocol: " + std::string{subprotocol} + "\r\n";
  request += extra;
  request += "\r\n";
  send_bytes(request);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  std::size_t end = 0;
  while ((end = arrived_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(arrived_.size() + 1, until)) break;
  if (end == std::string::npos) {
    status_ = std::exchange(arrived_, {});
  } else {
    status_ = arrived_.substr(0, end + 4);
    arrived_.erase(0, end + 4);
  }
}

void raw_websocket::send_bytes(std::string_view bytes) { (void)socket_.send(bytes); }

void raw_websocket::send(std::uint8_t opcode, std::string_view payload, bool final) {
  // Clients mask; a mask of zeros is a mask.
  std::string bytes;
  bytes.push_back(static_cast<char>((final ? 0x80 : 0) | opcode));
  const auto size = payload.size();
  if (size < 126) {
    bytes.push_back(static_cast<char>(0x80 | size));
  } else if (size < 65536) {
    bytes.push_back(static_cast<char>(0x80 | 126));
    for (int shift = 8; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<char>(size >> shift));
  } else {
    bytes.push_back(static_cast<char>(0x80 | 127));
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<char>(size >> shift));
  }
  bytes.append(4, '\0');
  bytes.append(payload);
  send_bytes(bytes);
}

bool raw_websocket::fill(std::size_t bytes, std::chrono::steady_clock::time_point until) {
  while (arrived_.size() < bytes)
    if (!socket_.receive(arrived_, until)) return false;
  return true;
}

std::optional<raw_websocket::frame> raw_websocket::receive(std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  for (;;) {
    if (!fill(2, until)) return std::nullopt;
    std::uint64_t size = static_cast<unsigned char>(arrived_[1]) & 0x7f;
    std::size_t header = 2;
    if (size >= 126) {
      header += size == 126 ? 2 : 8;
      if (!fill(header, until)) return std::nullopt;
      size = 0;
      for (std::size_t i = 2; i < header; ++i)
        size = size << 8 | static_cast<unsigned char>(arrived_[i]);
    }
    if (!fill(header + size, until)) return std::nullopt;
    frame got{static_cast<std::uint8_t>(arrived_[0] & 0x0f), arrived_.substr(header, size)};
    arrived_.erase(0, header + size);
    if (got.opcode != 9) return got;
    send(10, got.payload);
  }
}

std::uint16_t raw_websocket::close_code(std::chrono::milliseconds within) {
  while (auto got = receive(within))
    if (got->opcode == 8) return got->code();
  return 0;
}

} // namespace snug::test
