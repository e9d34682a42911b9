#include "clients/load/protocol/native_json.hpp"
#include <algorithm>

namespace snug::load {

namespace {

void quoted(std::string& out, std::string_view text) { out.append("\"").append(text).append("\""); }

void begin_command(std::string& out, std::uint32_t ref, std::string_view name, std::string_view room) {
  out.append("[").append(std::to_string(ref)).append(",");
  quoted(out, name);
  out += ',';
  quoted(out, room);
  out += ',';
}

native_message read_reply(json_cursor& in, std::uint64_t ref) noexcept {
  native_message out;
  out.ref = ref;
  const auto outcome = in.next().text();
  if (!outcome) return out;
  out.is = *outcome == "ok" ? native_message::what::ok : native_message::what::error;
  out.data = in.next().raw();
  return out;
}

native_message read_event(json_cursor& in, std::string_view name) noexcept {
  native_message out;
  out.name = name;
  out.room = in.next().text().value_or("");
  const auto data = in.next();
  out.data = data.raw();
  const auto text = data.text();
  out.text = text ? *text : data.find(name == presence_event ? "cursor" : "text").text().value_or("");
  const auto offset = in.next().uint();
  if (!offset) return out;
  out.offset = *offset;
  out.user = in.next().find("user").text().value_or("");
  out.is = native_message::what::event;
  return out;
}

} // namespace

void native_json::hello(std::string& out, std::uint32_t ref, const identity& who) {
  out.append("[").append(std::to_string(ref));
  out.append(R"(,"hello",null,{"client":{"name":"snug-load","version":"1"})");
  if (!who.token.empty()) {
    out += ",\"token\":";
    quoted(out, who.token);
  }
  if (!who.resume.empty()) {
    out += ",\"resume\":";
    quoted(out, who.resume);
  }
  out += "}]";
}

void native_json::join(std::string& out, std::uint32_t ref, std::string_view room, position since) {
  begin_command(out, ref, "room.join", room);
  if (!since.epoch) {
    out += "{}]";
    return;
  }
  out.append("{\"since\":{\"epoch\":").append(std::to_string(since.epoch));
  out.append(",\"offset\":").append(std::to_string(since.offset)).append("}}]");
}

void native_json::leave(std::string& out, std::uint32_t ref, std::string_view room) {
  begin_command(out, ref, "room.leave", room);
  out += "null]";
}

void native_json::publish(std::string& out, const publication& what) {
  if (what.kept == lane::durable) {
    begin_command(out, what.ref, "message.send", what.room);
    out += "{\"text\":";
    quoted(out, what.text);
    out += "},";
    quoted(out, what.id);
    out += ']';
    return;
  }
  if (what.kept == lane::presence) {
    begin_command(out, 0, "presence.update", what.room);
    out += "{\"cursor\":";
    quoted(out, what.text);
    out += "}]";
    return;
  }
  begin_command(out, 0, "publish", what.room);
  out += "{\"event\":";
  quoted(out, ephemeral_event);
  out += ",\"data\":";
  quoted(out, what.text);
  if (!what.key.empty()) {
    out += ",\"key\":";
    quoted(out, what.key);
  }
  out += "}]";
}

native_message native_json::read(std::string_view message) noexcept {
  message.remove_prefix(std::min(message.find_first_not_of(" \t\r\n"), message.size()));
  auto in = json_view(message).elements();
  const auto first = in.next();
  if (const auto name = first.text()) return read_event(in, *name);
  if (const auto ref = first.uint()) return read_reply(in, *ref);
  return {};
}

} // namespace snug::load
