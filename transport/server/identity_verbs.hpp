#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug key add|list|revoke` and `snug user add|list|passwd|disable|enable`: through the server that runs on
/// the configured data directory, or on the directory itself where none does.
void add_identity_verbs(CLI::App& app, int& exit_code);

} // namespace snug::server
