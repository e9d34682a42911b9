#pragma once
#include "actors/model/payload.hpp"
#include "clients/load/protocol/native_message.hpp"
#include "clients/load/protocol/peer_protocol.hpp"
#include <string>
#include <string_view>

namespace snug::load {

/// The native protocol in MessagePack (`snug.v1.msgpack`), as far as a generator of load speaks it.
struct native_msgpack {
  static constexpr std::string_view path = "/v1/socket";
  static constexpr std::string_view subprotocol = "snug.v1.msgpack";
  static constexpr bool is_text = false;
  using value = model::value; ///< reads `native_message::data`

  /// Each appends one message to `out`.
  static void hello(std::string& out, std::uint32_t ref, const identity& who);
  /// `since`: epoch 0 asks for nothing missed.
  static void join(std::string& out, std::uint32_t ref, std::string_view room, position since = {});
  static void leave(std::string& out, std::uint32_t ref, std::string_view room);
  /// Ephemeral and without a reply, or durable with one.
  static void publish(std::string& out, const publication& what);

  /// Reads one message. No allocation; never throws, whatever the bytes.
  [[nodiscard]] static native_message read(std::string_view message) noexcept;
};

} // namespace snug::load
