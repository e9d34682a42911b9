#include "actors/facets/schema.hpp"
#include "actors/facets/chapters.hpp"
#include "actors/model/error.hpp"
#include <functional>

namespace snug::facets {

using model::field;
using model::field_type;

namespace {

void each_error(const std::function<void(std::string_view)>& tell) {
  for (auto code = 1; code <= static_cast<int>(model::error_code::internal); ++code)
    tell(name_of(static_cast<model::error_code>(code)));
}

// ---- Markdown

void print_fields(std::string& out, std::string_view title, std::span<const field> fields) {
  if (fields.empty()) return;
  out += joined({"\n| ", title, " | type | bounds | |\n|---|---|---|---|\n"});
  for (const auto& f : fields)
    out += joined({"| `", f.name, f.required ? "`" : "?`", " | ", word_of(f.type), " | ", bounds_of(f), " | ",
                   replaced(f.help, '|', "\\|"), " |\n"});
}

void print_command(std::string& out, const model::command_spec& c) {
  out += joined({"\n### `", c.name, "`\n\n", c.help, "\n\nLane: ", word_of(c.way)});
  if (!c.durable_if.empty()) out += joined({", durable with `", replaced(c.durable_if, '|', "` or `"), "`"});
  out += c.in_room ? ". In a room" : ". Takes no room";
  if (c.for_strangers) out += ", which need not be seen";
  if (c.needs != model::permission::none) out += joined({", needs `", word_of(c.needs), "`"});
  out += joined({". Rate class: ", word_of(c.rate), ".\n"});
  if (!c.path.empty()) out += joined({"\nOver HTTP: `", c.method, " /api/v1", c.path, "`\n"});
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

} // namespace snug::facets
