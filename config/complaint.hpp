#pragma once
#include <iosfwd>
#include <string>
#include <vector>

namespace snug::config {

/// One thing that is wrong with a configuration. All of them are reported at once.
struct complaint {
  std::string where;   ///< "snug.toml:12", "SNUG_LISTEN_PORT", "--port" or "default"
  std::string field;   ///< dotted name ("listen.port"); "" where no single field is to blame
  std::string message; ///< the rule that was broken, and the value that broke it

  bool operator==(const complaint&) const = default;
};

/// One line each: `where: field: message`. Writes nothing for an empty list.
void print_complaints(std::ostream& out, const std::vector<complaint>& complaints);

} // namespace snug::config
