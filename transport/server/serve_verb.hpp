#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug serve`: runs a node until SIGTERM or SIGINT; SIGHUP reads the configuration anew. `exit_code` is set
/// when the verb has run: 0 after a drain, 1 where the node could not start, 2 where the configuration is
/// wrong.
void add_serve_verb(CLI::App& app, int& exit_code);

} // namespace snug::server
