#pragma once
#include "clients/load/settings.hpp"
#include <string>
#include <vector>

namespace snug::load {

/// What the command line asks for.
struct command_line {
  settings wanted;
  bool print_server_configuration = false;
  std::vector<std::string> complaints; ///< nothing may be done where there are any
  std::string text;                    ///< help or version that was asked for
};

/// Reads it: a preset's name, then a scenario file, then single options, the later ones stronger. Reports
/// every mistake at once.
[[nodiscard]] command_line read_command_line(int argc, const char* const* argv);

/// What a snug server's configuration must have for these settings: rooms, limits, the secret. TOML.
[[nodiscard]] std::string server_configuration(const settings& wanted);

} // namespace snug::load
