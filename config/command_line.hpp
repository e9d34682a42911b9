#pragma once
#include "config/value.hpp"
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace snug::config {

/// What was typed on the command line about the server's options. Filled while the App parses.
struct cli_values {
  std::string config_file; ///< --config; "" if not given
  std::vector<given> values;
};

/// Adds `--config` and every option of the server (`--listen.port`, and `--port` and the like where there is
/// a short name) to a verb's App. Values are not checked here: load() reports them together with all other
/// complaints. `values` must outlive the App's parsing.
void add_options(CLI::App& app, cli_values& values);

} // namespace snug::config
