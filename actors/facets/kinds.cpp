#include "actors/facets/kinds.hpp"
#include "actors/facets/room_names.hpp"
#include <utility>

namespace snug::facets {

void kinds::add(model::kind kind) {
  auto name = kind.name;
  kinds_.insert_or_assign(std::move(name), std::move(kind));
}

const model::kind* kinds::find(std::string_view name) const noexcept {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

void kinds::add_name_rule(std::string prefix, std::string kind) {
  name_rules_.insert_or_assign(std::move(prefix), std::move(kind));
}

const model::kind* kinds::by_name(std::string_view room) const noexcept {
  const model::kind* found = nullptr;
  // Of prefixes that fit, the longer one sorts behind the shorter.
  for (const auto& [prefix, kind] : name_rules_)
    if (room.starts_with(prefix)) found = find(kind);
  if (!found && room == everyone) found = find("announcements");
  return found;
}

} // namespace snug::facets
