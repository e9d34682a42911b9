#include "actors/join_lookup.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_lists.hpp"
#include "actors/facets/room_names.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/lanes.hpp"
#include <algorithm>

namespace snug::actors {

namespace {

located_room look_up(const facets::rulebook& rules, const std::string& name, const model::identity& who,
                     const store::snapshot& rows) {
  located_room found;
  found.name = name;
  if (!rows.readable()) {
    found.room = store_is_unreadable();
    return found;
  }
  found.room = rules.room(name, rows);
  if (!found.room && rules.may_begin(name)) found.before = located_room::first::begin_room;
  if (!found.room) return found;
  found.in_room = facets::read_standing(rows, found.room->key, who.user);
  const auto standing = facets::rulebook::effective(who, *found.room, found.in_room);
  if (!facets::rulebook::may(who, *found.room, standing).has(model::permission::see))
    found.room = facets::no_such_room();
  if (found.room && found.room->access == model::access::open && standing.role == model::role::none)
    found.before = located_room::first::take_seat;
  // A memory-only room counts for itself: the disk's commit number says nothing about it.
  if (found.room && found.room->kind->durability == model::durability::disk) found.as_of = rows.last_commit();
  return found;
}

} // namespace

void submit_lookup(const environment& env, const std::string& room_name, const model::identity_ptr& who,
                   const session_handle& session) {
  env.reader.submit([&rules = env.rules, room_name, who, session](const store::snapshot& rows) {
    caf::anon_send(session, look_up(rules, room_name, *who, rows));
  });
}

void submit_own_rooms(const environment& env, const model::identity_ptr& who, const session_handle& session) {
  const unsigned most = env.limits.rooms_of(*who);
  env.reader.submit([&rules = env.rules, who, session, most](const store::snapshot& rows) {
    own_rooms found;
    found.has_inbox = facets::find_room(rows, facets::inbox_name(who->user)).has_value();
    for (const auto key : facets::rooms_of(rows, who->user, facets::room_lists::most_rooms)) {
      const auto row = facets::read_room(rows, key);
      if (!row || row->archived || found.names.size() == most) continue;
      const auto room = rules.room(row->name, rows);
      if (room && room->kind->auto_join) found.names.push_back(row->name);
    }
    if (found.names.size() < most) found.names.emplace_back(facets::everyone);
    caf::anon_send(session, std::move(found));
  });
}

namespace {

using facets::kept_room;

/// Where a client stands in the room `there` that has what was committed up to `commit`; nothing where
/// something that it should be told is gone, or where nobody knows what it was told.
std::optional<std::uint64_t> way_back(const store::snapshot& rows, const located_room& there,
                                      std::uint64_t commit, const kept_room& kept) {
  if (!there.room || there.before != located_room::first::nothing) return std::nullopt;
  const auto& log = there.room->log;
  if (kept.epoch == 0 || kept.epoch != log.epoch()) return std::nullopt;
  auto stands = kept.offset;
  if (commit >= kept.commit) {
    stands = std::max(stands, facets::offset_at(rows, there.room->key, commit).value_or(0));
  } else if (facets::offset_at(rows, there.room->key, kept.commit).value_or(stands) > stands) {
    return std::nullopt; // it was being told of the time before it came in: how far is not known
  }
  if (stands > log.head || stands + 1 < log.first) return std::nullopt;
  return stands;
}

recalled_rooms recall(const facets::rulebook& rules, const model::identity& who, const comeback& back,
                      const store::snapshot& rows) {
  recalled_rooms found;
  if (!rows.readable()) return found;
  const auto value = rows.get(facets::session_key(who.user, who.session));
  const auto row = value ? facets::decode_session(*value) : std::nullopt;
  auto kept = row ? facets::decode_kept_rooms(row->rooms) : std::nullopt;
  if (!kept || row->user != who.user) return found;
  found.rooms = std::move(*kept);
  if (back.wanted != comeback::what::exactly) {
    std::erase_if(found.rooms, [](const kept_room& r) { return r.name.empty(); });
    return found;
  }
  found.exactly = back.commit <= rows.last_commit();
  for (const auto& kept : found.rooms) {
    const auto stands = found.exactly
                            ? way_back(rows, look_up(rules, kept.name, who, rows), back.commit, kept)
                            : std::nullopt;
    found.exactly = stands.has_value();
    found.stands.push_back(stands.value_or(0));
  }
  if (!found.exactly) found.rooms.clear();
  return found;
}

} // namespace

void submit_recall(const environment& env, const model::identity_ptr& who, const comeback& back,
                   const session_handle& session) {
  env.reader.submit([&rules = env.rules, who, back, session](const store::snapshot& rows) {
    caf::anon_send(session, recall(rules, *who, back, rows));
  });
}

void submit_lookup(const environment& env, model::command command, const http_desk_handle& desk) {
  env.reader.submit([&rules = env.rules, command = std::move(command), desk](const store::snapshot& rows) {
    auto found = look_up(rules, command.room_name, *command.who, rows);
    caf::anon_send(desk, located_command{command, std::move(found)});
  });
}

} // namespace snug::actors
