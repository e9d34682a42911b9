#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// Commands that the connection and its session answer themselves. Here because the command table is one.
enum hello_field : std::size_t {
  hello_token,
  hello_resume,
  hello_name,
  hello_client,
  hello_heartbeat,
  hello_rooms
};
inline constexpr model::field hello_fields[] = {
    {"token", model::field_type::text, false, 1, 8192, "a JWT, unless the handshake carried it"},
    {"resume", model::field_type::text, false, 1, 1024, "the resume token of the session to go on with"},
    {"name", model::field_type::text, false, 1, 256, "what a guest wants to be called"},
    {"client", model::field_type::map, false, 0, 1024, "{name, version} of the client"},
    {"heartbeat", model::field_type::choice, false, 0, 0,
     "event: heartbeats as events, for code that can't see pings", "ping|event"},
    {"rooms", model::field_type::choice, false, 0, 0,
     "mine: comes into the rooms one is a member of whose kind says so, and into one's inbox", "mine"},
};
inline constexpr model::field hello_answer[] = {
    {"session", model::field_type::integer, true, 0, 0, "the session's id"},
    {"resume", model::field_type::text, true, 0, 0, "the token to come back with"},
    {"resumed", model::field_type::boolean, true, 0, 0, "the session is one it had before"},
    {"user", model::field_type::text, true, 0, 0, "who the server takes the client for"},
    {"heartbeat", model::field_type::integer, true, 0, 0, "ms between the server's pings"},
    {"limits", model::field_type::map, true, 0, 0,
     "{message_bytes, commands, rooms}: what a client must keep to"},
    {"node", model::field_type::text, true, 0, 0, "the node that answers"},
    {"nodes", model::field_type::list, true, 0, 0, "addresses to come back to"},
    {"now", model::field_type::integer, true, 0, 0, "the server's clock, ms since 1970"},
    {"expires", model::field_type::integer, false, 0, 0,
     "when the token ends, ms since 1970; not there where it doesn't"},
};

enum renew_field : std::size_t { renew_token };
inline constexpr model::field renew_fields[] = {
    {"token", model::field_type::text, true, 1, 8192, "a new JWT of the same user"},
};
inline constexpr model::field renew_answer[] = {
    {"expires", model::field_type::integer, true, 0, 0, "when it ends, ms since 1970; 0: never"},
    {"now", model::field_type::integer, true, 0, 0, "the server's clock, ms since 1970"},
};

enum join_field : std::size_t { join_since, join_code };
inline constexpr model::field join_fields[] = {
    {"since", model::field_type::map, false, 0, 64,
     "{epoch, offset}: what the client has; events after it follow"},
    {"code", model::field_type::text, false, 1, 64, "an access code"},
};
inline constexpr model::field join_answer[] = {
    {"room", model::field_type::text, true, 0, 0, "its name"},
    {"role", model::field_type::text, true, 0, 0, "what the user is here"},
    {"online", model::field_type::integer, true, 0, 0, "users in the room"},
    {"present", model::field_type::list, false, 0, 0,
     "{user, name?, color, status, …} of each, where there are few"},
    {"showing", model::field_type::list, false, 0, 0,
     "{user, session, cursor?, selection?, looking_at?, fields?} of sessions that show something"},
    {"typing", model::field_type::list, false, 0, 0, "{user, name?, where?} of those who type just now"},
    {"epoch", model::field_type::integer, true, 0, 0,
     "with offset: where this client stands; events follow from there"},
    {"offset", model::field_type::integer, true, 0, 0, "see epoch"},
    {"head", model::field_type::integer, true, 0, 0, "where the log ends"},
    {"gap", model::field_type::map, false, 0, 0, "{from, to}: offsets that are gone"},
};

inline constexpr model::command_spec connection_commands[] = {
    {.name = "hello",
     .in_room = false,
     .way = model::lane::connection,
     .fields = hello_fields,
     .rate = model::rate_class::heavy,
     .answer = hello_answer,
     .help = "Comes first: says who the client is and which session it goes on with."},
    {.name = "session.renew",
     .in_room = false,
     .way = model::lane::connection,
     .fields = renew_fields,
     .rate = model::rate_class::heavy,
     .answer = renew_answer,
     .help = "Goes on with another token: its end, admin and room grants count from now on."},
    {.name = "room.join",
     .way = model::lane::connection,
     .fields = join_fields,
     .needs = model::permission::join,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/stream",
     .answer = join_answer,
     .help = "Comes into a room and receives its events, those since a position first."},
    {.name = "room.leave",
     .way = model::lane::connection,
     .fields = {},
     .rate = model::rate_class::signal,
     .answer = {},
     .help = "Goes out of a room; no more of its events come."},
};
static_assert(model::sane(connection_commands));

inline constexpr model::field removed_event[] = {
    {"reason", model::field_type::text, true, 0, 0, "the event that did it, e.g. member.banned"},
};
inline constexpr model::field refused_event[] = {
    {"count", model::field_type::integer, true, 0, 0, "how many since the last time"},
    {"last", model::field_type::map, true, 0, 0, "{code, message, field?} of the last one"},
};
inline constexpr model::field heartbeat_event[] = {
    {"now", model::field_type::integer, true, 0, 0, "the server's clock, ms since 1970"},
};
inline constexpr event_spec connection_events[] = {
    {"room.joined", false, join_answer,
     "To the one it happens to: came into a room because hello asked for rooms; what room.join answers."},
    {"room.removed", false, removed_event,
     "To the one it happens to: put out of a room, no more of its events come."},
    {"refused", false, refused_event,
     "To the one who sent them: commands without a ref were refused; once a second at most."},
    {"heartbeat", false, heartbeat_event, "Beside the server's pings, where hello asked for it."},
};
static_assert(sane(connection_events));

} // namespace snug::facets
