#include "transport/server/room_kinds.hpp"
#include "actors/facets/facet.hpp"
#include "actors/facets/room_rows.hpp"
#include "config/consistency.hpp"
#include <algorithm>

namespace snug::server {

namespace {

/// Facets a kind may do without; the others make a room what it is.
constexpr std::string_view optional_facets[] = {"chat_log",    "presence",     "free_events", "marks",
                                                "invitations", "shared_state", "documents"};

std::uint32_t facets_of(const std::vector<std::string>& wanted) {
  std::uint32_t bits = ~std::uint32_t{0};
  if (wanted.empty()) return bits;
  const auto all = facets::all_facets();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool optional = std::ranges::find(optional_facets, all[i].name) != std::end(optional_facets);
    if (optional && std::ranges::find(wanted, all[i].name) == wanted.end()) bits &= ~(1u << i);
  }
  return bits;
}

void allow(model::kind& kind, model::role role, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return;
  auto& granted = kind.allows[static_cast<std::size_t>(role)];
  granted = {};
  for (const auto& name : wanted)
    granted = granted | model::permission_of(name).value_or(model::permission::none);
}

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
  kind.idle_ms = from.idle_ms;
  kind.away_ms = from.away_ms;
  kind.presence_move_ms = from.presence_move_ms;
  kind.max_presence_data = from.max_presence_data;
  kind.last_seen_ms = from.last_seen_ms;
  kind.max_state_value = from.max_state_value;
  kind.max_state_keys = from.max_state_keys;
  kind.max_state_bytes = from.max_state_bytes;
  kind.state_history = from.state_history;
  kind.state_history_bytes = from.state_history_bytes;
  kind.max_state_snapshots = from.max_state_snapshots;
  kind.state_offline_ms = from.state_offline_ms;
  kind.max_documents = from.max_documents;
  kind.max_document_bytes = from.max_document_bytes;
  kind.max_open_documents_bytes = from.max_open_documents_bytes;
  kind.max_document_text = from.max_document_text;
  kind.max_document_versions = from.max_document_versions;
  kind.free_events = from.free_events;
  kind.access = model::access_of(from.access).value_or(model::access::members_only);
  kind.makers = from.makers == "nobody"  ? model::makers::nobody
                : from.makers == "users" ? model::makers::users
                                         : model::makers::everybody;
  kind.max_members = from.max_members;
  kind.auto_join = from.auto_join;
  kind.facets = facets_of(from.facets);
  kind.shows = from.shows;
  allow(kind, model::role::viewer, from.roles.viewer);
  allow(kind, model::role::editor, from.roles.editor);
  allow(kind, model::role::host, from.roles.host);
  allow(kind, model::role::owner, from.roles.owner);
  return kind;
}

} // namespace

facets::kinds kinds_of(const config::options& options) {
  facets::kinds kinds;
  for (const auto& [name, from] : options.kinds) {
    auto kind = kind_of(name, from);
    if (!options.hooks.url.empty()) kind.hooks = options.hooks.events;
    kinds.add(std::move(kind));
  }
  kinds.set_max_rooms(options.limits.rooms_per_user);
  for (const auto& rule : options.name_rules) {
    auto [prefix, kind] = config::parts_of_name_rule(rule);
    kinds.add_name_rule(std::move(prefix), std::move(kind));
  }
  return kinds;
}

void ensure_rooms(const config::options& options, const facets::rulebook& rules, model::rows& rows,
                  std::int64_t wall_ms, const std::function<std::uint64_t()>& next_id) {
  for (const auto& wanted : options.rooms) {
    const auto access = model::access_of(wanted.access).value_or(model::access::members_only);
    rules.ensure_room({wanted.kind, access, wanted.name, wall_ms}, rows, next_id());
    const auto room = facets::find_room(rows, wanted.name);
    for (const auto& [user, role] : wanted.members) {
      if (facets::read_standing(rows, *room, user).role != model::role::none) continue;
      const auto stands = model::role_of(role).value_or(model::role::viewer);
      facets::put_standing(rows, *room, user, {stands, false});
      if (stands > model::role::banned)
        rows.put(facets::place_key(user, *room), facets::encode(facets::place_row{stands, wall_ms}));
    }
  }
}

} // namespace snug::server
