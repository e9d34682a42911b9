#pragma once
#include "actors/model/command_table.hpp"
#include "actors/model/payload.hpp"
#include <string_view>

namespace snug::facets {

/// Whether data of a live command asks for the durable lane: one of the fields that `spec.durable_if` names
/// (with `|` between) is true, or given where it is no boolean.
[[nodiscard]] inline bool asks_for_durable(const model::command_spec& spec, std::string_view data) noexcept {
  if (spec.way != model::lane::live) return false;
  const model::value whole(data);
  for (auto names = spec.durable_if; !names.empty();) {
    const auto end = names.find('|');
    const auto said = whole.find(names.substr(0, end));
    if (said.present() && !said.is_nil() && said.boolean().value_or(true)) return true;
    names = end == names.npos ? std::string_view{} : names.substr(end + 1);
  }
  return false;
}

} // namespace snug::facets
