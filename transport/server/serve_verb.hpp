#pragma once
#include <functional>

namespace CLI {
class App;
}

namespace snug::server {

/// `snug serve`. Where it is the verb that was given, `chosen` is set; it needs the parser no longer, and
/// runs a node until SIGTERM or SIGINT (SIGHUP reads the configuration anew). Its exit code: 0 after a drain,
/// 1 where the node could not start, 2 where the configuration is wrong.
void add_serve_verb(CLI::App& app, std::function<int()>& chosen);

} // namespace snug::server
