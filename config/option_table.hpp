#pragma once
#include "config/options.hpp"
#include "config/rule.hpp"
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// One option of the server: its rule, where it lives, and the short command-line name where it has one.
struct option {
  config::rule rule;
  field_ref (*field)(options&);
  std::string_view short_name; ///< "--port"; "" where only "--listen.port" exists
};

/// One option of a kind of room; its name is relative to `[kinds.NAME]`.
struct kind_option {
  config::rule rule;
  field_ref (*field)(kind_options&);
};

/// Every option there is, in the order they are shown. The only place that knows names, bounds and reasons.
[[nodiscard]] std::span<const option> option_table();

/// Every option of a kind, in the order they are shown.
[[nodiscard]] std::span<const kind_option> kind_table();

/// The option of that dotted name, or nullptr.
[[nodiscard]] const option* find_option(std::string_view name);
[[nodiscard]] const kind_option* find_kind_option(std::string_view name);

/// The names of a table, for suggestions.
[[nodiscard]] std::vector<std::string> option_names();
[[nodiscard]] std::vector<std::string> kind_option_names();

} // namespace snug::config
