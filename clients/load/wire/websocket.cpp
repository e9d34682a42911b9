#include "clients/load/wire/websocket.hpp"
#include "clients/load/wire/sha1.hpp"

namespace snug::load::websocket {

namespace {

constexpr std::uint8_t fixed_mask[4] = {0x5a, 0xc3, 0x96, 0x3c};

void append_head(std::string& out, opcode op, std::size_t size, unsigned mask_bit) {
  out.push_back(static_cast<char>(0x80 | static_cast<unsigned>(op)));
  const auto push = [&out](std::uint64_t byte) { out.push_back(static_cast<char>(byte)); };
  if (size < 126) {
    push(mask_bit | size);
    return;
  }
  const bool is_short = size <= 0xffff;
  push(mask_bit | (is_short ? 126 : 127));
  for (int shift = is_short ? 8 : 56; shift >= 0; shift -= 8)
    push(size >> shift);
}

std::string base64(std::string_view bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out.push_back(i + k > bytes.size() ? '=' : alphabet[three >> (18 - 6 * k) & 63]);
  }
  return out;
}

} // namespace

std::optional<frame_head> read_head(std::string_view bytes) noexcept {
  const auto at = [&bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 2) return std::nullopt;
  frame_head head;
  head.op = static_cast<opcode>(at(0) & 0x0f);
  head.final = (at(0) & 0x80) != 0;
  head.masked = (at(1) & 0x80) != 0;
  head.payload = at(1) & 0x7f;
  const std::size_t length_bytes = head.payload == 126 ? 2 : head.payload == 127 ? 8 : 0;
  head.size = 2 + length_bytes + (head.masked ? 4 : 0);
  if (bytes.size() < head.size) return std::nullopt;
  if (length_bytes > 0) head.payload = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    head.payload = head.payload << 8 | at(2 + i);
  for (std::size_t i = 0; head.masked && i < 4; ++i)
    head.mask[i] = at(2 + length_bytes + i);
  return head;
}

void append_server_frame(std::string& out, opcode op, std::string_view payload) {
  append_head(out, op, payload.size(), 0);
  out.append(payload);
}

void append_client_frame(std::string& out, opcode op, std::string_view payload) {
  append_head(out, op, payload.size(), 0x80);
  out.append(reinterpret_cast<const char*>(fixed_mask), sizeof fixed_mask);
  const auto begin = out.size();
  out.append(payload);
  unmask(out.data() + begin, payload.size(), fixed_mask);
}

void unmask(char* payload, std::size_t size, const std::uint8_t (&mask)[4]) noexcept {
  for (std::size_t i = 0; i < size; ++i)
    payload[i] = static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i & 3]);
}

std::string upgrade_request(std::string_view host, std::string_view path, std::string_view key,
                            std::string_view subprotocol) {
  std::string out = "GET ";
  out.append(path).append(" HTTP/1.1\r\nHost: ").append(host);
  out += "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ";
  out += key;
  if (!subprotocol.empty()) out.append("\r\nSec-WebSocket-Protocol: ").append(subprotocol);
  out += "\r\n\r\n";
  return out;
}

std::string accept_key(std::string_view key) {
  return base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

} // namespace snug::load::websocket
