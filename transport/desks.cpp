#include "transport/desks.hpp"
#include "actors/facets/command_registry.hpp"

namespace snug::transport {

void desks::carry_out(model::command command) {
  const auto name = facets::command_registry::get().at(command.verb).spec->name;
  auto& desk = name == "publish.many" ? parcels_ : name.starts_with("hook.") ? hooks_ : identity_;
  desk.carry_out(std::move(command));
}

} // namespace snug::transport
