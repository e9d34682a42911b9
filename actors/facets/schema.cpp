#include "actors/facets/schema.hpp"
#include "actors/facets/connection_commands.hpp"
#include "actors/facets/facet.hpp"
#include "actors/model/error.hpp"
#include <algorithm>
#include <array>
#include <functional>

namespace snug::facets {

using model::field;
using model::field_type;

namespace {

// ---- what there is to print

struct chapter {
  std::string_view name;
  std::span<const model::command_spec> commands;
  std::span<const event_spec> events;
};

std::vector<chapter> chapters() {
  std::vector<chapter> all{{"connection", connection_commands, connection_events}};
  for (const auto& facet : all_facets())
    all.push_back({facet.name, facet.judge->commands(), facet.events});
  return all;
}

void each_error(const std::function<void(std::string_view)>& tell) {
  for (auto code = 1; code <= static_cast<int>(model::error_code::internal); ++code)
    tell(name_of(static_cast<model::error_code>(code)));
}

constexpr std::array type_names{"text",   "bytes", "integer", "number", "boolean",
                                "choice", "map",   "list",    "any"};
constexpr std::array lane_names{"connection", "read", "live", "durable"};
constexpr std::array rate_names{"signal", "talk", "heavy"};

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string out;
  for (const char c : text) {
    if (c == what)
      out += by;
    else
      out += c;
  }
  return out;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts)
    out += part;
  return out;
}

// ---- Markdown

std::string bounds(const field& f) {
  if (f.type == field_type::choice) return replaced(f.choices, '|', ", ");
  if (f.min == 0 && f.max == 0) return {};
  const std::string_view unit = f.type == field_type::integer ? "" : " bytes";
  if (f.max == 0) return joined({"from ", std::to_string(f.min), unit});
  if (f.min == 0) return joined({"at most ", std::to_string(f.max), unit});
  return joined({std::to_string(f.min), " to ", std::to_string(f.max), unit});
}

void print_fields(std::string& out, std::string_view title, std::span<const field> fields) {
  if (fields.empty()) return;
  out += joined({"\n| ", title, " | type | bounds | |\n|---|---|---|---|\n"});
  for (const auto& f : fields)
    out +=
        joined({"| `", f.name, f.required ? "`" : "?`", " | ", type_names[static_cast<std::size_t>(f.type)],
                " | ", bounds(f), " | ", replaced(f.help, '|', "\\|"), " |\n"});
}

void print_command(std::string& out, const model::command_spec& c) {
  out +=
      joined({"\n### `", c.name, "`\n\n", c.help, "\n\nLane: ", lane_names[static_cast<std::size_t>(c.way)]});
  if (!c.durable_if.empty()) out += joined({", durable with `", c.durable_if, "`"});
  out += c.in_room ? ". In a room" : ". Takes no room";
  if (c.for_strangers) out += ", which need not be seen";
  if (c.needs != model::permission::none) out += joined({", needs `", name_of(c.needs), "`"});
  out += joined({". Rate class: ", rate_names[static_cast<std::size_t>(c.rate)], ".\n"});
  print_fields(out, "field", c.fields);
  print_fields(out, "reply", c.answer);
}

void print_event(std::string& out, const event_spec& e) {
  out += joined({"\n### event `", e.name, "`\n\n", e.help, e.durable ? " Durable.\n" : " Ephemeral.\n"});
  print_fields(out, "data", e.fields);
}

constexpr std::string_view markdown_head = R"(# Commands and events

Printed by `snug schema markdown` from the command tables; a test compares. `?` marks what may be left out. Frames,
replies and close codes are in `docs/protocol.md`. A name that stands here nowhere is a free event where the room's kind
allows it. An event beginning with one of the server's own nouns can't be published.
)";

// ---- TypeScript

std::string type_of(const field& f) {
  switch (f.type) {
  case field_type::text:
    return "string";
  case field_type::bytes:
    return "Uint8Array";
  case field_type::integer:
  case field_type::number:
    return "number";
  case field_type::boolean:
    return "boolean";
  case field_type::choice:
    return joined({"\"", replaced(f.choices, '|', "\" | \""), "\""});
  case field_type::map:
    return "{ [key: string]: Value }";
  case field_type::list:
    return "Value[]";
  case field_type::any:
    return "Value";
  }
  return "Value";
}

void print_object(std::string& out, std::span<const field> fields, std::string_view indent) {
  if (fields.empty()) {
    out += "{ [key: string]: never }";
    return;
  }
  out += "{\n";
  for (const auto& f : fields)
    out += joined({indent, "  /** ", f.help, " */\n", indent, "  ", f.name,
                   f.required ? ": " : "?: ", type_of(f), ";\n"});
  out += joined({indent, "}"});
}

void print_types(std::string& out, const model::command_spec& c) {
  out += joined({"  /** ", c.help, " */\n  \"", c.name, "\": {\n    data: "});
  print_object(out, c.fields, "    ");
  out += ";\n    reply: ";
  print_object(out, c.answer, "    ");
  out += ";\n  };\n";
}

void print_types(std::string& out, const event_spec& e) {
  out +=
      joined({"  /** ", e.help, e.durable ? " Durable. */\n  \"" : " Ephemeral. */\n  \"", e.name, "\": "});
  print_object(out, e.fields, "  ");
  out += ";\n";
}

constexpr std::string_view typescript_head =
    R"(// Printed by `snug schema ts` from the command tables; a test compares. Do not edit.

/** What MessagePack and JSON have in common here. */
export type Value = null | boolean | number | string | Uint8Array | Value[] | { [key: string]: Value };

)";

// ---- OpenAPI

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

/// Only printable ASCII without quotes and backslashes stands in the tables above.
std::string quoted(std::string_view plain) { return joined({"\"", plain, "\""}); }

std::string response(std::string_view status, std::string_view help, std::string_view type) {
  const auto schema = type == "application/json" ? R"({"type": "object"})" : R"({"type": "string"})";
  return joined({"          ", quoted(status), ": {\"description\": ", quoted(help), ", \"content\": {",
                 quoted(type), ": {\"schema\": ", schema, "}}}"});
}

std::string path_of(const page& p) {
  auto out = joined({"    ", quoted(p.path), ": {\n      \"get\": {\n        \"summary\": ", quoted(p.help),
                     ",\n        \"operationId\": ", quoted(p.path.substr(1)),
                     ",\n        \"responses\": {\n", response("200", p.help, p.type)});
  if (!p.other_status.empty()) out += ",\n" + response(p.other_status, p.other_help, p.type);
  return out + "\n        }\n      }\n    }";
}

} // namespace

std::string schema_markdown() {
  std::string out(markdown_head);
  for (const auto& chapter : chapters()) {
    out += joined({"\n## ", chapter.name, "\n"});
    for (const auto& command : chapter.commands)
      print_command(out, command);
    for (const auto& event : chapter.events)
      print_event(out, event);
  }
  out += "\n## Errors\n\n";
  each_error([&](std::string_view name) { out += joined({"* `", name, "`\n"}); });
  return out;
}

std::string schema_typescript() {
  std::string out(typescript_head);
  out += "export type ErrorCode =";
  each_error([&](std::string_view name) { out += joined({"\n  | \"", name, "\""}); });
  out += ";\n\n/** Commands by name: what is sent with them and what comes back. */\nexport interface "
         "Commands {\n";
  const auto all = chapters();
  for (const auto& chapter : all)
    for (const auto& command : chapter.commands)
      print_types(out, command);
  out += "}\n\n/** Events of the server's own by name: their data. */\nexport interface Events {\n";
  for (const auto& chapter : all)
    for (const auto& event : chapter.events)
      print_types(out, event);
  return out + "}\n";
}

std::string schema_openapi() {
  std::string out = "{\n  \"openapi\": \"3.0.3\",\n  \"info\": {\"title\": \"snug\", \"version\": \"1\"},\n  "
                    "\"paths\": {\n";
  for (const auto& p : pages)
    out += path_of(p) + (&p == std::end(pages) - 1 ? "\n" : ",\n");
  return out + "  }\n}\n";
}

} // namespace snug::facets
