#pragma once
#include "clients/load/protocol/json_view.hpp"
#include "clients/load/protocol/native_message.hpp"
#include "clients/load/protocol/peer_protocol.hpp"
#include <string>
#include <string_view>

namespace snug::load {

/// The native protocol in JSON (`snug.v1.json`), as far as a generator of load speaks it. Strings are read as
/// they are written: what the load compares needs no escapes.
struct native_json {
  static constexpr std::string_view path = "/v1/socket";
  static constexpr std::string_view subprotocol = "snug.v1.json";
  static constexpr bool is_text = true;
  using value = json_view; ///< reads `native_message::data`

  /// Each appends one message to `out`. Strings given must need no escapes.
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
