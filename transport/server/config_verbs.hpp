#pragma once

namespace CLI {
class App;
}

namespace snug::server {

/// `snug config check|show|example`: what a configuration comes to, and what is wrong with it (exit code 2).
void add_config_verbs(CLI::App& app, int& exit_code);

} // namespace snug::server
