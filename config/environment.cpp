#include "config/environment.hpp"
#include "config/near_miss.hpp"
#include "config/option_table.hpp"
#include <unistd.h>

namespace snug::config {

namespace {

bool is_no_option(std::string_view name) {
  return name == "SNUG_CONFIG" || name == "SNUG_URL" || name == "SNUG_TOKEN" ||
         name.starts_with("SNUG_TEST_");
}

std::vector<std::string> variables() {
  std::vector<std::string> out;
  for (const auto& each : option_table())
    out.push_back(variable_of(each.rule.name));
  return out;
}

const option* option_of(std::string_view variable) {
  for (const auto& each : option_table())
    if (variable_of(each.rule.name) == variable) return &each;
  return nullptr;
}

} // namespace

environment environment_of_process() {
  environment out;
  for (char** each = environ; each && *each; ++each) {
    const std::string_view entry{*each};
    const auto equals = entry.find('=');
    if (entry.starts_with("SNUG_") && equals != std::string_view::npos)
      out.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return out;
}

std::string variable_of(std::string_view option) {
  std::string out = "SNUG_";
  for (const char c : option)
    out += c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::vector<given> read_environment(const environment& from, std::vector<complaint>& complaints) {
  std::vector<given> out;
  for (const auto& [name, text] : from) {
    if (!name.starts_with("SNUG_") || is_no_option(name)) continue;
    if (const auto* option = option_of(name)) {
      out.push_back({split(option->rule.name), value_from_text(option->rule, text), name});
    } else if (name.starts_with("SNUG_KINDS_") || name.starts_with("SNUG_ROOMS_")) {
      complaints.push_back({name, "", "kinds and rooms can only be set in the file"});
    } else {
      complaints.push_back({name, "", unknown("variable", name, variables())});
    }
  }
  return out;
}

} // namespace snug::config
