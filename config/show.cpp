#include "config/show.hpp"
#include "config/option_table.hpp"
#include "config/shipped_kinds.hpp"
#include "config/toml_text.hpp"
#include <ostream>
#include <sstream>

namespace snug::config {

namespace {

std::string section_of(std::string_view name) {
  const auto dot = name.find('.');
  return std::string{dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot)};
}

std::string_view within(std::string_view name, const std::string& section) {
  return section.empty() ? name : name.substr(section.size() + 1);
}

/// Calls `each(option, key within its section)`, and `begin(section)` before the first of a section. Options
/// without a section come first, because in TOML they can't come later.
template <class Begin, class Each> void walk(Begin begin, Each each) {
  for (const auto& option : option_table())
    if (section_of(option.rule.name).empty()) each(option, option.rule.name);
  std::string current;
  for (const auto& option : option_table()) {
    const auto section = section_of(option.rule.name);
    if (section.empty()) continue;
    if (section != current) begin(current = section);
    each(option, within(option.rule.name, section));
  }
}

void print_line(std::ostream& out, std::string_view key, const std::string& value,
                const std::string& origin) {
  out << key << " = " << value << "  # " << origin << '\n';
}

void print_kind(std::ostream& out, const loaded& from, const std::string& name, kind_options kind) {
  out << "\n[kinds." << name << "]\n";
  for (const auto& option : kind_table()) {
    const auto origin = from.origin("kinds." + name + "." + std::string{option.rule.name});
    print_line(out, option.rule.name, print_value(option.rule, option.field(kind)), origin);
  }
}

void print_room(std::ostream& out, const room_options& room, const std::string& origin) {
  out << "\n[[rooms]]  # " << origin << '\n';
  out << "name = " << toml_text(room.name) << "\nkind = " << toml_text(room.kind)
      << "\naccess = " << toml_text(room.access) << '\n';
  for (const auto& [user, role] : room.members)
    out << "members." << toml_key(user) << " = " << toml_text(role) << '\n';
}

void explain(std::ostream& out, const rule& rule) {
  out << "\n# " << rule.reason << ".\n# " << describe(rule) << (rule.reloadable ? "; SIGHUP reloads it" : "")
      << ".\n";
}

void example_kinds(std::ostream& out) {
  out << "\n# Kinds of rooms. A new kind starts as a `group`; a shipped one keeps what is not named here.\n"
         "# Shipped, as far as they differ from `group`:\n";
  auto group = kind_options{};
  for (auto [name, kind] : shipped_kinds()) {
    out << "#\n# [kinds." << name << "]\n";
    for (const auto& option : kind_table()) {
      const auto value = print_value(option.rule, option.field(kind));
      if (value != print_value(option.rule, option.field(group)))
        out << "# " << option.rule.name << " = " << value << '\n';
    }
  }
  out << "\n[kinds.group]\n";
  for (const auto& option : kind_table()) {
    explain(out, option.rule);
    out << option.rule.name << " = " << print_value(option.rule, option.field(group)) << '\n';
  }
}

} // namespace

void print_effective(std::ostream& out, const loaded& from) {
  auto options = from.options;
  walk([&](const std::string& section) { out << "\n[" << section << "]\n"; },
       [&](const option& option, std::string_view key) {
         const auto value = print_value(option.rule, option.field(options));
         print_line(out, key, value, from.origin(option.rule.name));
       });
  for (const auto& [name, kind] : options.kinds)
    print_kind(out, from, name, kind);
  for (std::size_t i = 0; i < options.rooms.size(); ++i)
    print_room(out, options.rooms[i], from.origin("rooms[" + std::to_string(i) + "]"));
}

std::string example_toml() {
  std::ostringstream out;
  out << "# snug: every option at its default. Printed by `snug config example`; delete what you don't "
         "change.\n"
         "# Stronger than this file: the environment (SNUG_LISTEN_PORT=7684), and above it the command line\n"
         "# (--listen.port 7684). Sizes may be written \"64 MiB\", durations \"30s\" or \"7 days\".\n";
  auto options = default_options();
  walk([&](const std::string& section) { out << "\n[" << section << "]\n"; },
       [&](const option& option, std::string_view key) {
         const bool unset = option.rule.secret;
         explain(out, option.rule);
         out << (unset ? "# " : "") << key << " = " << print_value(option.rule, option.field(options))
             << '\n';
       });
  example_kinds(out);
  out << "\n# Rooms that are there from the start.\n# [[rooms]]\n# name = \"lobby\"\n# kind = \"group\"\n"
         "# access = \"public\"\n# members.\"local:ada\" = \"owner\"\n";
  return out.str();
}

} // namespace snug::config
