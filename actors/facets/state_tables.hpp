#pragma once
#include "actors/facets/event_table.hpp"
#include "actors/facets/state_rows.hpp"
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// Commands and events of the shared state.

inline constexpr std::size_t max_state_changes = 32; ///< keys in one command
inline constexpr std::size_t max_told_old = 1'024;   ///< bytes of an old value that an event carries

inline constexpr model::field state_key_field{
    "key",         model::field_type::text,
    false,         1,
    max_state_key, "UTF-8 without control characters; prefixes group keys, as in card.7.title"};
inline constexpr model::field state_values_field{
    "values", model::field_type::map,
    false,    0,
    0,        "instead of key and value: up to 32 keys with theirs, all or nothing; nil erases"};
inline constexpr model::field state_base_field{
    "base_version",
    model::field_type::integer,
    false,
    0,
    0,
    "conflict, with the current value, where a key has changed after this version; 0: where it is there"};
inline constexpr model::field state_made_field{"made_at",
                                               model::field_type::integer,
                                               false,
                                               0,
                                               1ull << 53,
                                               "when an edit was made offline, by the server's clock (ms "
                                               "since 1970; hello's now tells the offset): a later "
                                               "edit wins"};

enum state_set_field : std::size_t { set_key, set_value, set_values, set_base, set_made };
inline constexpr model::field state_set_fields[] = {
    state_key_field,
    {"value", model::field_type::any, false, 1, 1u << 20, "anything but nil, nested at most 24 deep"},
    state_values_field,
    state_base_field,
    state_made_field};
inline constexpr model::field state_merge_fields[] = {
    state_key_field,
    {"value", model::field_type::any, false, 1, 1u << 20,
     "a map: its entries are put into what is there, in depth, nil ones go (RFC 7396)"},
    state_values_field,
    state_base_field,
    state_made_field};
enum state_erase_field : std::size_t { erase_key, erase_keys, erase_base, erase_made };
inline constexpr model::field state_erase_fields[] = {
    state_key_field,
    {"keys", model::field_type::list, false, 0, 0, "instead of key: up to 32, all or nothing"},
    state_base_field,
    state_made_field};
inline constexpr model::field state_lost_field{"lost",
                                               model::field_type::list,
                                               false,
                                               0,
                                               0,
                                               "{key, value?, winner: {version, made_at, user, value?}}: "
                                               "edits made before what is there; they are in the "
                                               "history"};
inline constexpr model::field state_change_answer[] = {
    {"version", model::field_type::integer, true, 0, 0, "of the whole state, with this change"},
    {"offset", model::field_type::integer, false, 0, 0,
     "the event's number in the room; not there where nothing changed"},
    {"epoch", model::field_type::integer, false, 0, 0, "the life of the log that the number belongs to"},
    {"at", model::field_type::integer, false, 0, 0, "ms since 1970"},
    state_lost_field,
};

enum state_get_field : std::size_t { get_key, get_prefix, get_since, get_snapshot, get_after, get_limit };
inline constexpr model::field state_after_field{"after",       model::field_type::text,    false, 1,
                                                max_state_key, "only keys behind this one"};
inline constexpr model::field state_limit_field{
    "limit", model::field_type::integer,
    false,   1,
    1'000,   "at most; 200 where not given, fewer where they are large"};
inline constexpr model::field state_get_fields[] = {
    {"key", model::field_type::text, false, 1, max_state_key, "only this one"},
    {"prefix", model::field_type::text, false, 1, max_state_key, "only keys that begin with it"},
    {"since", model::field_type::integer, false, 0, 0,
     "only what changed after this version, erased keys too"},
    {"snapshot", model::field_type::text, false, 1, max_state_key, "as this snapshot has it, not as it is"},
    state_after_field,
    state_limit_field};
inline constexpr model::field state_get_answer[] = {
    {"version", model::field_type::integer, true, 0, 0,
     "what the page is of; of several pages, go on since the first one's"},
    {"entries", model::field_type::list, true, 0, 0,
     "{key, value, version, at, user?, name?, made_at?}, by key; with since, erased ones without value; with "
     "snapshot, "
     "{key, value}"},
    {"more", model::field_type::boolean, true, 0, 0, "there are more behind the last"},
    {"full", model::field_type::boolean, false, 0, 0,
     "with since: so much changed that this is all there is; drop whatever isn't in it"},
};

enum state_history_field : std::size_t { history_key, history_before_version, history_count };
inline constexpr model::field state_history_fields[] = {
    {"key", model::field_type::text, false, 1, max_state_key, "only of this one"},
    {"before", model::field_type::integer, false, 1, 1ull << 53, "only versions below"},
    {"limit", model::field_type::integer, false, 1, 200,
     "changes, or without key versions, at most; 50 where not given"}};
inline constexpr model::field state_history_answer[] = {
    {"changes", model::field_type::list, true, 0, 0,
     "{version, what, at, made_at, user?, name?, key, value?, old?, lost?}, the newest first; no value: "
     "erased, or "
     "cut: ask for the key. Of a restore of more than 32 keys: how many, keys"},
    {"more", model::field_type::boolean, true, 0, 0, "there are older ones"},
    {"first", model::field_type::integer, true, 0, 0, "the first version that is kept"},
    {"version", model::field_type::integer, true, 0, 0, "the last one given"},
};

enum state_snapshot_field : std::size_t { snapshot_name };
inline constexpr model::field state_snapshot_fields[] = {
    {"name", model::field_type::text, true, 1, max_state_key, "of the snapshot"}};
inline constexpr model::field state_snapshot_answer[] = {
    {"version", model::field_type::integer, true, 0, 0, "what the snapshot is of"},
    {"offset", model::field_type::integer, true, 0, 0, "the event's number in the room"},
    {"epoch", model::field_type::integer, true, 0, 0, "the life of the log that the number belongs to"},
    {"at", model::field_type::integer, true, 0, 0, "ms since 1970"},
};
inline constexpr model::field state_snapshots_answer[] = {
    {"snapshots", model::field_type::list, true, 0, 0, "{name, version, at, user?, keys, bytes}, by name"},
    {"version", model::field_type::integer, true, 0, 0, "the last one given"},
};

enum state_compare_field : std::size_t {
  compare_from,
  compare_from_version,
  compare_to,
  compare_to_version,
  compare_after,
  compare_limit
};
inline constexpr model::field state_compare_fields[] = {
    {"from", model::field_type::text, false, 1, max_state_key, "name of a snapshot"},
    {"from_version", model::field_type::integer, false, 0, 0, "instead of from: a version that is kept"},
    {"to", model::field_type::text, false, 1, max_state_key,
     "name of a snapshot; how it is now where not given"},
    {"to_version", model::field_type::integer, false, 0, 0, "instead of to: a version that is kept"},
    state_after_field,
    state_limit_field};
inline constexpr model::field state_compare_answer[] = {
    {"from", model::field_type::integer, true, 0, 0, "version"},
    {"to", model::field_type::integer, true, 0, 0, "version"},
    {"changes", model::field_type::list, true, 0, 0,
     "{key, old?, value?}, by key: what one has and the other hasn't"},
    {"more", model::field_type::boolean, true, 0, 0, "there are more behind the last"},
};

enum state_restore_field : std::size_t { restore_snapshot, restore_version };
inline constexpr model::field state_restore_fields[] = {
    {"snapshot", model::field_type::text, false, 1, max_state_key, "name of the snapshot to go back to"},
    {"version", model::field_type::integer, false, 0, 0, "instead of snapshot: a version that is kept"}};
inline constexpr model::field state_restore_answer[] = {
    {"version", model::field_type::integer, true, 0, 0, "of the whole state, with this change"},
    {"changed", model::field_type::integer, true, 0, 0, "keys that were different"},
    {"offset", model::field_type::integer, false, 0, 0,
     "the event's number in the room; not there where nothing changed"},
    {"epoch", model::field_type::integer, false, 0, 0, "the life of the log that the number belongs to"},
    {"at", model::field_type::integer, false, 0, 0, "ms since 1970"},
};

enum class state_verb : std::uint16_t {
  set,
  merge,
  erase,
  get,
  history,
  snapshot,
  snapshots,
  compare,
  restore,
  forget
};
inline constexpr model::command_spec state_commands[] = {
    {.name = "state.set",
     .fields = state_set_fields,
     .needs = model::permission::publish,
     .method = "PUT",
     .path = "/rooms/{room}/state",
     .answer = state_change_answer,
     .help =
         "Puts values into a room's shared state: the last writer wins, unless base_version says otherwise."},
    {.name = "state.merge",
     .fields = state_merge_fields,
     .needs = model::permission::publish,
     .method = "PATCH",
     .path = "/rooms/{room}/state",
     .answer = state_change_answer,
     .help = "Changes parts of values that are maps."},
    {.name = "state.erase",
     .fields = state_erase_fields,
     .needs = model::permission::publish,
     .method = "DELETE",
     .path = "/rooms/{room}/state",
     .answer = state_change_answer,
     .help = "Takes keys out of the shared state; those that aren't there change nothing."},
    {.name = "state.get",
     .way = model::lane::read,
     .fields = state_get_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/state",
     .answer = state_get_answer,
     .help = "The shared state: all of it, some of it, or what changed since a version."},
    {.name = "state.history",
     .way = model::lane::read,
     .fields = state_history_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/state/history",
     .answer = state_history_answer,
     .help = "Who changed what in the shared state, and what was there before."},
    {.name = "state.snapshot",
     .fields = state_snapshot_fields,
     .needs = model::permission::publish,
     .method = "POST",
     .path = "/rooms/{room}/state/snapshots",
     .answer = state_snapshot_answer,
     .help = "Gives the shared state as it is a name; what it holds is kept as long as the name."},
    {.name = "state.snapshots",
     .way = model::lane::read,
     .fields = {},
     .needs = model::permission::read,
     .method = "GET",
     .path = "/rooms/{room}/state/snapshots",
     .answer = state_snapshots_answer,
     .help = "The named snapshots of the shared state."},
    {.name = "state.compare",
     .way = model::lane::read,
     .fields = state_compare_fields,
     .needs = model::permission::read,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/rooms/{room}/state/compare",
     .answer = state_compare_answer,
     .help = "What is different between two snapshots or versions, or one and now."},
    {.name = "state.restore",
     .fields = state_restore_fields,
     .needs = model::permission::publish,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/rooms/{room}/state/restore",
     .answer = state_restore_answer,
     .help = "Makes the shared state what it was, as a new version: restoring the one before undoes it."},
    {.name = "state.forget",
     .fields = state_snapshot_fields,
     .needs = model::permission::publish,
     .method = "DELETE",
     .path = "/rooms/{room}/state/snapshots/{name}",
     .answer = state_snapshot_answer,
     .help = "Takes a snapshot's name away; somebody else's only whoever manages the room."},
};
static_assert(model::sane(state_commands));

inline constexpr model::field state_changed_event[] = {
    {"version", model::field_type::integer, true, 0, 0,
     "of the whole state, with this change; each is one more"},
    {"what", model::field_type::text, true, 0, 0, "set, merge or erase"},
    {"changes", model::field_type::list, true, 0, 0,
     "{key, value?, was, old?}: no value where it was erased; was: the version it replaced (0: none), old: "
     "what that "
     "had, up to 1 KiB"},
    {"made_at", model::field_type::integer, false, 0, 0, "of an edit made offline: when"},
    state_lost_field,
};
inline constexpr model::field state_restored_event[] = {
    {"version", model::field_type::integer, true, 0, 0, "of the whole state, with this change"},
    {"to", model::field_type::integer, true, 0, 0, "the version that it is like again"},
    {"changed", model::field_type::integer, true, 0, 0, "keys; ask for them: state.get {since}"},
    {"snapshot", model::field_type::text, false, 0, 0, "its name"},
};
inline constexpr model::field state_named_event[] = {
    {"name", model::field_type::text, true, 0, 0, "of the snapshot"},
    {"version", model::field_type::integer, true, 0, 0, "what it is of"},
};
inline constexpr event_spec state_events[] = {
    {"state.changed", true, state_changed_event, "Somebody changed the shared state."},
    {"state.restored", true, state_restored_event, "Somebody went back to how the shared state was."},
    {"state.snapshot_made", true, state_named_event, "The shared state as it is has a name."},
    {"state.snapshot_forgotten", true, state_named_event, "A snapshot's name is gone."},
};
static_assert(sane(state_events));

} // namespace snug::facets
