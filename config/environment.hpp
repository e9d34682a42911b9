#pragma once
#include "config/complaint.hpp"
#include "config/value.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// Name → value, as a process is handed them.
using environment = std::map<std::string, std::string>;

/// This process's environment, of which only names beginning with SNUG_ are taken.
[[nodiscard]] environment environment_of_process();

/// "listen.port" → "SNUG_LISTEN_PORT".
[[nodiscard]] std::string variable_of(std::string_view option);

/// What the environment says about options. A SNUG_ name that is no option is a complaint, except
/// SNUG_CONFIG, what the clients' verbs read (SNUG_URL, SNUG_TOKEN) and what tests use among themselves
/// (SNUG_TEST_…).
[[nodiscard]] std::vector<given> read_environment(const environment& from,
                                                  std::vector<complaint>& complaints);

} // namespace snug::config
