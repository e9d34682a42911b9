#pragma once
#include <string>
#include <string_view>

namespace snug::load {

/// SHA-1 (RFC 3174), 20 bytes; the WebSocket handshake asks for it. Written out here because a crypto library
/// would be most of the floor server's memory.
[[nodiscard]] std::string sha1(std::string_view message);

} // namespace snug::load
