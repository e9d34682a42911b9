#include "actors/lanes.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/durability.hpp"

namespace snug::actors {

const model::command_spec& spec_of(const model::command& command) noexcept {
  return *facets::command_registry::get().at(command.verb).spec;
}

model::lane lane_of(const model::command& command) noexcept {
  const auto& spec = spec_of(command);
  return facets::asks_for_durable(spec, command.data) ? model::lane::durable : spec.way;
}

bool by_the_room(const model::command& command) noexcept {
  const auto& spec = spec_of(command);
  return spec.holds || !spec.holds_all_if.empty() || spec.behind_view;
}

bool wants_place(const model::command& command) noexcept {
  return spec_of(command).in_room && lane_of(command) == model::lane::durable;
}

model::failure store_is_unreadable() {
  return {model::error_code::unavailable, "the store can't be read", {}, 1'000, {}};
}

} // namespace snug::actors
