#include "actors/facets/command_registry.hpp"
#include "actors/facets/connection_commands.hpp"
#include "actors/facets/desk_commands.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/identity_commands.hpp"

namespace snug::facets {

namespace {

constexpr model::command_spec free_event_spec{
    .name = "free_event",
    .way = model::lane::live,
    .fields = {},
    .needs = model::permission::publish,
    .answer = {},
    .help = "Any other name: an event of the app's own, told to everybody else in the room and forgotten.",
};

} // namespace

const command_registry& command_registry::get() {
  static const command_registry registry;
  return registry;
}

command_registry::command_registry() {
  for (std::uint16_t place = 0; const auto& spec : connection_commands)
    add({&spec, no_facet, place++});
  for (std::uint16_t place = 0; const auto& spec : identity_commands)
    add({&spec, no_facet, place++});
  for (std::uint16_t place = 0; const auto& spec : publishing_commands)
    add({&spec, no_facet, place++});
  for (std::uint16_t place = 0; const auto& spec : hook_commands)
    add({&spec, no_facet, place++});
  for (std::uint16_t place = 0; const auto& spec : stranger_commands)
    add({&spec, no_facet, place++, true});
  const auto facets = all_facets();
  for (std::size_t f = 0; f < facets.size(); ++f)
    for (std::uint16_t place = 0; const auto& spec : facets[f].judge->commands())
      add({&spec, static_cast<std::uint8_t>(f), place++});
  for (const auto& c : all_)
    by_name_.emplace(c.spec->name, static_cast<std::uint16_t>(&c - all_.data()));
  hello_ = *find("hello");
  renew_ = *find("session.renew");
  join_ = *find("room.join");
  leave_ = *find("room.leave");
  free_event_ = add({&free_event_spec, at(*find("publish")).facet, 0});
}

std::uint16_t command_registry::add(const registered& command) {
  all_.push_back(command);
  return static_cast<std::uint16_t>(all_.size() - 1);
}

std::optional<std::uint16_t> command_registry::find(std::string_view name) const noexcept {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

} // namespace snug::facets
