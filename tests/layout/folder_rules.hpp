#pragma once
#include "source_file.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::layout {

/// What the sources of one folder may include besides the standard library, POSIX and their own folder.
struct folder_rule {
  std::string_view folder;                   ///< the longest that matches a path counts
  std::vector<std::string_view> may_include; ///< folders of ours
  std::vector<std::string_view> may_use;     ///< libraries, by their name in `libraries()`
};

/// The table of docs/architecture.md as code.
[[nodiscard]] const std::vector<folder_rule>& folder_rules();

/// The rule for a path, or nullptr if no folder of the table holds it.
[[nodiscard]] const folder_rule* rule_for(std::string_view path);

/// The folder of the table a path is in; "" if none.
[[nodiscard]] std::string_view box_of(std::string_view path);

/// Every line that breaks a rule, as "path:line: what is wrong".
[[nodiscard]] std::vector<std::string> violations(const std::vector<source_file>& sources);

} // namespace snug::layout
