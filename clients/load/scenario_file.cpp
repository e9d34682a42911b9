#include "clients/load/scenario_file.hpp"
#include "clients/load/scenario_fields.hpp"
#include <sstream>
#include <toml++/toml.h>

namespace snug::load {

namespace {

/// A value as the command line would have it; empty where it is neither number nor text.
std::string text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  std::ostringstream out;
  if (const auto whole = node.value_exact<std::int64_t>())
    out << *whole;
  else if (const auto number = node.value_exact<double>())
    out << *number;
  return out.str();
}

std::string place(const std::string& path, const toml::source_region& where) {
  return path + ":" + std::to_string(where.begin.line) + ": ";
}

void take(scenario_file& into, const std::string& path, std::string_view key, const toml::node& node) {
  const auto text = text_of(node);
  const auto complain = [&](const std::string& what) {
    into.complaints.push_back(place(path, node.source()) + what);
  };
  if (text.empty()) return complain(std::string(key) + " must be a number or a text");
  if (key == "scenario") {
    into.name = text;
    return;
  }
  const auto* field = scenario_field_named(key);
  if (!field) return complain(std::string(key) + " is no field of a scenario");
  scenario trial;
  if (const auto wrong = field->set(trial, text)) return complain(*wrong);
  into.fields[std::string(key)] = text;
}

} // namespace

scenario_file read_scenario_file(const std::string& path) {
  scenario_file out;
  try {
    const auto table = toml::parse_file(path);
    for (const auto& [key, node] : table)
      take(out, path, std::string_view(key), node);
  } catch (const toml::parse_error& error) {
    out.complaints.push_back(place(path, error.source()) + std::string(error.description()));
  }
  return out;
}

} // namespace snug::load
