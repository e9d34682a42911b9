#include "clients/load/protocol/socketio_protocol.hpp"
#include "clients/load/protocol/json_view.hpp"
#include <charconv>

namespace snug::load {

namespace {

// An Engine.IO packet's type, and behind "message" a Socket.IO packet's.
constexpr std::string_view open_packet = "0";
constexpr std::string_view ping_packet = "2";
constexpr std::string_view pong_packet = "3";
constexpr std::string_view connect_packet = "40";
constexpr std::string_view disconnect_packet = "41";
constexpr std::string_view event_packet = "42";
constexpr std::string_view ack_packet = "43";
constexpr std::string_view refusal_packet = "44";

constexpr std::uint32_t join_ref = 1;
constexpr std::uint32_t leave_ref = 2;

/// An event of one object, which is acknowledged as `ref`.
void put_command(std::string& out, std::uint32_t ref, std::string_view name, std::string_view room) {
  out.append(event_packet).append(std::to_string(ref)).append("[\"").append(name);
  out.append(R"(",{"room":")").append(room).append("\"}]");
}

} // namespace

void socketio_protocol::greet(std::string&, const identity& who) { token_ = who.token; }

void socketio_protocol::opened(std::string& out) const {
  out += connect_packet;
  if (!token_.empty()) out.append(R"({"token":")").append(token_).append("\"}");
}

void socketio_protocol::join(std::string& out, std::string_view room, position) {
  room_ = room;
  put_command(out, join_ref, "room.join", room);
}

void socketio_protocol::leave(std::string& out, std::string_view room) {
  room_.clear();
  put_command(out, leave_ref, "room.leave", room);
}

void socketio_protocol::publish(std::string& out, const publication& what) {
  out.append(event_packet).append(R"(["publish",{"event":")").append(ephemeral_event);
  out.append(R"(","data":")").append(what.text).append(R"("},{"room":")").append(what.room).append("\"}]");
}

void socketio_protocol::read(std::string_view message, peer_listener& hears, std::string& out) {
  const auto is = message.substr(0, 2);
  if (is == event_packet) return told(message.substr(2), hears);
  if (is == ack_packet) return acknowledged(message.substr(2), hears);
  if (is == connect_packet) return hears.welcomed("", "");
  if (is == refusal_packet || is == disconnect_packet) return hears.refused(0, message.substr(2));
  if (message.starts_with(ping_packet)) {
    out += pong_packet;
    return;
  }
  if (message.starts_with(open_packet)) return opened(out);
  hears.confused("received something that isn't Socket.IO");
}

void socketio_protocol::acknowledged(std::string_view packet, peer_listener& hears) {
  std::uint32_t ref = 0;
  const auto parsed = std::from_chars(packet.data(), packet.data() + packet.size(), ref);
  if (parsed.ec != std::errc{}) return hears.confused("received an acknowledgement without a number");
  // snug says how it went; a server of Socket.IO's own says nothing.
  if (packet.find(R"("status":"error")") != std::string_view::npos) return hears.refused(ref, packet);
  if (ref == join_ref) return hears.joined({}, 0, false);
  if (ref == leave_ref) return hears.left();
  hears.confused("received an acknowledgement of nothing it sent");
}

void socketio_protocol::told(std::string_view packet, peer_listener& hears) const {
  auto values = json_view(packet).elements();
  const auto name = values.next().text();
  if (!name) return hears.confused("received an event without a name");
  told_event event;
  event.name = *name;
  event.of_load = *name == ephemeral_event;
  event.room = room_;
  event.text = values.next().text().value_or("");
  hears.told(event);
}

} // namespace snug::load
