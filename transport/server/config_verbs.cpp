#include "transport/server/config_verbs.hpp"
#include "config/load.hpp"
#include "config/show.hpp"
#include "transport/profile/profile_book.hpp"
#include "transport/server/certificate_files.hpp"
#include "transport/server/key_files.hpp"
#include <CLI/CLI.hpp>
#include <ctime>
#include <iostream>
#include <memory>

namespace snug::server {

namespace {

int check(const config::cli_values& given) {
  auto loaded = config::load(config::process_sources(given));
  (void)profile::profile_book::read(loaded.options.profiles, loaded.complaints);
  config::print_complaints(std::cerr, loaded.complaints);
  const auto keys = read_key_files(loaded.options);
  for (const auto& complaint : keys.complaints)
    std::cerr << complaint << '\n';
  for (const auto& remark : keys.remarks)
    std::cout << "auth.keys: " << remark << ", passed over\n";
  const auto tls = read_certificate_files(loaded.options, std::time(nullptr));
  for (const auto& complaint : tls.complaints)
    std::cerr << complaint << '\n';
  for (const auto& remark : tls.remarks)
    std::cout << remark << '\n';
  if (!loaded.ok() || !keys.complaints.empty() || !tls.complaints.empty()) return 2;
  std::cout << (loaded.file.empty() ? "defaults" : loaded.file) << ": all is well\n";
  return 0;
}

int show(const config::cli_values& given) {
  const auto loaded = config::load(config::process_sources(given));
  config::print_complaints(std::cerr, loaded.complaints);
  config::print_effective(std::cout, loaded);
  return loaded.ok() ? 0 : 2;
}

/// A verb that takes the server's options and does something with what they come to.
template <class Run> void add(CLI::App& to, const char* name, const char* help, int& exit_code, Run run) {
  auto* verb = to.add_subcommand(name, help);
  auto given = std::make_shared<config::cli_values>();
  config::add_options(*verb, *given);
  verb->callback([given, run, &exit_code] { exit_code = run(*given); });
}

} // namespace

void add_config_verbs(CLI::App& app, int& exit_code) {
  auto* config = app.add_subcommand("config", "what the configuration comes to");
  config->require_subcommand(1);
  add(*config, "check", "reads the configuration and reports every complaint", exit_code, check);
  add(*config, "show", "prints every effective value and where it came from", exit_code, show);
  config->add_subcommand("example", "prints a configuration file with every option and its reason")
      ->callback([] { std::cout << config::example_toml(); });
}

} // namespace snug::server
