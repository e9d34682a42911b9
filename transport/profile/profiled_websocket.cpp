#include "transport/profile/profiled_websocket.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/websocket_frame.hpp"

namespace snug::profile {

namespace pack = model::pack;
using model::value;

void profiled_websocket::say(std::string_view event, std::string& out) const {
  const value all(event);
  const std::string_view field = words().socket()->type;
  std::string text;
  snug::dialect::json_writer json(text);
  json.plain("{").text(field).plain(":").value(all.at(0).raw());
  const auto argument = all.at(1);
  for (model::entry_cursor each(argument); each.next();)
    if (each.key() != field) json.plain(",").text(each.key()).plain(":").value(each.content().raw());
  if (argument.present() && !argument.is_map() && !argument.is_nil())
    json.plain(R"(,"data":)").value(argument.raw());
  json.plain("}");
  snug::dialect::append_frame(out, snug::dialect::opcode::text, text);
}

void profiled_websocket::encode_ping(std::string& out) const {
  // Not empty: libwebsockets tells nobody of a pong that is.
  snug::dialect::append_frame(out, snug::dialect::opcode::ping, ".");
}

void profiled_websocket::encode_close(model::close_code code, std::string_view reason,
                                      std::string& out) const {
  const auto payload = snug::dialect::close_payload(static_cast<std::uint16_t>(code), reason);
  snug::dialect::append_frame(out, snug::dialect::opcode::close, payload);
}

std::optional<std::string> profiled_websocket::read(std::string_view message, std::string& out) const {
  std::string object;
  if (const auto wrong = snug::dialect::json_reader::transcode(message, object))
    return "a message must be JSON: " + std::string(*wrong);
  if (const auto rule = model::check_payload(object)) return std::string(*rule);
  const value all(object);
  const auto& field = words().socket()->type;
  const auto name = all.find(field);
  if (!all.is_map() || !name.text()) return "a message must be an object with a text in \"" + field + "\"";
  pack::array(out, 2);
  out.append(name.raw());
  pack::map(out, static_cast<std::uint32_t>(all.size()) - 1);
  for (model::entry_cursor each(all); each.next();) {
    if (each.key() == field) continue;
    pack::text(out, each.key());
    out.append(each.content().raw());
  }
  return std::nullopt;
}

} // namespace snug::profile
