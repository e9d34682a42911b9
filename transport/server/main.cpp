#include "clients/console/verbs.hpp"
#include "config/load.hpp"
#include "transport/server/config_verbs.hpp"
#include "transport/server/identity_verbs.hpp"
#include "transport/server/schema_verb.hpp"
#include "transport/server/serve_verb.hpp"
#include "transport/server/store_verbs.hpp"
#include <CLI/CLI.hpp>
#include <functional>

namespace {

/// What the console's verbs take from a server's configuration on this machine; what is wrong with it is the
/// server's to complain about.
snug::console::verbs::defaults configured() {
  const auto options = snug::config::load(snug::config::process_sources({})).options;
  snug::console::verbs::defaults found;
  found.secret = options.auth.jwt_secret;
  found.issuer = options.auth.issuer;
  found.audience = options.auth.audience;
  return found;
}

} // namespace

int main(int argc, char** argv) {
  int exit_code = 0;
  std::function<int()> serve;
  { // the parser, its texts and the console's settings are gone while a server runs
    CLI::App app{"snug: a realtime event server for small machines"};
    app.set_version_flag("--version", SNUG_VERSION);
    app.require_subcommand(1);
    snug::server::add_serve_verb(app, serve);
    snug::server::add_config_verbs(app, exit_code);
    snug::server::add_store_verbs(app, exit_code);
    snug::server::add_schema_verb(app, exit_code);
    snug::server::add_identity_verbs(app, exit_code);
    snug::console::verbs console;
    console.add_to(app);
    CLI11_PARSE(app, argc, argv);
    if (!serve) {
      console.configure(configured());
      return console.run().value_or(exit_code);
    }
  }
  return serve();
}
