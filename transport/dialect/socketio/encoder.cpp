#include "transport/dialect/socketio/encoder.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/token.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/websocket_frame.hpp"
#include <string_view>
#include <vector>

namespace snug::socketio {

namespace {

namespace pack = model::pack;
using what = model::token::what;

/// How many values of bytes there are in whole MessagePack.
std::size_t count_bytes(std::string_view rest) noexcept {
  std::size_t n = 0;
  while (!rest.empty()) {
    const auto t = model::read_token(rest);
    const auto size = t.own_size();
    if (size == 0 || size > rest.size()) break;
    n += t.is == what::bytes;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return n;
}

void encode_json(const packet_view& p, std::string& out) {
  const auto binary = p.data.empty() ? 0 : count_bytes(p.data);
  const bool attached = binary > 0 && binary <= most_attachments &&
                        (p.type == packet_type::event || p.type == packet_type::ack);
  std::vector<std::string_view> attachments;
  std::string text = "4";
  auto json = attached ? dialect::json_writer(text, attachments) : dialect::json_writer(text);
  json.uint(static_cast<unsigned>(p.type) + (attached ? 3u : 0u));
  if (attached) json.uint(binary).plain("-");
  if (p.nsp != main_namespace) json.plain(p.nsp).plain(",");
  if (p.id) json.uint(*p.id);
  if (!p.data.empty()) json.value(p.data);
  dialect::append_frame(out, dialect::opcode::text, text);
  for (const auto bytes : attachments)
    dialect::append_frame(out, dialect::opcode::binary, bytes);
}

/// Keys in the official server's order. What there is none of is left out: nil is something else to clients.
void encode_msgpack(const packet_view& p, std::string& out) {
  std::string map;
  pack::map(map, 2u + (p.data.empty() ? 0u : 1u) + (p.id ? 1u : 0u));
  const auto id = [&] {
    pack::text(map, "id");
    pack::uint(map, *p.id);
  };
  const bool answers = p.type == packet_type::ack;
  if (answers && p.id) id();
  pack::text(map, "type");
  pack::uint(map, static_cast<unsigned>(p.type));
  if (!p.data.empty()) {
    pack::text(map, "data");
    map.append(p.data);
  }
  if (!answers && p.id) id();
  pack::text(map, "nsp");
  pack::text(map, p.nsp);
  dialect::append_frame(out, dialect::opcode::binary, map);
}

} // namespace

void encode(parser by, const packet_view& p, std::string& out) {
  by == parser::json ? encode_json(p, out) : encode_msgpack(p, out);
}

} // namespace snug::socketio
