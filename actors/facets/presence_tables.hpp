#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// Commands and events of presence.

enum list_presence_field : std::size_t { list_after, list_limit };
inline constexpr model::field presence_list_fields[] = {
    {"after", model::field_type::text, false, 1, 256, "only users behind this one"},
    {"limit", model::field_type::integer, false, 1, 200, "users at most; 100 where not given"},
};
inline constexpr model::field presence_list_answer[] = {
    {"online", model::field_type::integer, true, 0, 0, "users in the room"},
    {"more", model::field_type::boolean, true, 0, 0, "there are more behind the last"},
    {"users", model::field_type::list, true, 0, 0,
     "{user, name?, devices, color, status, …}, by user, with what the kind shows"},
    {"showing", model::field_type::list, true, 0, 0,
     "{user, session, cursor?, selection?, looking_at?, fields?} of sessions of these users"},
};

enum update_presence_field : std::size_t {
  update_status,
  update_cursor,
  update_selection,
  update_looking_at,
  update_fields
};
inline constexpr model::field presence_update_fields[] = {
    {"status", model::field_type::choice, false, 0, 0,
     "away: nobody is at it, until it does something; online: somebody is", "online|away"},
    {"cursor", model::field_type::any, false, 0, 65'536, "where it points; nil takes it away"},
    {"selection", model::field_type::any, false, 0, 65'536, "what it has selected; nil takes it away"},
    {"looking_at", model::field_type::any, false, 0, 65'536, "what it looks at; nil takes it away"},
    {"fields", model::field_type::any, false, 0, 65'536, "whatever else the app shows; nil takes it away"},
};

inline constexpr model::field presence_stats_answer[] = {
    {"users", model::field_type::integer, true, 0, 0, "in the room"},
    {"sessions", model::field_type::integer, true, 0, 0, "they are here with"},
    {"online", model::field_type::integer, true, 0, 0, "of the users: did something lately"},
    {"idle", model::field_type::integer, true, 0, 0, "of the users: did nothing for a while"},
    {"away", model::field_type::integer, true, 0, 0, "of the users: for longer, or said so"},
    {"typing", model::field_type::integer, true, 0, 0, "of the users: type just now"},
    {"showing", model::field_type::integer, true, 0, 0, "of the sessions: show a cursor or something else"},
    {"peak", model::field_type::integer, true, 0, 0, "most users at once since the room woke"},
    {"joins", model::field_type::integer, true, 0, 0, "times somebody came since the room woke"},
    {"awake_ms", model::field_type::integer, true, 0, 0, "how long ago that was"},
};

enum last_seen_field : std::size_t { seen_after, seen_limit, seen_users };
inline constexpr model::field last_seen_fields[] = {
    {"after", model::field_type::text, false, 1, 256, "only users behind this one"},
    {"limit", model::field_type::integer, false, 1, 200, "users at most; 100 where not given"},
    {"users", model::field_type::list, false, 0, 16'384, "only these, at most 64"},
};
inline constexpr model::field last_seen_answer[] = {
    {"users", model::field_type::list, true, 0, 0, "{user, at, color}, by user; members who were ever seen"},
    {"more", model::field_type::boolean, true, 0, 0, "there are more behind the last"},
};
inline constexpr model::field keep_seen_fields[] = {
    {"users", model::field_type::list, true, 0, 0, "{user, ago, color}"},
};
inline constexpr model::field typing_fields[] = {
    {"where", model::field_type::text, false, 1, 128, "in what: a card, a field, a document"},
};

enum class presence_verb : std::uint16_t { list, typing_start, typing_stop, update, stats, last_seen, keep };
inline constexpr model::command_spec presence_commands[] = {
    {.name = "presence.list",
     .way = model::lane::live,
     .fields = presence_list_fields,
     .needs = model::permission::join,
     .method = "GET",
     .path = "/rooms/{room}/presence",
     .answer = presence_list_answer,
     .help = "A page of the users in a room."},
    {.name = "typing.start",
     .way = model::lane::live,
     .fields = typing_fields,
     .needs = model::permission::signal,
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "The user types; again every few seconds while it goes on."},
    {.name = "typing.stop",
     .way = model::lane::live,
     .fields = {},
     .needs = model::permission::signal,
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "The user stopped typing; sending a message says so too."},
    {.name = "presence.update",
     .way = model::lane::live,
     .fields = presence_update_fields,
     .needs = model::permission::signal,
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "What this session shows others: what isn't given stays, nil takes away."},
    {.name = "presence.stats",
     .way = model::lane::live,
     .fields = {},
     .needs = model::permission::join,
     .method = "GET",
     .path = "/rooms/{room}/presence/stats",
     .answer = presence_stats_answer,
     .help = "How many are in a room, and what they do."},
    {.name = "presence.last_seen",
     .way = model::lane::read,
     .fields = last_seen_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/presence/last_seen",
     .answer = last_seen_answer,
     .help = "When members were last in a room, as far as it is written."},
    {.name = "presence.keep",
     .fields = keep_seen_fields,
     .answer = {},
     .help = "Writes when members were last seen; for the server itself."},
};
static_assert(model::sane(presence_commands));

inline constexpr model::field online_field{"online", model::field_type::integer, true, 0,
                                           0,        "users in the room"};
inline constexpr model::field users_event[] = {
    online_field,
    {"users", model::field_type::list, true, 0, 0,
     "{user, name?, color, status, …} of each, with what the kind shows"}};
inline constexpr model::field count_event[] = {online_field};
inline constexpr model::field status_event[] = {
    {"users", model::field_type::list, true, 0, 0, "{user, status} of each: online, idle or away"}};
inline constexpr model::field updated_event[] = {
    {"user", model::field_type::text, true, 0, 0, "whose session it is"},
    {"session", model::field_type::integer, true, 0, 0, "which; of one that is gone nothing else is said"},
    {"cursor", model::field_type::any, false, 0, 0, "where it points"},
    {"selection", model::field_type::any, false, 0, 0, "what it has selected"},
    {"looking_at", model::field_type::any, false, 0, 0, "what it looks at"},
    {"fields", model::field_type::any, false, 0, 0, "whatever else the app shows"},
};
inline constexpr model::field typing_event[] = {
    {"users", model::field_type::list, true, 0, 0, "{user, name?, where?}: all who type now"}};
inline constexpr event_spec presence_events[] = {
    {"presence.joined", false, users_event,
     "Users came in; joins within a quarter of a second, or up to a second among many, are one event."},
    {"presence.left", false, users_event, "Users are gone, and what their sessions showed with them."},
    {"presence.count", false, count_event,
     "Many are here: only their number is told; lists held so far are stale."},
    {"presence.listed", false, users_event,
     "Few are here again: the whole list, from which later events go on. What sessions show follows."},
    {"presence.changed", false, status_event, "Users have become idle or away, or are back."},
    {"presence.updated", false, updated_event,
     "All that a session shows now; a newer one takes the place of one that still waits."},
    {"typing.changed", false, typing_event, "Others type now than before."},
};
static_assert(sane(presence_events));

} // namespace snug::facets
