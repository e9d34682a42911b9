#pragma once
#include "actors/model/command_table.hpp"

namespace snug::facets {

/// Commands about who may come in. They are answered by the identity desk (transport), which knows time,
/// randomness and passwords; here because the command table is one.

inline constexpr std::uint64_t most_ms = 253'402'300'799'000; ///< the end of the year 9999

enum list_sessions_field : std::size_t { list_sessions_user };
inline constexpr model::field list_sessions_fields[] = {
    {"user", model::field_type::text, false, 1, 128,
     "whose; one's own where not given. Others': scope users"},
};
inline constexpr model::field list_sessions_answer[] = {
    {"sessions", model::field_type::list, true, 0, 0,
     "{session, client, seen, expires, online, current}: at most 200, the newest first; a login over HTTP "
     "without a connection is one"},
};

enum end_session_field : std::size_t { end_session, end_which, end_user };
inline constexpr model::field end_session_fields[] = {
    {"session", model::field_type::integer, false, 1, (1ull << 53) - 1, "the one to end"},
    {"which", model::field_type::choice, false, 0, 0,
     "all: every session and every token made before now; others: all but this one", "all|others"},
    {"user", model::field_type::text, false, 1, 128,
     "whose; one's own where not given. Others': scope users"},
};
inline constexpr model::field end_session_answer[] = {
    {"ended", model::field_type::integer, true, 0, 0, "how many; with all: not counted, 0"},
};

enum revoke_field : std::size_t { revoke_user, revoke_token, revoke_ends, revoke_reason };
inline constexpr model::field revoke_fields[] = {
    {"user", model::field_type::text, false, 1, 128, "every token of this user that was made before now"},
    {"token", model::field_type::text, false, 1, 128, "one token, by its jti"},
    {"expires", model::field_type::integer, false, 1, most_ms,
     "when the token ends by itself, ms since 1970; auth.revocation_ms from now where not given"},
    {"reason", model::field_type::text, false, 0, 200, "for the operator"},
};

inline constexpr model::field ticket_answer[] = {
    {"ticket", model::field_type::text, true, 0, 0, "for `?ticket=` of one connection"},
    {"expires", model::field_type::integer, true, 0, 0, "ms since 1970"},
};

enum add_key_field : std::size_t { add_key_name, add_key_scopes, add_key_expires };
inline constexpr model::field add_key_fields[] = {
    {"name", model::field_type::text, true, 1, 64,
     "letters, digits, `-`, `_`, `.`: the key speaks as `service:<name>`"},
    {"scopes", model::field_type::text, true, 1, 64, "publish, rooms, users, admin; with commas between"},
    {"expires", model::field_type::integer, false, 1, most_ms, "ms since 1970; never where not given"},
};
inline constexpr model::field add_key_answer[] = {
    {"id", model::field_type::text, true, 0, 0, "names the key"},
    {"user", model::field_type::text, true, 0, 0, "whom its events are from"},
    {"secret", model::field_type::text, true, 0, 0, "the key itself: shown this once, kept as a hash only"},
};
inline constexpr model::field list_keys_answer[] = {
    {"keys", model::field_type::list, true, 0, 0, "{id, user, name, scopes, made, expires?}"},
};
enum revoke_key_field : std::size_t { revoke_key_id };
inline constexpr model::field revoke_key_fields[] = {
    {"id", model::field_type::text, true, 1, 64, "of the key"},
};

enum login_field : std::size_t { login_user, login_password, login_client };
inline constexpr model::field login_fields[] = {
    {"user", model::field_type::text, true, 1, 64, "the account's name, without `local:`"},
    {"password", model::field_type::text, true, 1, 256, "its password"},
    {"client", model::field_type::text, false, 0, 64, "what the device is called"},
};
inline constexpr model::field login_answer[] = {
    {"user", model::field_type::text, true, 0, 0, "`local:<name>`"},
    {"token", model::field_type::text, true, 0, 0, "for hello and for `Authorization: Bearer`"},
    {"expires", model::field_type::integer, true, 0, 0, "when it ends, ms since 1970"},
    {"refresh", model::field_type::text, true, 0, 0, "for `auth.refresh`, once"},
    {"refresh_expires", model::field_type::integer, true, 0, 0, "when that ends, ms since 1970"},
};
enum refresh_field : std::size_t { refresh_refresh };
inline constexpr model::field refresh_fields[] = {
    {"refresh", model::field_type::text, true, 1, 1'024, "the newest refresh token of a login"},
};
enum password_field : std::size_t { password_old, password_new };
inline constexpr model::field password_fields[] = {
    {"old", model::field_type::text, true, 1, 256, "the password as it is"},
    {"new", model::field_type::text, true, 8, 256, "the password to be"},
};

enum add_user_field : std::size_t {
  add_user_name,
  add_user_password,
  add_user_shown,
  add_user_avatar,
  add_user_attributes,
  add_user_admin
};
inline constexpr model::field add_user_fields[] = {
    {"user", model::field_type::text, true, 1, 64, "letters, digits, `-`, `_`, `.`; known as `local:<user>`"},
    {"password", model::field_type::text, false, 8, 256, "nobody can log in without one"},
    {"name", model::field_type::text, false, 0, 64, "as shown to others"},
    {"avatar", model::field_type::text, false, 0, 512, "address of a picture"},
    {"attributes", model::field_type::map, false, 0, 1'024, "what others are told of them"},
    {"admin", model::field_type::boolean, false, 0, 0, "may do everything; only an administrator may say so"},
};
inline constexpr model::field add_user_answer[] = {
    {"user", model::field_type::text, true, 0, 0, "`local:<user>`"},
};
enum list_users_field : std::size_t { list_users_after, list_users_limit };
inline constexpr model::field list_users_fields[] = {
    {"after", model::field_type::text, false, 1, 128, "the page's last user: what follows"},
    {"limit", model::field_type::integer, false, 1, 200, "accounts at most; 100 where not given"},
};
inline constexpr model::field list_users_answer[] = {
    {"users", model::field_type::list, true, 0, 0,
     "{user, name, admin, disabled, made}, in no order that matters"},
    {"more", model::field_type::boolean, true, 0, 0, "there are more behind the last"},
};
enum set_password_field : std::size_t { set_password_user, set_password_password };
inline constexpr model::field set_password_fields[] = {
    {"user", model::field_type::text, true, 1, 64, "the account's name"},
    {"password", model::field_type::text, true, 8, 256, "the password to be"},
};
enum disable_user_field : std::size_t { disable_user_user, disable_user_disabled };
inline constexpr model::field disable_user_fields[] = {
    {"user", model::field_type::text, true, 1, 64, "the account's name"},
    {"disabled", model::field_type::boolean, false, 0, 0, "false: lets it in again; true where not given"},
};

/// Those that need no hello: who asks is what they find out.
inline constexpr model::command_spec stranger_commands[] = {
    {.name = "auth.login",
     .in_room = false,
     .way = model::lane::desk,
     .fields = login_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/login",
     .answer = login_answer,
     .help = "Tokens for an account of this server. Needs no hello."},
    {.name = "auth.refresh",
     .in_room = false,
     .way = model::lane::desk,
     .fields = refresh_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/refresh",
     .answer = login_answer,
     .help = "New tokens for a login; the refresh token given is used up. Needs no hello."},
};
static_assert(model::sane(stranger_commands));

inline constexpr model::command_spec identity_commands[] = {
    {.name = "auth.logout",
     .in_room = false,
     .way = model::lane::desk,
     .fields = {},
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/logout",
     .answer = {},
     .help = "Gives the token back that this connection came with, and the login behind it; every connection "
             "that "
             "came with it is closed (4101)."},
    {.name = "auth.password",
     .in_room = false,
     .way = model::lane::desk,
     .fields = password_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/password",
     .answer = {},
     .help = "Changes one's own password; other sessions go on (session.end ends them)."},
    {.name = "user.add",
     .in_room = false,
     .way = model::lane::desk,
     .fields = add_user_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/users",
     .answer = add_user_answer,
     .help = "Makes an account of this server. Scope users."},
    {.name = "user.list",
     .in_room = false,
     .way = model::lane::desk,
     .fields = list_users_fields,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/users",
     .answer = list_users_answer,
     .help = "A page of the accounts. Scope users."},
    {.name = "user.passwd",
     .in_room = false,
     .way = model::lane::desk,
     .fields = set_password_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/users/passwd",
     .answer = {},
     .help = "Sets an account's password; what it was given before is worth nothing any more. Scope users."},
    {.name = "user.disable",
     .in_room = false,
     .way = model::lane::desk,
     .fields = disable_user_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/users/disable",
     .answer = {},
     .help = "Keeps an account out, its open connections included (4101), or lets it in again. Scope users."},
    {.name = "session.list",
     .in_room = false,
     .way = model::lane::desk,
     .fields = list_sessions_fields,
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/sessions",
     .answer = list_sessions_answer,
     .help = "The sessions of a user: where they came in, and when last."},
    {.name = "session.end",
     .in_room = false,
     .way = model::lane::desk,
     .fields = end_session_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/sessions/end",
     .answer = end_session_answer,
     .help =
         "Ends sessions: their connections are closed (4101), their resume tokens and the tokens they came "
         "with are worth nothing any more."},
    {.name = "auth.revoke",
     .in_room = false,
     .way = model::lane::desk,
     .fields = revoke_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/revoke",
     .answer = {},
     .help = "Takes tokens back, by user or one by its id. Scope users."},
    {.name = "auth.ticket",
     .in_room = false,
     .way = model::lane::desk,
     .fields = {},
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/auth/ticket",
     .answer = ticket_answer,
     .help = "A ticket for one more connection of the same user, for places that can't set headers."},
    {.name = "key.add",
     .in_room = false,
     .way = model::lane::desk,
     .fields = add_key_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/keys",
     .answer = add_key_answer,
     .help = "Makes an API key for a back end. Scope admin."},
    {.name = "key.list",
     .in_room = false,
     .way = model::lane::desk,
     .fields = {},
     .rate = model::rate_class::heavy,
     .method = "GET",
     .path = "/keys",
     .answer = list_keys_answer,
     .help = "The API keys there are. Scope admin."},
    {.name = "key.revoke",
     .in_room = false,
     .way = model::lane::desk,
     .fields = revoke_key_fields,
     .rate = model::rate_class::heavy,
     .method = "POST",
     .path = "/keys/revoke",
     .answer = {},
     .help = "Takes an API key back; its connections are closed (4101). Scope admin."},
};
static_assert(model::sane(identity_commands));

} // namespace snug::facets
