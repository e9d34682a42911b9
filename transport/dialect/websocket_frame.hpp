#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::dialect {

/// WebSocket opcodes (RFC 6455 §5.2).
enum class opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// The most bytes a server's frame header takes (servers do not mask).
inline constexpr std::size_t max_header = 10;

/// Puts an unmasked, final frame's header into the `max_header` bytes that end at `payload_begin`; returns
/// its length, so the frame begins at `payload_begin - length`.
std::size_t put_header_before(char* payload_begin, opcode op, std::size_t payload_size) noexcept;

/// The payload of a close frame: the code and as much of the reason as a control frame holds, cut between
/// characters (RFC 6455 §5.5).
[[nodiscard]] std::string close_payload(std::uint16_t code, std::string_view reason);

/// Appends a whole unmasked, final frame.
void append_frame(std::string& out, opcode op, std::string_view payload);

} // namespace snug::dialect
