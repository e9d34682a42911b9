#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::engineio {

/// What a packet of Engine.IO 4 is; the values are the digits on the wire.
enum class packet_type : std::uint8_t { open, close, ping, pong, message, upgrade, noop };

/// One packet. `data` is without the type; a binary one is always a message.
struct packet {
  packet_type type = packet_type::noop;
  bool binary = false;
  std::string_view data;

  friend bool operator==(const packet&, const packet&) = default;
};

/// Reads the text of a WebSocket message or of a part of a polling body; nothing where its first character is
/// no type or the rest isn't UTF-8. The packet points into `text`.
[[nodiscard]] std::optional<packet> read_text(std::string_view text) noexcept;

/// Reads the packets of a polling request's body, one after the other.
class body_reader {
public:
  explicit body_reader(std::string_view body) noexcept
    : rest_(body) {}

  /// The next packet, valid until the next call; nothing at the end, or where `wrong` is true from then on.
  [[nodiscard]] std::optional<packet> next();
  [[nodiscard]] bool wrong() const noexcept { return wrong_; }

private:
  std::string_view rest_;
  std::string bytes_; ///< of a binary packet, decoded
  bool over_ = false;
  bool wrong_ = false;
};

/// Appends a packet as a server's WebSocket frame: the form in which everything waits that goes out.
void append_frame(std::string& out, const packet& p);

/// Bytes of the first `count` packets in `frames`, which are whole frames of a WebSocket.
[[nodiscard]] std::size_t first_packets(std::string_view frames, std::size_t count) noexcept;
/// Appends what whole frames of `append_frame` say as the body of a poll's answer; `body` may hold packets
/// already. Frames that are no data (pings, closes of the WebSocket itself) are left out.
void append_to_body(std::string& body, std::string_view frames);

} // namespace snug::engineio
