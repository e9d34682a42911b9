#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/scheduling.hpp"
#include "actors/model/command_table.hpp"
#include "actors/model/kind.hpp"

namespace snug::facets {

/// The tables of `rooms`. What a room is told to be stands at the same place in every command that says it.
enum room_field : std::size_t {
  room_title,
  room_access,
  room_code,
  room_metadata,
  room_seats,
  room_kind,
  room_name,
  room_members,
  room_ref
};
inline constexpr std::size_t max_title = 256, max_metadata = 4'096, max_first_members = 32;

inline constexpr model::field title_field{"title",   model::field_type::text, false, 0,
                                          max_title, "what people call it"};
inline constexpr model::field access_field{
    "access",           model::field_type::choice, false, 0, 0, "who may come in; the kind's where not given",
    model::access_names};
inline constexpr model::field code_field{
    "code", model::field_type::text, false, 6, 64, "the access code; needed with access code"};
inline constexpr model::field metadata_field{"metadata",   model::field_type::map,
                                             false,        0,
                                             max_metadata, "whatever belongs to it; comes back as it is"};
inline constexpr model::field seats_field{"max_members", model::field_type::integer,
                                          false,         1,
                                          1'000'000,     "members at most; the kind may allow less"};
inline constexpr model::field kind_field{"kind", model::field_type::text, true, 1, 32, "its kind"};
inline constexpr model::field kind_of_ref_field{"kind", model::field_type::text,    false, 1,
                                                32,     "its kind; needed with ref"};
inline constexpr model::field name_field{
    "name", model::field_type::text,
    false,  1,
    128,    "its name, for admins; others get one that can't be guessed"};
inline constexpr model::field ruled_name_field{
    "name", model::field_type::text, false, 1, 128, "a name of which the configuration knows the kind"};
inline constexpr model::field members_field{
    "members", model::field_type::list,
    false,     0,
    16'384,    "user ids, or {user, role?}, at most 32; editors where not said"};
inline constexpr model::field ref_field{
    "ref", model::field_type::text, false, 1, 90, "the app's own key; a user's refs are that user's alone"};

inline constexpr model::field change_fields[] = {title_field, access_field, code_field, metadata_field,
                                                 seats_field};
inline constexpr model::field create_fields[] = {title_field, access_field, code_field, metadata_field,
                                                 seats_field, kind_field,   name_field, members_field};
inline constexpr model::field ensure_fields[] = {title_field,      access_field,  code_field,
                                                 metadata_field,   seats_field,   kind_of_ref_field,
                                                 ruled_name_field, members_field, ref_field};
inline constexpr model::field direct_fields[] = {
    {"user", model::field_type::text, true, 1, 256, "the other one"}};
inline constexpr model::field deliver_fields[] = {
    {"user", model::field_type::text, true, 1, 256, "whose inbox"},
    {"event", model::field_type::text, true, 1, 64, "what is told"},
    {"data", model::field_type::any, false, 0, 65'536, "its data"},
    deliver_at_field};
inline constexpr model::field announce_fields[] = {deliver_fields[1], deliver_fields[2], deliver_at_field};

inline constexpr model::field found_answer[] = {
    {"room", model::field_type::text, true, 0, 0, "its name"},
    {"created", model::field_type::boolean, true, 0, 0, "it wasn't there before"},
    receipt_fields[0],
    receipt_fields[1],
    receipt_fields[2]};
inline constexpr model::field delivered_answer[] = {found_answer[0],   found_answer[1],   receipt_fields[0],
                                                    receipt_fields[1], receipt_fields[2], planned_id_field,
                                                    planned_at_field};

enum room_verb : std::uint16_t {
  verb_create,
  verb_ensure,
  verb_direct,
  verb_inbox,
  verb_deliver,
  verb_announce,
  verb_change,
  verb_archive,
  verb_unarchive,
  verb_delete
};
inline constexpr model::command_spec room_commands[] = {
    {.name = "room.create",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = create_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms",
     .answer = found_answer,
     .help = "Makes a room; whoever makes it owns it."},
    {.name = "room.ensure",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = ensure_fields,
     .rate = model::rate_class::heavy,
     .method = "PUT",
     .path = "/rooms",
     .answer = found_answer,
     .help = "The one room of this ref or name, made as said where it isn't there yet."},
    {.name = "room.direct",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = direct_fields,
     .rate = model::rate_class::heavy,
     .method = "PUT",
     .path = "/direct/{user}",
     .answer = found_answer,
     .help = "The one direct room with another user."},
    {.name = "room.inbox",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = {},
     .method = "PUT",
     .path = "/inbox",
     .answer = found_answer,
     .help = "One's own inbox: a room in which the server says what concerns oneself alone."},
    {.name = "inbox.deliver",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = deliver_fields,
     .method = "POST",
     .path = "/users/{user}/inbox",
     .answer = delivered_answer,
     .help = "Tells a user, on all devices: an event in their inbox, now or later. Scope publish."},
    {.name = "announcement.send",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = announce_fields,
     .method = "POST",
     .path = "/announcements",
     .answer = delivered_answer,
     .help = "Tells everybody, now or later: an event in the room everyone. Scope publish."},
    {.name = "room.change",
     .holds_all_if = "access",
     .fields = change_fields,
     .needs = model::permission::manage_room,
     .method = "PATCH",
     .path = "/rooms/{room}",
     .answer = receipt_fields,
     .help = "Changes what is given. Visitors whom a new access doesn't allow are put out."},
    {.name = "room.archive",
     .holds_all_if = "*",
     .fields = {},
     .needs = model::permission::manage_room,
     .method = "POST",
     .path = "/rooms/{room}/archive",
     .answer = receipt_fields,
     .help = "Ends all activity in a room; it can still be read."},
    {.name = "room.unarchive",
     .fields = {},
     .needs = model::permission::manage_room,
     .method = "POST",
     .path = "/rooms/{room}/unarchive",
     .answer = receipt_fields,
     .help = "Lets activity in a room go on."},
    {.name = "room.delete",
     .holds_all_if = "*",
     .fields = {},
     .needs = model::permission::manage_room,
     .method = "DELETE",
     .path = "/rooms/{room}",
     .answer = receipt_fields,
     .help = "Takes a room away with its log and members, for good."},
};
static_assert(model::sane(room_commands));

inline constexpr model::field by_whom{
    "by", model::field_type::text, false, 0, 0, "who did it; not there where it was the server"};
inline constexpr model::field created_event[] = {
    {"name", model::field_type::text, true, 0, 0, "its name"},
    kind_field,
    {"access", model::field_type::choice, true, 0, 0, "who may come in", model::access_names},
    title_field,
    metadata_field,
    seats_field,
    by_whom};
inline constexpr model::field changed_event[] = {title_field, access_field, metadata_field, seats_field,
                                                 by_whom};
inline constexpr model::field by_event[] = {by_whom};
inline constexpr event_spec room_events[] = {
    {"room.created", true, created_event, "A room begins: the first event of its log."},
    {"room.changed", true, changed_event, "The room is as said now; what isn't named is as it was."},
    {"room.archived", true, by_event, "The room can only be read from here on."},
    {"room.unarchived", true, by_event, "The room goes on."},
    {"room.deleted", true, by_event, "The room is gone: its last event."},
};
static_assert(sane(room_events));

} // namespace snug::facets
