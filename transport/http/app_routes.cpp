#include "transport/http/app_routes.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/json_number.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/http/answer.hpp"
#include "transport/http/url.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::http {

namespace {

using model::value;

model::failure refusal(std::string message, std::string field = {}) {
  return {model::error_code::bad_request, std::move(message), std::move(field), 0, {}};
}

/// What stands in path, query and body, each field once.
class object {
public:
  [[nodiscard]] bool add(std::string_view name, std::string_view msgpack) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return false;
    names_.emplace_back(name);
    fields_.text(name).raw(msgpack);
    return true;
  }
  /// Without a look at what is there: for a body, whose fields are many and its own.
  void append(std::string_view name, std::string_view msgpack) {
    ++more_;
    fields_.text(name).raw(msgpack);
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  [[nodiscard]] std::string packed() const {
    model::packer p;
    p.map(static_cast<std::uint32_t>(names_.size() + more_));
    return std::move(p).str() + fields_.str();
  }

private:
  std::vector<std::string> names_;
  std::size_t more_ = 0;
  model::packer fields_;
};

std::optional<model::failure> add_items(object& out, std::string_view query, const char* where) {
  const auto items = read_query(query);
  if (!items) return refusal(std::string(where) + " has an escape that is none");
  for (const auto& [name, text] : *items) {
    if (!model::is_utf8(name) || !model::is_utf8(text)) return refusal(std::string(where) + " must be UTF-8");
    if (!out.add(name, model::packer{}.text(text).str())) return refusal(name + " is given twice", name);
  }
  return std::nullopt;
}

std::optional<model::failure> add_body(object& out, const request& r) {
  if (r.header("content-type").starts_with("application/x-www-form-urlencoded"))
    return add_items(out, r.body, "the body");
  if (r.body.find_first_not_of(" \t\r\n") == r.body.npos) return std::nullopt;
  std::string data;
  if (const auto wrong = dialect::json_reader::transcode(r.body, data))
    return refusal("the body must be JSON: " + std::string(*wrong));
  if (const auto rule = model::check_payload(data)) return refusal("the body " + std::string(*rule));
  if (!value(data).is_map()) return refusal("the body must be a JSON object");
  for (model::entry_cursor each{value(data)}; each.next();) {
    const std::string name(each.key());
    if (out.has(name)) return refusal(name + " is given twice", name);
    out.append(name, each.content().raw());
  }
  return std::nullopt;
}

/// Paths, queries and forms have texts only: what the command wants otherwise is read from them.
std::string typed(std::string_view data, const model::command_spec& spec) {
  model::packer out;
  out.map(static_cast<std::uint32_t>(value(data).size()));
  for (model::entry_cursor each{value(data)}; each.next();) {
    out.text(each.key());
    const auto text = each.content().text();
    const auto field = std::find_if(spec.fields.begin(), spec.fields.end(),
                                    [&](const model::field& f) { return f.name == each.key(); });
    const auto type = field == spec.fields.end() ? model::field_type::any : field->type;
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
  model::arguments args;
  if (const auto wrong = model::read_arguments(c.data, spec.fields, args))
    return refusal(wrong->field + " " + wrong->rule, wrong->field);
  c.room_name = std::move(asked.room);
  c.id = asked.id.empty() ? std::string(r.header("idempotency-key")) : std::move(asked.id);
  if (!c.id.empty())
    if (const auto rule = model::check_id(c.id))
      return refusal("Idempotency-Key " + std::string(*rule), "Idempotency-Key");
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
        out.allow.append(out.allow.empty() ? "" : ", ").append(rule.method);
        if (rule.method == "GET") out.allow.append(", HEAD");
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
  object all;
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
