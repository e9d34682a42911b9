#include "transport/dialect/socketio_words.hpp"
#include "actors/model/command_table.hpp"
#include "actors/model/names.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/token.hpp"
#include "transport/dialect/shared_parts.hpp"
#include "transport/dialect/socketio/encoder.hpp"
#include <optional>
#include <utility>

namespace snug::dialect {

namespace {

namespace pack = model::pack;
using model::complaint;
using model::value;

/// One of the two parsers as a dialect. What it writes has its WebSocket headers already, since an event may
/// be several frames.
class socketio_dialect final : public dialect {
public:
  explicit socketio_dialect(socketio::parser by) noexcept
    : by_(by) {}

  [[nodiscard]] std::string_view subprotocol() const noexcept override { return {}; }
  [[nodiscard]] bool binary() const noexcept override { return by_ == socketio::parser::msgpack; }
  [[nodiscard]] bool on_websocket() const noexcept override { return false; }

  /// What clients say is read packet by packet (`socketio::connection`), not here.
  void decode(std::string_view, bool, const frame_limits&, decoded& out) const override {
    out.clear();
    out.close = model::close_code::bad_request;
    out.reason = "not a message of its own";
  }

  void encode_reply(const model::reply& reply, std::string& out) const override {
    std::string data;
    pack::array(data, 1);
    pack::map(data, 2);
    pack::text(data, "status");
    if (reply.outcome) {
      pack::text(data, "ok");
      pack::text(data, "data");
      pack::raw(data, *reply.outcome);
    } else {
      pack::text(data, "error");
      pack::text(data, "error");
      append_failure(reply.outcome.error(), data);
    }
    socketio::encode(by_, {socketio::packet_type::ack, socketio::main_namespace, reply.to.ref - 1u, data},
                     out);
  }

  void encode_event(const model::event_view& event, std::string& out) const override {
    std::string data;
    pack::array(data, 3u + !event.cursor.empty());
    pack::text(data, socketio_event_name(event.name));
    pack::raw(data, event.data);
    append_about(event, data);
    if (!event.cursor.empty()) pack::text(data, event.cursor); // the client keeps it, and comes back with it
    socketio::encode(by_, {socketio::packet_type::event, socketio::main_namespace, std::nullopt, data}, out);
  }

private:
  static void append_about(const model::event_view& event, std::string& out) {
    const bool durable = event.offset != 0;
    const bool lived = durable && event.epoch != 0;
    pack::map(out, 3u + durable + lived + !event.id.empty());
    pack::text(out, "room");
    event.room.empty() ? pack::nil(out) : pack::text(out, event.room);
    pack::text(out, "from");
    append_author(event, out);
    pack::text(out, "at");
    pack::integer(out, event.at);
    if (durable) {
      pack::text(out, "offset");
      pack::uint(out, event.offset);
    }
    if (lived) {
      pack::text(out, "epoch");
      pack::uint(out, event.epoch);
    }
    if (!event.id.empty()) {
      pack::text(out, "id");
      pack::text(out, event.id);
    }
  }

  static void append_author(const model::event_view& event, std::string& out) {
    if (event.user.empty()) return pack::nil(out);
    pack::map(out, event.display_name.empty() ? 1 : 2);
    pack::text(out, "user");
    pack::text(out, event.user);
    if (event.display_name.empty()) return;
    pack::text(out, "name");
    pack::text(out, event.display_name);
  }

  const socketio::parser by_;
};

std::optional<complaint> broken(std::string_view field, std::string_view rule) {
  return complaint{std::string(field), std::string(rule)};
}

std::optional<complaint> read_text(const value& v, std::string_view field, std::size_t max,
                                   std::optional<std::string_view> (*check)(std::string_view) noexcept,
                                   std::string& out) {
  if (!v.present() || v.is_nil()) return std::nullopt;
  const auto text = v.text();
  if (!text) return broken(field, "must be a string");
  if (text->size() > max) return broken(field, "must be at most " + std::to_string(max) + " bytes");
  if (const auto rule = check(*text)) return broken(field, *rule);
  out.assign(*text);
  return std::nullopt;
}

/// The last argument, where it can be `{room?, id?}`: the second, or one behind others that says a room or an
/// id.
value about_of(const value& all) {
  const auto last = all.size() > 2 ? all.at(all.size() - 1) : value();
  if (last.is_nil() && all.size() == 3) return last;
  if (!last.is_map()) return {};
  const auto said = std::size_t{last.find("room").present()} + last.find("id").present();
  return said == last.size() ? last : value();
}

/// What is told: one argument as it is, several as a list. `end`: behind the last of them.
void read_data(const value& all, std::size_t end, std::string& out) {
  if (end <= 2) {
    if (const auto data = all.at(1); data.present() && !data.is_nil()) out.assign(data.raw());
    return;
  }
  pack::array(out, static_cast<std::uint32_t>(end - 1));
  for (std::size_t i = 1; i < end; ++i)
    pack::raw(out, all.at(i).raw());
}

std::optional<complaint> read_fields(const socketio::packet& p, const frame_limits& limits,
                                     bool (*has_field_room)(std::string_view), request& out) {
  if (p.complaint) return broken("data", *p.complaint);
  const value all(p.data);
  const auto name = all.at(0);
  if (!name.text()) return broken("command", "must be a string");
  if (auto c = read_text(name, "command", limits.max_name, model::check_name, out.name)) return c;
  const auto about = about_of(all);
  read_data(all, about.present() ? all.size() - 1 : all.size(), out.data);
  if (auto c = read_text(about.find("id"), "id", limits.max_id, model::check_id, out.id)) return c;
  auto room = about.find("room");
  if (!room.present() && !has_field_room(out.name)) room = value(out.data).find("room");
  return read_text(room, "room", limits.max_room, model::check_room_name, out.room);
}

} // namespace

const dialect& socketio_json() noexcept {
  static const socketio_dialect it(socketio::parser::json);
  return it;
}

const dialect& socketio_msgpack() noexcept {
  static const socketio_dialect it(socketio::parser::msgpack);
  return it;
}

void read_event(const socketio::packet& p, const frame_limits& limits,
                bool (*has_field_room)(std::string_view), decoded& out) {
  out.clear();
  request r;
  if (p.id && *p.id >= connect_ref - 1) {
    out.close = model::close_code::bad_request;
    out.reason = "an acknowledgement's number is too large";
    return;
  }
  r.ref = p.id ? static_cast<std::uint32_t>(*p.id) + 1 : 0;
  if (auto c = read_fields(p, limits, has_field_room, r))
    out.refused.push_back({r.ref, model::refuse(std::move(*c))});
  else
    out.requests.push_back(std::move(r));
}

std::string socketio_event_name(std::string_view name) {
  return socketio::reserved_event(name) ? "snug." + std::string(name) : std::string(name);
}

} // namespace snug::dialect
