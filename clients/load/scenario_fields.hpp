#pragma once
#include "clients/load/scenario.hpp"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace snug::load {

/// One thing that a scenario says: the same name in a TOML file (`warm_up`) and on the command line
/// (`--warm-up`).
struct scenario_field {
  using member = std::variant<std::uint32_t scenario::*, std::uint64_t scenario::*, double scenario::*,
                              std::string scenario::*>;

  std::string_view name;
  member at;
  double least = 0; ///< of a number
  double most = 0;
  std::vector<std::string_view> choices; ///< of a text; empty: any without spaces, quotes and backslashes
  std::string_view help;

  /// `name` as the command line has it.
  [[nodiscard]] std::string flag() const;
  /// Writes `text` into `into`; else what is wrong, naming the field and its rule.
  [[nodiscard]] std::optional<std::string> set(scenario& into, std::string_view text) const;
  [[nodiscard]] std::string get(const scenario& from) const;
};

[[nodiscard]] std::span<const scenario_field> scenario_fields();
[[nodiscard]] const scenario_field* scenario_field_named(std::string_view name);

} // namespace snug::load
