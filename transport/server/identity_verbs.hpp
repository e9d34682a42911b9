#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug key add|list|revoke`, `snug user add|list|passwd|disable|enable` and `snug hooks
/// list|waiting|replay|drop`: through the server that runs on
/// the configured data directory, or on the directory itself where none does.
void add_identity_verbs(CLI::App& app, int& exit_code);

} // namespace snug::server
