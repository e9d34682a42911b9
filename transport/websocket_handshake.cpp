#include "transport/websocket_handshake.hpp"
#include "transport/delivery.hpp"
#include "transport/dialect/base64.hpp"
#include <array>
#include <openssl/sha.h>
#include <optional>

namespace snug::transport {

namespace {

/// RFC 6455 §1.3.
constexpr std::string_view magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::string accept_of(std::string_view key) {
  const auto text = std::string(key).append(magic);
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string out;
  dialect::append_base64(out, {reinterpret_cast<const char*>(digest.data()), digest.size()});
  return out;
}

std::optional<std::uint8_t> first_spoken(std::string_view offered) {
  const auto all = spoken_dialects();
  while (!offered.empty()) {
    const auto comma = offered.find(',');
    const auto name = http::trimmed(offered.substr(0, comma));
    for (std::uint8_t i = 0; i < all.size(); ++i)
      if (http::same_text(all[i]->subprotocol(), name)) return i;
    offered.remove_prefix(comma == offered.npos ? offered.size() : comma + 1);
  }
  return std::nullopt;
}

} // namespace

websocket_handshake websocket_handshake::accept(const http::request& asked) {
  websocket_handshake out;
  out.answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: " +
               accept_of(asked.header("sec-websocket-key")) + "\r\n";
  if (const auto chosen = first_spoken(asked.header("sec-websocket-protocol"))) {
    out.speech = *chosen;
    out.answer.append("Sec-WebSocket-Protocol: ").append(spoken_dialects()[*chosen]->subprotocol());
    out.answer.append("\r\n");
  }
  out.answer.append("\r\n");
  return out;
}

} // namespace snug::transport
