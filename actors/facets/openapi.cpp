#include "actors/facets/openapi.hpp"
#include "actors/facets/chapters.hpp"
#include <map>
#include <vector>

namespace snug::facets {

using model::command_spec;
using model::field;
using model::field_type;

namespace {

// ---- JSON

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c; // the tables have no control characters
  }
  return out + "\"";
}

/// Members of an object or elements of an array, with what stands between them.
class list {
public:
  list& add(std::string_view json) {
    out_ += joined({out_.empty() ? "" : separator_, json});
    return *this;
  }
  list& add(std::string_view name, std::string_view json) { return add(joined({quoted(name), ": ", json})); }
  list& text(std::string_view name, std::string_view value) { return add(name, quoted(value)); }
  [[nodiscard]] bool empty() const noexcept { return out_.empty(); }
  [[nodiscard]] std::string object() const { return joined({"{", out_, "}"}); }
  [[nodiscard]] std::string array() const { return joined({"[", out_, "]"}); }
  /// Each member on a line of its own.
  [[nodiscard]] static list lines(std::string_view indent) {
    list l;
    l.separator_ = joined({",\n", indent});
    return l;
  }

private:
  std::string out_;
  std::string separator_ = ", ";
};

// ---- schemas

void add_bounds(list& schema, const field& f, std::string_view least, std::string_view most) {
  if (f.min != 0) schema.add(least, std::to_string(f.min));
  if (f.max != 0) schema.add(most, std::to_string(f.max));
}

std::string choices_of(const field& f) { return joined({"[\"", replaced(f.choices, '|', "\", \""), "\"]"}); }

/// A field as JSON has it. Bounds of texts are bytes there and characters here: at most as many.
std::string schema_of(const field& f) {
  list schema;
  switch (f.type) {
  case field_type::text:
    schema.text("type", "string");
    if (f.min != 0) schema.add("minLength", "1");
    if (f.max != 0) schema.add("maxLength", std::to_string(f.max));
    break;
  case field_type::bytes:
    schema.text("type", "object").add("required", "[\"$bin\"]");
    schema.add("properties", R"({"$bin": {"type": "string", "format": "byte"}})");
    break;
  case field_type::integer:
    schema.text("type", "integer");
    if (f.min == 0) schema.add("minimum", "0");
    add_bounds(schema, f, "minimum", "maximum");
    break;
  case field_type::number:
    schema.text("type", "number");
    break;
  case field_type::boolean:
    schema.text("type", "boolean");
    break;
  case field_type::choice:
    schema.text("type", "string").add("enum", choices_of(f));
    break;
  case field_type::map:
    schema.text("type", "object");
    break;
  case field_type::list:
    schema.text("type", "array").add("items", "{}");
    break;
  case field_type::any:
    break;
  }
  return schema.text("description", f.help).object();
}

template <class Wanted> std::string object_of(std::span<const field> fields, Wanted wanted) {
  list properties, required;
  for (const auto& f : fields) {
    if (!wanted(f)) continue;
    properties.add(f.name, schema_of(f));
    if (f.required) required.add(quoted(f.name));
  }
  list schema;
  schema.text("type", "object");
  if (!required.empty()) schema.add("required", required.array());
  return schema.add("properties", properties.object()).object();
}

// ---- commands

bool has_body(const command_spec& c) {
  return c.method == "POST" || c.method == "PUT" || c.method == "PATCH";
}

bool is_stream(const command_spec& c) { return c.way == model::lane::connection; }

std::string parameter(std::string_view where, std::string_view name, bool required, std::string_view help,
                      std::string_view schema) {
  list p;
  p.text("name", name).text("in", where);
  if (required) p.add("required", "true");
  return p.text("description", help).add("schema", schema).object();
}

std::string query_parameter(const field& f) {
  // A stream's position is written as one word; see docs/http.md.
  if (f.type == field_type::map)
    return parameter("query", f.name, f.required, "<epoch>.<offset>", R"({"type": "string"})");
  return parameter("query", f.name, f.required, f.help, schema_of(f));
}

std::string parameters_of(const command_spec& c) {
  list all = list::lines("          ");
  if (in_path(c, "room") && c.in_room)
    all.add(parameter("path", "room", true, "the room's name, percent-encoded",
                      R"({"type": "string", "minLength": 1, "maxLength": 128})"));
  for (const auto& f : c.fields) {
    if (in_path(c, f.name))
      all.add(parameter("path", f.name, true, f.help, schema_of(f)));
    else if (!has_body(c))
      all.add(query_parameter(f));
  }
  if (is_stream(c))
    all.add(parameter("header", "Last-Event-ID", false,
                      "the last event that came; sent by browsers themselves", R"({"type": "string"})"));
  if (c.way == model::lane::durable || !c.durable_if.empty())
    all.add(parameter("header", "Idempotency-Key", false,
                      "the command's id: a repeat with the same one has the first one's effect and answer",
                      R"({"type": "string", "minLength": 1, "maxLength": 64})"));
  return all.array();
}

std::string answer_of(const command_spec& c) {
  if (is_stream(c))
    return R"({"description": "A stream of the room's events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}})";
  return joined({R"({"description": "Done.", "content": {"application/json": {"schema": )",
                 object_of(c.answer, [](const field&) { return true; }), "}}}"});
}

std::string operation(const command_spec& c, std::string_view chapter) {
  list out = list::lines("        ");
  out.text("operationId", c.name).text("summary", c.help);
  out.add("tags", joined({"[", quoted(chapter), "]"}));
  out.add("parameters", parameters_of(c));
  if (has_body(c)) {
    bool needed = false;
    for (const auto& f : c.fields)
      needed = needed || (f.required && !in_path(c, f.name));
    const auto schema = object_of(c.fields, [&](const field& f) { return !in_path(c, f.name); });
    out.add("requestBody", joined({"{\"required\": ", needed ? "true" : "false",
                                   R"(, "content": {"application/json": {"schema": )", schema, "}}}"}));
  }
  out.add("responses", joined({"{\n          \"200\": ", answer_of(c),
                               ",\n          \"default\": {\"$ref\": \"#/components/responses/Refused\"}}"}));
  return joined({"{\n        ", out.object().substr(1)});
}

// ---- pages

struct page {
  std::string_view path;
  std::string_view help;
  std::string_view type;
  std::string_view other_status; ///< besides 200; "" where there is none
  std::string_view other_help;
};
constexpr page pages[] = {
    {"/health", "The process runs.", "application/json", "", ""},
    {"/ready", "The node takes clients.", "application/json", "503", "It doesn't; the reason says why."},
    {"/status", "Connections, sessions, rooms, rates, store.", "application/json", "", ""},
    {"/metrics", "Metrics in Prometheus' text format.", "text/plain", "", ""},
};

std::string page_response(std::string_view help, std::string_view type) {
  const auto schema = type == "application/json" ? R"({"type": "object"})" : R"({"type": "string"})";
  return joined({"{\"description\": ", quoted(help), ", \"content\": {", quoted(type),
                 ": {\"schema\": ", schema, "}}}"});
}

std::string page_operation(const page& p) {
  list responses;
  responses.add("200", page_response(p.help, p.type));
  if (!p.other_status.empty()) responses.add(p.other_status, page_response(p.other_help, p.type));
  list out;
  out.text("operationId", p.path.substr(1)).text("summary", p.help).add("tags", "[\"node\"]");
  // Pages stand at the root, not below the API's.
  out.add("servers", R"([{"url": "/"}])").add("security", "[]");
  return out.add("responses", responses.object()).object();
}

constexpr std::string_view components = R"({
    "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    "responses": {"Refused": {"description": "Refused; the status follows from the code.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}},
    "schemas": {"Error": {"type": "object", "required": ["code", "message"], "properties": {
      "code": {"type": "string", "description": "what is wrong, in one word"},
      "message": {"type": "string", "description": "the same for people"},
      "field": {"type": "string", "description": "the field it is about"},
      "retry_after": {"type": "integer", "description": "when to come back, in ms"},
      "current": {"description": "what a conflict is with"}}}}
  })";

} // namespace

std::string schema_openapi() {
  std::map<std::string_view, list> paths; // a path's operations by method
  for (const auto& chapter : chapters()) {
    for (const auto& c : chapter.commands) {
      if (c.path.empty()) continue;
      std::string method(c.method);
      for (auto& letter : method)
        letter = static_cast<char>(letter | 0x20);
      paths.try_emplace(c.path, list::lines("      ")).first->second.add(method, operation(c, chapter.name));
    }
  }
  list all = list::lines("    ");
  for (const auto& [path, operations] : paths)
    all.add(path, operations.object());
  for (const auto& p : pages)
    all.add(p.path, joined({"{\"get\": ", page_operation(p), "}"}));
  list document = list::lines("  ");
  document.text("openapi", "3.0.3");
  document.add("info", R"({"title": "snug", "version": "1", "license": {"name": "Apache-2.0"}})");
  document.add("servers", R"([{"url": "/api/v1"}])").add("security", R"([{"bearer": []}, {}])");
  document.add("paths", joined({"{\n    ", all.object().substr(1)}));
  document.add("components", components);
  return joined({"{\n  ", document.object().substr(1), "\n"});
}

} // namespace snug::facets
