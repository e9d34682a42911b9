#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::socketio {

/// What a packet of Socket.IO 5 is, binary or not; the values are those on the wire.
enum class packet_type : std::uint8_t { connect, disconnect, event, ack, connect_error };

/// The two ways of writing packets that clients have.
enum class parser : std::uint8_t { json, msgpack };

inline constexpr std::string_view main_namespace = "/";

/// A packet as a client sent it.
struct packet {
  packet_type type = packet_type::event;
  std::string nsp{main_namespace};
  std::optional<std::uint64_t> id; ///< of the acknowledgement that an event wants, or that it is
  std::string data;                ///< MessagePack; "" where there is none
  /// Where the data breaks a rule of the payload profile (`model::check_payload`), which; the packet is sound
  /// otherwise.
  std::optional<std::string_view> complaint;
};

/// A packet to be sent; owns nothing.
struct packet_view {
  packet_type type = packet_type::event;
  std::string_view nsp = main_namespace;
  std::optional<std::uint64_t> id;
  std::string_view data; ///< MessagePack; "" where there is none
};

/// Names of events that clients and servers keep for themselves.
[[nodiscard]] bool reserved_event(std::string_view name) noexcept;

} // namespace snug::socketio
