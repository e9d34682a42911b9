#pragma once
#include "config/rule.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace snug::config {

/// `[kinds.team]` with nothing in it still says something: the table itself is a value.
struct table_begins {};
/// What no option takes: a date, an array of numbers, a table where a value should be.
struct unusable {
  std::string what; ///< "a date"
};
/// What a source says about one name, before any rule was asked.
using value =
    std::variant<table_begins, unusable, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// One name and value as some source gives it.
struct given {
  std::vector<std::string> path = {}; ///< {"listen", "port"}; elements of arrays of tables by their index
  config::value value = {};
  std::string where = {}; ///< as in complaint::where
  std::uint32_t line = 0; ///< in the file; 0 for what comes from no file
};

/// "listen.port"; what stands in an array of tables reads "rooms[0].name".
[[nodiscard]] std::string dotted(const std::vector<std::string>& path);
/// The reverse, for names without indices.
[[nodiscard]] std::vector<std::string> split(std::string_view dotted_name);

/// Text from the environment or the command line as the value its rule asks for; text that can't be read as
/// such stays text, and assign() says why it is wrong. Lists are separated by commas.
[[nodiscard]] value value_from_text(const rule& rule, const std::string& text);

/// Puts the value into the field if the rule allows it; otherwise leaves it alone and returns the complaint's
/// message.
[[nodiscard]] std::optional<std::string> assign(const rule& rule, field_ref field, const value& value);

/// The field as it would be written in a TOML file; a secret is masked.
[[nodiscard]] std::string print_value(const rule& rule, const field_ref& field);

/// The rule in words: "a whole number from 0 to 65535".
[[nodiscard]] std::string describe(const rule& rule);

} // namespace snug::config
