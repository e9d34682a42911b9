#pragma once
#include "config/options.hpp"
#include <string>
#include <vector>

namespace snug::config {

/// One difference between the options being served and those just read.
struct change {
  std::string name;    ///< "log.level", "kinds.group.max_text", "rooms.lobby"
  bool live;           ///< taken over now; otherwise it needs a restart
  std::string message; ///< a whole line for the log; secrets masked

  bool operator==(const change&) const = default;
};

/// What SIGHUP found, in the order of the option table. Live: the options marked reloadable, those of kinds
/// too; kinds that were added, and rooms that were added and live on disk.
[[nodiscard]] std::vector<change> reload_difference(const options& serving, const options& read);

/// The options to serve from now on: `serving` with the live changes of `read`, and nothing else.
[[nodiscard]] options take_over(const options& serving, const options& read);

} // namespace snug::config
