#include "transport/dialect/websocket_frame.hpp"
#include <algorithm>
#include <cstring>

namespace snug::dialect {

namespace {

constexpr unsigned char final_frame = 0x80;

/// Writes the header to `out` (at most `max_header` bytes) and returns its length.
std::size_t put_header(unsigned char* out, opcode op, std::size_t size) noexcept {
  out[0] = final_frame | static_cast<unsigned char>(op);
  if (size < 126) {
    out[1] = static_cast<unsigned char>(size);
    return 2;
  }
  const std::size_t count = size <= 0xffff ? 2 : 8;
  out[1] = count == 2 ? 126 : 127;
  const auto wide = static_cast<std::uint64_t>(size);
  for (std::size_t i = 0; i < count; ++i)
    out[2 + i] = static_cast<unsigned char>(wide >> (8 * (count - 1 - i)));
  return 2 + count;
}

} // namespace

std::size_t put_header_before(char* payload_begin, opcode op, std::size_t payload_size) noexcept {
  unsigned char header[max_header];
  const auto length = put_header(header, op, payload_size);
  std::memcpy(payload_begin - length, header, length);
  return length;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  constexpr std::size_t longest_reason = 123; // 125 bytes, two are the code
  const auto amid_character = [&](std::size_t at) {
    return (static_cast<unsigned char>(reason[at]) & 0xc0) == 0x80;
  };
  auto cut = std::min(reason.size(), longest_reason);
  while (cut < reason.size() && cut > 0 && amid_character(cut))
    --cut;
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  payload += reason.substr(0, cut);
  return payload;
}

void append_frame(std::string& out, opcode op, std::string_view payload) {
  unsigned char header[max_header];
  const auto length = put_header(header, op, payload.size());
  out.append(reinterpret_cast<const char*>(header), length);
  out.append(payload);
}

} // namespace snug::dialect
