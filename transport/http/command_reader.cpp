#include "transport/http/command_reader.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/http/url.hpp"
#include <algorithm>
#include <charconv>

namespace snug::transport::http {

namespace {

using model::error_code;
using model::field;
using model::field_type;

model::failure refusal(std::string message, std::string field = {}) {
  return {error_code::bad_request, std::move(message), std::move(field), 0, {}};
}

model::failure breaks(std::string_view field, std::string_view rule) {
  return refusal(std::string(field) + " " + std::string(rule), std::string(field));
}

/// Fields in the order they are given, as MessagePack.
class field_list {
public:
  explicit field_list(std::span<const field> known)
    : known_(known) {}

  [[nodiscard]] const field* find(std::string_view name) const noexcept {
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const field& f) { return f.name == name; });
    return found == known_.end() ? nullptr : &*found;
  }
  /// False where it was given before.
  [[nodiscard]] bool add(std::string_view name, std::string_view msgpack) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return false;
    names_.emplace_back(name);
    fields_.text(name).raw(msgpack);
    return true;
  }
  [[nodiscard]] std::string data() const {
    model::packer p;
    p.map(static_cast<std::uint32_t>(names_.size()));
    return std::move(p).str() + fields_.str();
  }

private:
  std::span<const field> known_;
  std::vector<std::string> names_;
  model::packer fields_;
};

/// JSON as MessagePack held to the payload profile; the rule it breaks where it can't be that.
std::optional<std::string> transcode(std::string_view json, std::string& out) {
  if (const auto wrong = dialect::json_reader::transcode(json, out))
    return "must be JSON: " + std::string(*wrong);
  if (const auto rule = model::check_payload(out)) return std::string(*rule);
  return std::nullopt;
}

/// A text of the path or query as the field's type has it; the rule it breaks where it can't be that.
std::optional<std::string> convert(const std::string& text, const field& f, std::string& out) {
  model::packer p;
  switch (f.type) {
  case field_type::integer:
  case field_type::number:
    if (text.find_first_not_of("0123456789+-.eE") != text.npos || transcode(text, out))
      return f.type == field_type::integer ? "must be an integer" : "must be a number";
    return std::nullopt;
  case field_type::boolean:
    if (text != "true" && text != "false") return "must be true or false";
    out = p.boolean(text == "true").str();
    return std::nullopt;
  case field_type::bytes: {
    const auto bytes = dialect::decode_base64(text);
    if (!bytes) return "must be base64";
    out = p.bytes(*bytes).str();
    return std::nullopt;
  }
  case field_type::map:
  case field_type::list:
  case field_type::any:
    return transcode(text, out);
  case field_type::text:
  case field_type::choice:
    break;
  }
  if (!model::is_utf8(text)) return "must be valid UTF-8";
  out = p.text(text).str();
  return std::nullopt;
}

/// A value of the path or query. Names that the table row doesn't know are passed over, as in data.
std::optional<model::failure> add(field_list& fields, std::string_view name, const std::string& text) {
  const auto* known = fields.find(name);
  if (!known) return std::nullopt;
  std::string msgpack;
  if (const auto rule = convert(text, *known, msgpack)) return breaks(name, *rule);
  if (!fields.add(name, msgpack)) return breaks(name, "is given twice");
  return std::nullopt;
}

std::optional<model::failure> add_body(field_list& fields, std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == body.npos) return std::nullopt;
  std::string data;
  if (const auto rule = transcode(body, data)) return refusal("the body " + *rule);
  const model::value whole(data);
  if (!whole.is_map()) return refusal("the body must be a JSON object");
  model::entry_cursor entries(whole);
  while (entries.next())
    if (!fields.add(entries.key(), entries.content().raw())) return breaks(entries.key(), "is given twice");
  return std::nullopt;
}

} // namespace

model::result<model::command> read_command(const request& r, const route_table::match& route) {
  auto c = read_fields(r, route, *facets::command_registry::get().at(route.verb).spec);
  if (c) c->verb = route.verb;
  return c;
}

model::result<model::command> read_fields(const request& r, const route_table::match& route,
                                          const model::command_spec& spec) {
  model::command c;
  field_list fields(spec.fields);
  for (const auto& [name, text] : route.captured) {
    if (spec.in_room && name == "room") {
      if (const auto rule = model::check_room_name(text)) return breaks("room", *rule);
      c.room_name = text;
    } else if (auto wrong = add(fields, name, text)) {
      return *std::move(wrong);
    }
  }
  const auto query = read_query(r.query);
  if (!query) return refusal("the query has an escape that is none");
  for (const auto& [name, text] : *query)
    if (auto wrong = add(fields, name, text)) return *std::move(wrong);
  if (auto wrong = add_body(fields, r.body)) return *std::move(wrong);
  c.data = fields.data();
  model::arguments args;
  if (const auto wrong = model::read_arguments(c.data, spec.fields, args))
    return breaks(wrong->field, wrong->rule);
  c.id = r.header("idempotency-key");
  if (!c.id.empty())
    if (const auto rule = model::check_id(c.id)) return breaks("Idempotency-Key", *rule);
  return c;
}

} // namespace snug::transport::http
