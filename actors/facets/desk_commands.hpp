#pragma once
#include "actors/facets/scheduling.hpp"
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// Commands that desks of the transport answer; here because the command table is one.

// ---- one event for many, each judged by itself
enum publish_many_field : std::size_t {
  many_rooms,
  many_users,
  many_everybody,
  many_event,
  many_data,
  many_durable,
  many_key,
  many_retain,
  many_at
};
inline constexpr model::field publish_many_fields[] = {
    {"rooms", model::field_type::list, false, 0, 65'536, "names of rooms"},
    {"users", model::field_type::list, false, 0, 65'536,
     "ids of users; with rooms 100 at most. Scope publish"},
    {"everybody", model::field_type::boolean, false, 0, 0, "true: as announcement.send. Scope publish"},
    {"event", model::field_type::text, true, 1, 64, "its name; not one of the server's own"},
    {"data", model::field_type::any, false, 0, 1u << 20, "whatever it says; nil where not given"},
    {"durable", model::field_type::boolean, false, 0, 0,
     "true: logged in each room, with an offset; what users and everybody are told always is"},
    {"key", model::field_type::text, false, 1, 128, "in rooms, as for publish"},
    {"retain", model::field_type::boolean, false, 0, 0, "in rooms, as for publish"},
    deliver_at_field,
};
/// Rooms and users of one command.
inline constexpr std::size_t most_receivers = 100;
inline constexpr model::field publish_many_answer[] = {
    {"results", model::field_type::list, true, 0, 0,
     "{room | user | everybody, ok | error} of each, rooms first, in the order asked; ok is what publish, "
     "inbox.deliver or announcement.send answers"},
};
inline constexpr model::command_spec publishing_commands[] = {
    {.name = "publish.many",
     .in_room = false,
     .way = model::lane::desk,
     .durable_if = "durable|deliver_at",
     .fields = publish_many_fields,
     .method = "POST",
     .path = "/publish",
     .answer = publish_many_answer,
     .help = "Tells rooms, users or everybody the same event of the app's own. Each is judged by itself."},
};
static_assert(model::sane(publishing_commands));

// ---- events that a back end wouldn't take
enum replay_field : std::size_t { replay_numbers };
inline constexpr model::field replay_fields[] = {
    {"numbers", model::field_type::list, true, 1, 1'024,
     "of events that hook.list shows as dead, at most 32"},
};
inline constexpr model::command_spec hook_commands[] = {
    {.name = "hook.replay",
     .in_room = false,
     .way = model::lane::desk,
     .fields = replay_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/hooks/replay",
     .answer = {},
     .help = "Tries dead events anew, under their old numbers. Scope admin."},
    {.name = "hook.drop",
     .in_room = false,
     .way = model::lane::desk,
     .fields = replay_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/hooks/drop",
     .answer = {},
     .help = "Forgets dead events. Scope admin."},
};
static_assert(model::sane(hook_commands));

} // namespace snug::facets
