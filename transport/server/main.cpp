#include "transport/server/config_verbs.hpp"
#include "transport/server/schema_verb.hpp"
#include "transport/server/serve_verb.hpp"
#include "transport/server/store_verbs.hpp"
#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  CLI::App app{"snug: a realtime event server for small machines"};
  app.set_version_flag("--version", SNUG_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  snug::server::add_serve_verb(app, exit_code);
  snug::server::add_config_verbs(app, exit_code);
  snug::server::add_store_verbs(app, exit_code);
  snug::server::add_schema_verb(app, exit_code);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
