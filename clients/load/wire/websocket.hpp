#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// RFC 6455 from both sides, as far as a measurement needs it: no extensions, no fragments.
namespace snug::load::websocket {

enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// The head of a frame. `size` is its own bytes (mask included), `payload` the bytes that follow.
struct frame_head {
  opcode op = opcode::binary;
  bool final = true;
  bool masked = false;
  std::uint8_t mask[4] = {};
  std::size_t size = 0;
  std::uint64_t payload = 0;
};

/// The head at the start of `bytes`, or nothing where it isn't all there yet. No allocation.
[[nodiscard]] std::optional<frame_head> read_head(std::string_view bytes) noexcept;

/// Appends a whole frame as servers send it.
void append_server_frame(std::string& out, opcode op, std::string_view payload);
/// Appends a whole frame as clients send it, masked with a fixed key: nobody is to be protected here, but the
/// server has its usual work.
void append_client_frame(std::string& out, opcode op, std::string_view payload);
/// Undoes the mask in place.
void unmask(char* payload, std::size_t size, const std::uint8_t (&mask)[4]) noexcept;

/// The request that asks for an upgrade; an empty `subprotocol` isn't named.
[[nodiscard]] std::string upgrade_request(std::string_view host, std::string_view path, std::string_view key,
                                          std::string_view subprotocol);
/// What `Sec-WebSocket-Accept` must say to `key`.
[[nodiscard]] std::string accept_key(std::string_view key);

} // namespace snug::load::websocket
