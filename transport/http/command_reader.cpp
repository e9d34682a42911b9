#include "transport/http/command_reader.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/http/request_fields.hpp"
#include "transport/http/url.hpp"
#include <optional>
#include <utility>

namespace snug::transport::http {

namespace {

using model::field;
using model::field_type;

model::failure breaks(std::string_view field, std::string_view rule) {
  return model::refuse({std::string(field), std::string(rule)});
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
std::optional<model::failure> add(request_fields& fields, const model::command_spec& spec,
                                  std::string_view name, const std::string& text) {
  const auto* known = field_named(spec.fields, name);
  if (!known) return std::nullopt;
  std::string msgpack;
  if (const auto rule = convert(text, *known, msgpack)) return breaks(name, *rule);
  return fields.add(name, msgpack);
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
  request_fields fields;
  for (const auto& [name, text] : route.captured) {
    if (spec.in_room && name == "room") {
      if (const auto rule = model::check_room_name(text)) return breaks("room", *rule);
      c.room_name = text;
    } else if (auto wrong = add(fields, spec, name, text)) {
      return *std::move(wrong);
    }
  }
  const auto query = read_query(r.query);
  if (!query) return breaks("", "the query has an escape that is none");
  for (const auto& [name, text] : *query)
    if (auto wrong = add(fields, spec, name, text)) return *std::move(wrong);
  if (auto wrong = fields.add_body(r.body)) return *std::move(wrong);
  c.data = fields.packed();
  c.id = r.header("idempotency-key");
  if (auto wrong = wrong_with(c, spec)) return *std::move(wrong);
  return c;
}

} // namespace snug::transport::http
