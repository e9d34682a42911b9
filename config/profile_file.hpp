#pragma once
#include "config/complaint.hpp"
#include "config/value.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// One value below a table of a profile: `fields.user.id = "from.user"` has the path {"fields", "user",
/// "id"}.
struct profile_entry {
  std::vector<std::string> path;
  config::value content;
  std::string where; ///< as in complaint::where
};

/// One table of a profile: the top level (section ""), `[connect]`, or one of `[[in]]`.
struct profile_table {
  std::string section;
  std::string label; ///< how complaints name it: "in[2]"; "" for the top level
  std::string where;
  std::vector<profile_entry> entries;
};

/// A profile as it stands in its file, with nothing judged yet but that it is TOML.
struct profile_file {
  std::string name; ///< what it was asked for by
  std::vector<profile_table> tables;
};

/// What `extends` leads to: the profile asked for first, what it is based on behind it.
using profile_chain = std::vector<profile_file>;

/// Takes a profile's text apart. `file` is for complaints.
[[nodiscard]] profile_file parse_profile(std::string_view text, const std::string& name,
                                         const std::string& file, std::vector<complaint>& complaints);

/// Reads a profile and those it extends. `asked` is the name of a shipped one, or a path: what has a slash in
/// it or ends in `.toml`. `where` says who asks, for complaints. Empty where it can't be read, or extends
/// itself.
[[nodiscard]] profile_chain read_profile(const std::string& asked, const std::string& where,
                                         std::vector<complaint>& complaints);

} // namespace snug::config
