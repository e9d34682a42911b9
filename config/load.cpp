#include "config/load.hpp"
#include "config/consistency.hpp"
#include "config/kinds_and_rooms.hpp"
#include "config/machine_memory.hpp"
#include "config/near_miss.hpp"
#include "config/option_table.hpp"
#include "config/shipped_kinds.hpp"
#include "config/toml_file.hpp"
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace snug::config {

namespace {

std::string file_to_read(const sources& from) {
  if (!from.command_line.config_file.empty()) return from.command_line.config_file;
  const auto named = from.variables.find("SNUG_CONFIG");
  if (named != from.variables.end() && !named->second.empty()) return named->second;
  std::error_code ignored;
  return std::filesystem::exists(from.default_file, ignored) ? from.default_file : std::string{};
}

/// All sources one behind the other: whatever comes later wins.
std::vector<given> collect(const sources& from, loaded& out) {
  std::vector<given> all;
  const auto append = [&](std::vector<given> more) { std::ranges::move(more, std::back_inserter(all)); };
  out.file = file_to_read(from);
  if (!out.file.empty()) {
    auto contents = read_toml(out.file);
    append(std::move(contents.values));
    std::ranges::move(contents.complaints, std::back_inserter(out.complaints));
  }
  append(read_environment(from.variables, out.complaints));
  append(from.command_line.values);
  return all;
}

bool asks_for_dev(const std::vector<given>& all) {
  bool dev = false;
  for (const auto& each : all)
    if (const auto* flag = std::get_if<bool>(&each.value); flag && dotted(each.path) == "dev") dev = *flag;
  return dev;
}

bool belongs_to_group(const given& value) {
  return value.path.size() > 1 && value.path[0] == "kinds" && value.path[1] == "group";
}

/// What stands in a section of its own ("listen") but is no option.
bool is_section(const std::string& name) {
  return std::ranges::any_of(option_table(),
                             [&](const auto& each) { return each.rule.name.starts_with(name + "."); });
}

void take_option(loaded& out, const given& each) {
  const auto name = dotted(each.path);
  const auto* option = find_option(name);
  if (!option) {
    const bool harmless = std::holds_alternative<table_begins>(each.value) && is_section(name);
    // What is below an unknown table gets its own complaint.
    if (!harmless) out.complaints.push_back({each.where, name, unknown("option", name, option_names())});
    return;
  }
  if (auto broken = assign(option->rule, option->field(out.options), each.value))
    out.complaints.push_back({each.where, name, std::move(*broken)});
  else
    out.origins[name] = each.where;
}

/// What `--dev` changes is weaker than anything somebody wrote down.
void prepare_dev(loaded& out) {
  out.options.auth.guests = true;
  out.origins["auth.guests"] = "--dev";
}

void add_lobby(loaded& out) {
  const auto is_lobby = [](const room_options& room) { return room.name == "lobby"; };
  if (std::ranges::any_of(out.options.rooms, is_lobby)) return;
  out.origins["rooms[" + std::to_string(out.options.rooms.size()) + "]"] = "--dev";
  out.options.rooms.push_back({"lobby", "group", "public", {}});
}

} // namespace

std::string loaded::origin(std::string_view option) const {
  const auto found = origins.find(std::string{option});
  return found == origins.end() ? "default" : found->second;
}

sources process_sources(cli_values command_line) {
  return {"snug.toml", environment_of_process(), std::move(command_line), machine_memory()};
}

loaded load(const sources& from) {
  loaded out;
  out.options = default_options();
  auto all = collect(from, out);
  // New kinds start as a group: the group must be complete before.
  std::ranges::stable_partition(all, belongs_to_group);
  const bool dev = asks_for_dev(all);
  if (dev) prepare_dev(out);
  for (const auto& each : all) {
    if (is_kind_or_room(each))
      take_kind_or_room(out, each);
    else
      take_option(out, each);
  }
  if (dev) add_lobby(out);
  make_consistent(out, from.memory);
  return out;
}

} // namespace snug::config
