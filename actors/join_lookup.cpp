#include "actors/join_lookup.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/lanes.hpp"

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
  if (!found.room) return found;
  found.in_room = facets::read_standing(rows, found.room->key, who.user);
  const auto standing = facets::rulebook::effective(who, *found.room, found.in_room);
  if (!facets::rulebook::may(who, *found.room, standing).has(model::permission::see))
    found.room = facets::no_such_room();
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

void submit_lookup(const environment& env, model::command command, const http_desk_handle& desk) {
  env.reader.submit([&rules = env.rules, command = std::move(command), desk](const store::snapshot& rows) {
    auto found = look_up(rules, command.room_name, *command.who, rows);
    caf::anon_send(desk, located_command{command, std::move(found)});
  });
}

} // namespace snug::actors
