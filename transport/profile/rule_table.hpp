#pragma once
#include "config/profile_file.hpp"
#include "transport/profile/field_map.hpp"
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::profile {

/// One table of a profile's file while it is read: values are asked for by name, whatever nobody asked for is
/// complained about in the end. Complaints name the file, the line, the table and the field.
class rule_table {
public:
  rule_table(const config::profile_table& from, std::vector<config::complaint>& complaints)
    : from_(from)
    , complaints_(complaints)
    , asked_(from.entries.size()) {}

  [[nodiscard]] bool has(std::string_view key) const noexcept;
  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  /// Complains where it is missing, and is "" then.
  [[nodiscard]] std::string needed_text(std::string_view key);
  [[nodiscard]] bool flag(std::string_view key, bool otherwise = false);
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);
  [[nodiscard]] std::optional<source> from(std::string_view key);
  /// `key` as one of `words`; the first where it isn't there.
  [[nodiscard]] std::size_t choice(std::string_view key, const std::vector<std::string_view>& words);
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key);

  /// The table `key.…` as fields with their sources; lists take their shape from `items.…` below `key`'s own
  /// name: `fields.users = "data.users[]"` and `items.id = "item.user"`.
  [[nodiscard]] std::vector<field_map::entry> fields(std::string_view key, std::string_view items);
  /// The table `key.…` as constants.
  [[nodiscard]] std::vector<field_map::fixed> constants(std::string_view key);
  /// `key` itself, or each of `key.…`, as text.
  struct named_text {
    std::string name;
    std::string text;
  };
  [[nodiscard]] std::vector<named_text> named_texts(std::string_view key);

  /// Each of `key.…` as a whole number.
  [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> numbers(std::string_view key);

  void complain(std::string_view key, std::string message);
  /// What nobody asked for. `known`: what there is, for a guess at what was meant.
  void complain_of_unknown(const std::vector<std::string>& known);

private:
  [[nodiscard]] const config::profile_entry* find(std::string_view key);
  [[nodiscard]] std::vector<const config::profile_entry*> below(std::string_view key);
  [[nodiscard]] std::optional<source> parse(const config::profile_entry& e);
  void complain(const config::profile_entry& at, std::string message);

  const config::profile_table& from_;
  std::vector<config::complaint>& complaints_;
  std::vector<bool> asked_;
};

/// A value of a file as MessagePack; nothing where it is no text, number or truth.
[[nodiscard]] std::optional<std::string> constant_of(const config::value& v);

} // namespace snug::profile
