#pragma once
#include "clients/load/scenario.hpp"
#include <map>
#include <string>
#include <vector>

namespace snug::load {

/// What a TOML file says of a scenario: `scenario = "rooms"`, then any of its fields. Not yet applied: the
/// command line may name another preset.
struct scenario_file {
  std::string name;                          ///< of the preset; empty: the file names none
  std::map<std::string, std::string> fields; ///< by name, as text
  std::vector<std::string> complaints;       ///< of the file, each with the file's name and line
};

[[nodiscard]] scenario_file read_scenario_file(const std::string& path);

} // namespace snug::load
