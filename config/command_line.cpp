#include "config/command_line.hpp"
#include "config/environment.hpp"
#include "config/option_table.hpp"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace snug::config {

namespace {

void take(cli_values& values, const rule& rule, const std::string& name, const std::string& text) {
  values.values.push_back({split(rule.name), value_from_text(rule, text), name});
}

void add(CLI::App& app, cli_values& values, const option& option, const std::string& name) {
  const auto& rule = option.rule;
  const std::string help{rule.reason};
  CLI::Option* added = nullptr;
  if (rule.type == option_type::flag) {
    added = app.add_flag_function(
        name,
        [&values, &rule, name](std::int64_t times) {
          take(values, rule, name, times > 0 ? "true" : "false");
        },
        help);
  } else {
    added = app.add_option_function<std::string>(
        name, [&values, &rule, name](const std::string& text) { take(values, rule, name, text); }, help);
    added->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    added->type_name(rule.type == option_type::choice ? std::string{rule.unit} : "");
  }
  added->group(option.short_name == name ? "Server"
                                         : "Server, all options (file and " + variable_of("…") + " too)");
}

} // namespace

void add_options(CLI::App& app, cli_values& values) {
  app.add_option("--config", values.config_file, "TOML file to read instead of ./snug.toml (SNUG_CONFIG)")
      ->group("Server");
  for (const auto& each : option_table()) {
    const auto long_name = "--" + std::string{each.rule.name};
    add(app, values, each, long_name);
    if (!each.short_name.empty() && each.short_name != long_name)
      add(app, values, each, std::string{each.short_name});
  }
}

} // namespace snug::config
