#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// The text as a TOML basic string, quotes included.
[[nodiscard]] std::string toml_text(std::string_view text);
/// The list as a TOML array of strings.
[[nodiscard]] std::string toml_text(const std::vector<std::string>& list);
/// The key as it may stand before `=` or in `[kinds.…]`: bare where TOML allows it, else quoted.
[[nodiscard]] std::string toml_key(std::string_view key);

} // namespace snug::config
