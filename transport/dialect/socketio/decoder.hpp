#pragma once
#include "transport/dialect/socketio/packet.hpp"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::socketio {

/// How far a client's packets may go.
struct decoder_limits {
  std::size_t attachments = 10; ///< of one packet of the JSON parser, as the official decoders have it
  std::size_t packet_bytes = 1'048'576; ///< with all attachments
};

/// Reads the Engine.IO messages of one connection as packets of Socket.IO. Which parser the client uses is
/// seen from its first message. What is wrong once stays wrong: the connection has to be closed. One thread.
class decoder {
public:
  explicit decoder(const decoder_limits& limits = {}) noexcept
    : limits_(limits) {}

  enum class step : std::uint8_t {
    whole, ///< `out` is a packet
    more,  ///< attachments are still to come
    wrong, ///< `why` says what
  };

  /// An Engine.IO message, without its type. Never throws, whatever the bytes.
  [[nodiscard]] step read(std::string_view message, bool binary, packet& out);

  /// Nothing until the first message.
  [[nodiscard]] std::optional<parser> spoken() const noexcept { return spoken_; }
  [[nodiscard]] std::string_view why() const noexcept { return why_; }

private:
  [[nodiscard]] step wrong(std::string_view why);
  [[nodiscard]] step read_json(std::string_view text, packet& out);
  [[nodiscard]] step read_count(std::string_view& text);
  [[nodiscard]] step read_address(std::string_view& text, packet& out);
  [[nodiscard]] step read_data(std::string_view text, packet& out);
  [[nodiscard]] step attach(std::string_view bytes, packet& out);
  [[nodiscard]] step read_msgpack(std::string_view bytes, packet& out);
  [[nodiscard]] step judge(packet& out);

  decoder_limits limits_;
  std::optional<parser> spoken_;
  std::string_view why_;
  packet waiting_; ///< for `missing_` attachments
  std::vector<std::string> attachments_;
  std::size_t missing_ = 0;
  std::size_t held_ = 0; ///< bytes of `waiting_` and its attachments
};

} // namespace snug::socketio
