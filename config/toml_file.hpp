#pragma once
#include "config/complaint.hpp"
#include "config/value.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// What a file says, name by name, and what could not be read at all.
struct file_contents {
  std::vector<given> values;
  std::vector<complaint> complaints;
};

/// Reads TOML text; `file` names it in complaints. A syntax error is one complaint and no values.
[[nodiscard]] file_contents parse_toml(std::string_view text, const std::string& file);

/// Reads the file; one that can't be read is a complaint.
[[nodiscard]] file_contents read_toml(const std::string& file);

} // namespace snug::config
