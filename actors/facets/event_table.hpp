#pragma once
#include "actors/model/command_table.hpp"
#include <span>
#include <string_view>

namespace snug::facets {

/// A row of the event table: what members are told, for the protocol reference. `durable` ones have an
/// offset.
struct event_spec {
  std::string_view name; ///< `noun.verb`, past tense
  bool durable = false;
  std::span<const model::field> fields;
  std::string_view help;
};

/// For `static_assert`: everything is named and explained.
constexpr bool sane(std::span<const event_spec> table) {
  for (const auto& e : table) {
    if (e.name.empty() || e.help.empty()) return false;
    for (const auto& f : e.fields)
      if (f.name.empty() || f.help.empty()) return false;
  }
  return true;
}

} // namespace snug::facets
