#include "clients/load/protocol/mqtt_protocol.hpp"
#include <cstdint>
#include <optional>
#include <utility>

namespace snug::load {

namespace {

// Control packet types (§2.1.2), as the first byte's upper half.
constexpr unsigned char connect = 0x10;
constexpr unsigned char connack = 0x20;
constexpr unsigned char publication_packet = 0x30;
constexpr unsigned char subscribe = 0x82; ///< with the lower half it must have
constexpr unsigned char suback = 0x90;
constexpr unsigned char unsubscribe = 0xa2;
constexpr unsigned char unsuback = 0xb0;
constexpr unsigned char disconnect = 0xe0;

constexpr std::uint16_t own_packet = 1; ///< of subscribe and unsubscribe
constexpr unsigned char failure = 0x80; ///< reason codes from here on are refusals

void put_number(std::string& out, std::uint16_t number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xff);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint16_t>(text.size()));
  out.append(text);
}

/// §1.5.5: seven bits a byte, the lowest first.
void put_length(std::string& out, std::size_t length) {
  do {
    const auto low = static_cast<unsigned char>(length & 0x7f);
    length >>= 7;
    out += static_cast<char>(length ? low | 0x80 : low);
  } while (length);
}

struct length {
  std::size_t value = 0;
  std::size_t bytes = 0; ///< that it takes up; 0: its end hasn't come
};

length read_length(std::string_view bytes) {
  length out;
  for (std::size_t i = 0; i < bytes.size() && i < 4; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out.value |= static_cast<std::size_t>(byte & 0x7f) << (7 * i);
    if (byte & 0x80) continue;
    out.bytes = i + 1;
    return out;
  }
  return {};
}

std::optional<std::uint16_t> take_number(std::string_view& bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto high = static_cast<unsigned char>(bytes[0]);
  const auto low = static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(2);
  return static_cast<std::uint16_t>(high << 8 | low);
}

/// The properties in front of `bytes` are skipped; false where they are cut off.
bool skip_properties(std::string_view& bytes) {
  const auto size = read_length(bytes);
  if (size.bytes == 0 || bytes.size() < size.bytes + size.value) return false;
  bytes.remove_prefix(size.bytes + size.value);
  return true;
}

/// `head`, the length of `body`, `body`.
void put_packet(std::string& out, unsigned char head, std::string_view body) {
  out += static_cast<char>(head);
  put_length(out, body.size());
  out.append(body);
}

unsigned char last_of(std::string_view body) {
  return body.empty() ? 0 : static_cast<unsigned char>(body.back());
}

void told(unsigned char head, std::string_view body, peer_listener& hears) {
  told_event event;
  const auto size = take_number(body);
  const bool is_acknowledged = (head & 0x06) != 0;
  if (!size || body.size() < *size || is_acknowledged) return hears.confused("received no PUBLISH of QoS 0");
  event.room = body.substr(0, *size);
  body.remove_prefix(*size);
  if (!skip_properties(body)) return hears.confused("received a PUBLISH that is cut off");
  event.of_load = true;
  event.name = ephemeral_event;
  event.text = body;
  hears.told(event);
}

void handle(unsigned char head, std::string_view body, peer_listener& hears) {
  switch (head & 0xf0) {
  case publication_packet:
    return told(head, body, hears);
  case connack:
    if (body.size() < 2 || body[1] != 0) return hears.refused(0, "the broker refuses the connection");
    return hears.welcomed("", "");
  case suback:
    if (last_of(body) >= failure) return hears.refused(0, "the broker refuses the subscription");
    return hears.joined({}, 0, false);
  case unsuback:
    return hears.left();
  case disconnect:
    return hears.refused(0, "the broker says goodbye");
  default:
    hears.confused("received something that isn't MQTT");
  }
}

} // namespace

void mqtt_protocol::greet(std::string& out, const identity&) {
  rest_.clear();
  std::string body;
  put_text(body, "MQTT");
  body += '\x05';               // version
  body += '\x02';               // a clean start, no password
  put_number(body, 0);          // no keep-alive
  put_length(body, 3);          // properties:
  body += '\x21';               //   receive maximum
  put_number(body, UINT16_MAX); //
  put_text(body, "");           // the server makes up a name
  put_packet(out, connect, body);
}

void mqtt_protocol::join(std::string& out, std::string_view room, position) {
  std::string body;
  put_number(body, own_packet);
  put_length(body, 0);
  put_text(body, room);
  body += '\x04'; // QoS 0, and "no local": not what we publish ourselves
  put_packet(out, subscribe, body);
}

void mqtt_protocol::leave(std::string& out, std::string_view room) {
  std::string body;
  put_number(body, own_packet);
  put_length(body, 0);
  put_text(body, room);
  put_packet(out, unsubscribe, body);
}

void mqtt_protocol::publish(std::string& out, const publication& what) {
  out += static_cast<char>(publication_packet);
  put_length(out, 2 + what.room.size() + 1 + what.text.size());
  put_text(out, what.room);
  put_length(out, 0);
  out.append(what.text);
}

void mqtt_protocol::read(std::string_view message, peer_listener& hears, std::string&) {
  if (!rest_.empty()) message = rest_.append(message);
  std::size_t taken = 0;
  while (const auto size = take(message.substr(taken), hears))
    taken += size;
  if (taken == message.size()) return rest_.clear();
  std::string behind(message.substr(taken)); // `message` may point into `rest_`
  rest_ = std::move(behind);
}

std::size_t mqtt_protocol::take(std::string_view bytes, peer_listener& hears) {
  if (bytes.size() < 2) return 0;
  const auto size = read_length(bytes.substr(1));
  const auto begin = 1 + size.bytes;
  if (size.bytes == 0 || bytes.size() < begin + size.value) return 0;
  handle(static_cast<unsigned char>(bytes[0]), bytes.substr(begin, size.value), hears);
  return begin + size.value;
}

} // namespace snug::load
