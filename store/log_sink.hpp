#pragma once
#include <functional>
#include <string_view>

namespace snug::store {

enum class log_level { info, warning, error };

/// Where the store's log lines go; they begin with the component's name. Handed in by whoever opens the
/// store; called from any thread; must not throw. An empty one drops them.
using log_sink = std::function<void(log_level level, std::string_view line)>;

/// Says `line` where there is somebody to hear it.
inline void say(const log_sink& log, log_level level, std::string_view line) {
  if (log) log(level, line);
}

} // namespace snug::store
