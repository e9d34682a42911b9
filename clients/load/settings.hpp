#pragma once
#include "clients/load/scenario.hpp"
#include <optional>
#include <string>
#include <sys/types.h>

namespace snug::load {

/// Everything a run is given: what to do, to whom, and where to say how it went.
struct settings {
  scenario play;
  std::string url = "ws://127.0.0.1:7684";
  std::string token_secret;        ///< empty: the clients are guests
  std::optional<pid_t> server_pid; ///< whose cost is measured
  std::uint32_t sources = 0;       ///< loopback addresses the clients come from; 0: as many as needed
  std::string report;              ///< path of the HTML report; empty: none
  bool json = false;               ///< print JSON instead of the table
  bool quiet = false;              ///< no progress
};

} // namespace snug::load
