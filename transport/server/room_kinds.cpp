#include "transport/server/room_kinds.hpp"
#include "actors/facets/log_rows.hpp"

namespace snug::server {

namespace {

model::kind kind_of(const std::string& name, const config::kind_options& from) {
  model::kind kind;
  kind.name = name;
  kind.durability = from.durability == "none" ? model::durability::none : model::durability::disk;
  kind.history = {from.history.events, from.history.bytes, from.history.age_ms};
  kind.resume_events = from.resume_events;
  kind.visitor = model::role_of(from.visitor_role).value_or(model::role::viewer);
  kind.max_present = from.max_present;
  kind.presence_list = from.presence_list;
  kind.presence_grace_ms = from.presence_grace_ms;
  kind.typing_ms = from.typing_ms;
  kind.max_text = from.max_text;
  kind.max_retained = from.max_retained;
  kind.free_events = from.free_events;
  return kind;
}

} // namespace

facets::kinds kinds_of(const config::options& options) {
  facets::kinds kinds;
  for (const auto& [name, from] : options.kinds)
    kinds.add(kind_of(name, from));
  return kinds;
}

void ensure_rooms(const config::options& options, const facets::rulebook& rules, model::rows& rows,
                  std::int64_t wall_ms, const std::function<std::uint64_t()>& next_id) {
  for (const auto& wanted : options.rooms) {
    const auto access = wanted.access == "public" ? model::access::public_room : model::access::members_only;
    rules.ensure_room({wanted.kind, access, wanted.name, wall_ms}, rows, next_id());
    const auto room = facets::find_room(rows, wanted.name);
    for (const auto& [user, role] : wanted.members) {
      if (facets::read_standing(rows, *room, user).role != model::role::none) continue;
      rows.put(model::row_key(*room, model::table::member).text(user).str(),
               facets::encode(facets::standing{model::role_of(role).value_or(model::role::viewer), false}));
    }
  }
}

} // namespace snug::server
