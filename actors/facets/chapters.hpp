#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/model/command_table.hpp"
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace snug::facets {

/// The tables of one facet, or of the connection, as documents go through them.
struct chapter {
  std::string_view name;
  std::span<const model::command_spec> commands;
  std::span<const event_spec> events;
};
/// All of them, in the order in which they are printed.
[[nodiscard]] std::vector<chapter> chapters();

/// A field's type, a lane, a rate class and a permission in one word.
[[nodiscard]] std::string_view word_of(model::field_type t) noexcept;
[[nodiscard]] std::string_view word_of(model::lane l) noexcept;
[[nodiscard]] std::string_view word_of(model::rate_class r) noexcept;
/// "" for none.
[[nodiscard]] std::string_view word_of(model::permission p) noexcept;

/// A field's bounds, or the words it chooses from; "" where it has none.
[[nodiscard]] std::string bounds_of(const model::field& f);

/// `text` with every `what` taken for `by`.
[[nodiscard]] std::string replaced(std::string_view text, char what, std::string_view by);
[[nodiscard]] std::string joined(std::initializer_list<std::string_view> parts);

/// True where a path of the table has `{name}` as a segment.
[[nodiscard]] bool in_path(const model::command_spec& c, std::string_view name) noexcept;

} // namespace snug::facets
