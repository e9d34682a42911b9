#include "transport/http/app_routes.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/json_number.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/http/answer.hpp"
#include "transport/http/request_fields.hpp"
#include "transport/http/route_table.hpp"
#include "transport/http/url.hpp"
#include <optional>
#include <utility>

namespace snug::transport::http {

namespace {

using model::value;

model::failure refusal(std::string message) { return model::refuse({"", std::move(message)}); }

std::optional<model::failure> add_items(request_fields& out, std::string_view query, const char* where) {
  const auto items = read_query(query);
  if (!items) return refusal(std::string(where) + " has an escape that is none");
  for (const auto& [name, text] : *items) {
    if (!model::is_utf8(name) || !model::is_utf8(text)) return refusal(std::string(where) + " must be UTF-8");
    if (auto wrong = out.add(name, model::packer{}.text(text).str())) return wrong;
  }
  return std::nullopt;
}

std::optional<model::failure> add_body(request_fields& out, const request& r) {
  if (r.header("content-type").starts_with("application/x-www-form-urlencoded"))
    return add_items(out, r.body, "the body");
  return out.add_body(r.body);
}

/// Paths, queries and forms have texts only: what the command wants otherwise is read from them.
std::string typed(std::string_view data, const model::command_spec& spec) {
  const value wanted(data);
  if (!wanted.is_map()) return std::string(data); // the command says what it must be
  model::packer out;
  out.map(static_cast<std::uint32_t>(wanted.size()));
  for (model::entry_cursor each{wanted}; each.next();) {
    out.text(each.key());
    const auto text = each.content().text();
    const auto* field = field_named(spec.fields, each.key());
    const auto type = field ? field->type : model::field_type::any;
    std::string number;
    if (text && (type == model::field_type::integer || type == model::field_type::number) && !text->empty() &&
        text->find_first_not_of("0123456789+-.eE") == text->npos &&
        dialect::append_json_number(*text, number))
      out.raw(number);
    else if (text && type == model::field_type::boolean && (*text == "true" || *text == "false"))
      out.boolean(*text == "true");
    else
      out.raw(each.content().raw());
  }
  return std::move(out).str();
}

/// What stands in the places of a path, as a map; false where an escape in it is none.
bool pack_places(const profile::name_template& path, const profile::name_template::captured& places,
                 std::string& out) {
  out.clear();
  bool sound = true;
  out += model::packer{}.map(static_cast<std::uint32_t>(places.size())).str();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& place = path.captures()[i];
    out += model::packer{}.text(place.name).str();
    const auto text = percent_decoded(places[i]);
    sound = sound && text && model::is_utf8(*text);
    // Other types have nothing in them that is escaped.
    if (place.is == profile::name_template::type::text)
      out += model::packer{}.text(sound ? *text : std::string()).str();
    else
      path.append(i, places[i], out);
  }
  return sound;
}

/// A UUID of version 4.
std::string uuid_of(std::string_view entropy) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    auto byte = static_cast<unsigned char>(entropy[i]);
    if (i == 6) byte = static_cast<unsigned char>((byte & 0x0f) | 0x40);
    if (i == 8) byte = static_cast<unsigned char>((byte & 0x3f) | 0x80);
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string figures(const node_status& node) {
  model::packer p;
  p.map(5).text("connections").uint(node.connections).text("sessions").uint(node.sessions);
  p.text("rooms")
      .uint(node.awake_rooms)
      .text("uptime_ms")
      .uint(node.uptime_ms)
      .text("version")
      .text(node.version);
  return std::move(p).str();
}

model::result<model::command> command_of(dialect::request asked, const request& r) {
  model::command c;
  const auto& registry = facets::command_registry::get();
  c.verb = registry.find(asked.name).value();
  const auto& spec = *registry.at(c.verb).spec;
  c.data = typed(asked.data, spec);
  c.room_name = std::move(asked.room);
  c.id = asked.id.empty() ? std::string(r.header("idempotency-key")) : std::move(asked.id);
  if (auto wrong = wrong_with(c, spec)) return *std::move(wrong);
  return c;
}

} // namespace

app_routes::match app_routes::find(std::string_view method, std::string_view path) const {
  match out;
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (const auto& words : profiles_.all())
    for (const auto& rule : words->routes()) {
      profile::name_template::captured places;
      if (!rule.path.match(path, places)) continue;
      if (rule.method != wanted) {
        if (out.came == match::what::none) out.came = match::what::no_method;
        allow_also(out.allow, rule.method);
        continue;
      }
      out.came = pack_places(rule.path, places, out.places) ? match::what::found : match::what::bad_escape;
      out.words = words.get();
      out.rule = &rule;
      return out;
    }
  return out;
}

const profile::profile* app_routes::socket(std::string_view path, std::string& places) const {
  profile::name_template::captured captured;
  for (const auto& words : profiles_.all())
    if (words->socket() && words->socket()->path.match(path, captured))
      return pack_places(words->socket()->path, captured, places) ? words.get() : nullptr;
  return nullptr;
}

model::result<model::command> app_routes::read(const match& route, const request& r, asked& what,
                                               std::string_view entropy) {
  request_fields all;
  for (model::entry_cursor each{value(route.places)}; each.next();)
    (void)all.add(each.key(), each.content().raw());
  if (auto wrong = add_items(all, r.query, "the query")) return *std::move(wrong);
  if (auto wrong = add_body(all, r)) return *std::move(wrong);
  const auto packed = all.packed();
  what.words = route.words;
  what.rule = route.rule;
  dialect::request asked;
  if (auto wrong = route.words->read_object(route.rule->asks, value(packed), what.who, uuid_of(entropy),
                                            asked, what.room))
    return model::refuse(*std::move(wrong));
  if (asked.name.empty()) return model::command{};
  return command_of(std::move(asked), r);
}

response app_routes::answer(const asked& what, const model::reply& reply, const node_status& node,
                            std::int64_t now) {
  response r;
  r.status = what.rule->status;
  auto outcome = reply.outcome;
  if (!outcome) {
    r = refused(outcome.error());
    const auto code = model::name_of(outcome.error().code);
    for (const auto& [name, status] : what.rule->errors)
      if (name == code) r.status = status;
    // What is refused because it was done before may be as good as done.
    if (r.status < 300) outcome = std::string();
  }
  std::string data;
  const auto numbers = figures(node);
  what.words->answer(*what.rule, what.room, outcome, what.who, now, value(numbers), data);
  r.body.clear();
  dialect::json_writer(r.body).value(data);
  r.body += '\n';
  r.with("cache-control", "no-store");
  return r;
}

} // namespace snug::transport::http
