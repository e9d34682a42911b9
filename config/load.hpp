#pragma once
#include "config/command_line.hpp"
#include "config/complaint.hpp"
#include "config/environment.hpp"
#include "config/options.hpp"
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// Everything a configuration is made from, weakest first: the file, the environment, the command line.
struct sources {
  std::string default_file =
      "snug.toml"; ///< read if it exists and neither --config nor SNUG_CONFIG names another
  environment variables;
  cli_values command_line;
  std::uint64_t memory = 0; ///< of the machine (or its control group), bytes; 0: unknown
};

/// The process's own environment and memory, and what its command line said.
[[nodiscard]] sources process_sources(cli_values command_line);

/// A configuration, or what is wrong with it.
struct loaded {
  config::options options;
  std::map<std::string, std::string> origins; ///< option → where its value came from; not listed: a default
  std::vector<complaint> complaints;          ///< empty: the options can be used
  std::string file;                           ///< the file that was read; "" for none

  [[nodiscard]] bool ok() const { return complaints.empty(); }
  /// "default", "--dev", "snug.toml:12", "SNUG_LISTEN_PORT", "--port".
  [[nodiscard]] std::string origin(std::string_view option) const;
};

/// Reads all sources and checks the result. Never stops at the first complaint.
[[nodiscard]] loaded load(const sources& from);

} // namespace snug::config
