#include "actors/facets/members.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/first_members.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_rows.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;
using model::field;
using model::field_type;
using model::role;

namespace {

// ---- tables

constexpr field user_field{"user", field_type::text, true, 1, 256, "whom it is about"};
constexpr field by_field{
    "by", field_type::text, false, 0, 0, "who did it; not there where it was the server"};
constexpr std::string_view given_roles = "viewer|editor|host|owner";
constexpr field reason_field{"reason", field_type::text, false, 0, 512, "told to everybody"};
constexpr field muted_field{"muted", field_type::boolean, true, 0, 0, "true: may not speak or publish"};

// `user` is the first field of every command about somebody; the other is the second.
constexpr std::size_t the_user = 0;
constexpr std::size_t the_other = 1;

constexpr field add_fields[] = {
    user_field, {"role", field_type::choice, false, 0, 0, "editor where not given", given_roles}};
constexpr field take_fields[] = {user_field, reason_field};
constexpr field role_fields[] = {user_field,
                                 {"role", field_type::choice, true, 0, 0, "the new role", given_roles}};
constexpr field mute_fields[] = {user_field, muted_field};

constexpr field user_fields[] = {user_field};
constexpr field join_fields[] = {
    {"code", field_type::text, false, 1, 64, "the access code, where the room has one"}};

enum list_field : std::size_t { list_after, list_limit };
constexpr field list_fields[] = {
    {"after", field_type::text, false, 1, 256, "only users behind this one"},
    {"limit", field_type::integer, false, 1, 200, "members at most; 100 where not given"},
};
constexpr field list_answer[] = {
    {"members", field_type::list, true, 0, 0, "{user, role, muted}, by user"},
    {"more", field_type::boolean, true, 0, 0, "there are more behind the last"},
};

constexpr auto manages = model::permission::manage_members;
constexpr std::string_view people = "/rooms/{room}/members", person = "/rooms/{room}/members/{user}";
enum verb : std::uint16_t {
  verb_add,
  verb_kick,
  verb_ban,
  verb_set_role,
  verb_mute,
  verb_remove,
  verb_unban,
  verb_transfer,
  verb_join,
  verb_leave,
  verb_list
};
constexpr model::command_spec table[] = {
    {.name = "member.add",
     .fields = add_fields,
     .needs = manages,
     .method = "POST",
     .path = people,
     .answer = receipt_fields,
     .help = "Makes a user a member; also lets a banned one in again."},
    {.name = "member.kick",
     .holds = true,
     .fields = take_fields,
     .needs = manages,
     .method = "POST",
     .path = "/rooms/{room}/members/{user}/kick",
     .answer = receipt_fields,
     .help = "Puts a user out of the room and ends what they were there, a mute too; they may come back "
             "where anybody may."},
    {.name = "member.ban",
     .holds = true,
     .fields = take_fields,
     .needs = manages,
     .method = "POST",
     .path = "/rooms/{room}/members/{user}/ban",
     .answer = receipt_fields,
     .help = "Puts a user out of the room and keeps them out."},
    {.name = "member.set_role",
     .holds = true,
     .fields = role_fields,
     .needs = manages,
     .method = "PATCH",
     .path = person,
     .answer = receipt_fields,
     .help = "Changes a member's role."},
    {.name = "member.mute",
     .holds = true,
     .fields = mute_fields,
     .needs = manages,
     .method = "POST",
     .path = "/rooms/{room}/members/{user}/mute",
     .answer = receipt_fields,
     .help = "Takes a user's voice, or gives it back."},
    {.name = "member.remove",
     .holds = true,
     .fields = take_fields,
     .needs = manages,
     .method = "DELETE",
     .path = person,
     .answer = receipt_fields,
     .help = "Ends a membership without holding anything against the member."},
    {.name = "member.unban",
     .fields = user_fields,
     .needs = manages,
     .method = "POST",
     .path = "/rooms/{room}/members/{user}/unban",
     .answer = receipt_fields,
     .help = "Ends a ban; the user isn't a member by it."},
    {.name = "room.transfer",
     .fields = user_fields,
     .needs = model::permission::manage_room,
     .method = "POST",
     .path = "/rooms/{room}/transfer",
     .answer = receipt_fields,
     .help = "Makes another member an owner, and the owner who says it a host."},
    {.name = "member.join",
     .for_strangers = true,
     .fields = join_fields,
     .method = "PUT",
     .path = "/rooms/{room}/seat",
     .answer = receipt_fields,
     .help =
         "Takes a member's seat where anybody may, or with the room's code; room.join does so by itself in "
         "open rooms and with a code."},
    {.name = "member.leave",
     .fields = {},
     .method = "DELETE",
     .path = "/rooms/{room}/seat",
     .answer = receipt_fields,
     .help = "Leaves a room for good. An owner transfers it first."},
    {.name = "member.list",
     .way = model::lane::read,
     .fields = list_fields,
     .needs = model::permission::read,
     .method = "GET",
     .path = people,
     .answer = list_answer,
     .help = "A page of the members; banned ones only for those who manage members."},
};
static_assert(model::sane(table));

constexpr std::string_view added = "member.added";
constexpr std::string_view kicked = "member.kicked";
constexpr std::string_view banned = "member.banned";
constexpr std::string_view role_changed = "member.role_changed";
constexpr std::string_view muted = "member.muted";
constexpr std::string_view removed = "member.removed";
constexpr std::string_view unbanned = "member.unbanned";

constexpr field role_event[] = {user_field, role_fields[the_other], by_field};
constexpr field take_event[] = {user_field, reason_field, by_field};
constexpr field mute_event[] = {user_field, muted_field, by_field};
constexpr field unbanned_event[] = {user_field, by_field};
constexpr event_spec events[] = {
    {added, true, role_event, "Somebody became a member."},
    {kicked, true, take_event, "A membership was ended."},
    {banned, true, take_event, "Somebody may not come in any more."},
    {role_changed, true, role_event, "A member has another role."},
    {muted, true, mute_event, "Somebody was muted, or may speak again."},
    {removed, true, take_event, "Somebody left for good, or was taken out of the members."},
    {unbanned, true, unbanned_event, "Somebody isn't banned any more."},
};
static_assert(sane(events));

constexpr std::uint64_t default_limit = 100;

// ---- rules

/// A told change about `args`' user, with its second field where that was given.
decision told(std::string_view event, const rule_context& context, const model::arguments& args,
              const field& second, std::optional<std::string_view> default_text = std::nullopt) {
  const bool has_second = args.has(the_other) || default_text;
  const bool has_author = !context.who.user.empty();
  model::packer p;
  p.map(1 + (has_second ? 1 : 0) + (has_author ? 1 : 0)).text("user").text(args.text(the_user));
  if (has_second) p.text(second.name);
  if (args.has(the_other))
    p.raw(args.raw(the_other));
  else if (default_text)
    p.text(*default_text);
  if (has_author) p.text("by").text(context.who.user);
  return {{{std::string(event), std::move(p).str(), true}}, receipt(context)};
}

bool outranks(const rule_context& context, role other) {
  return context.who.manages_rooms() || context.in_room.role == role::owner || context.in_room.role > other;
}

/// Whom a command is about: the row, and the standing that counts (a visitor of a public room has one without
/// a row).
struct subject {
  standing row;
  role counts = role::none;
};

model::result<subject> find_subject(const rule_context& context, const model::arguments& args,
                                    const model::row_source& rows) {
  const auto user = args.text(the_user);
  if (const auto rule = check_user(user)) return refuse(error_code::bad_request, std::string(*rule), "user");
  if (!context.who.manages_rooms() && user == context.who.user)
    return refuse(error_code::forbidden, "nobody changes their own standing", "user");
  subject found;
  found.row = read_standing(rows, context.room.key, user);
  found.counts = found.row.role;
  if (found.counts == role::none && context.room.access == model::access::public_room)
    found.counts = context.room.kind->visitor;
  if (!outranks(context, found.counts))
    return refuse(error_code::forbidden, "only somebody with a higher role may do this", "user");
  return found;
}

std::optional<model::failure> may_give(const rule_context& context, const model::arguments& args) {
  const auto given = model::role_of(args.text(the_other)).value_or(role::editor);
  if (outranks(context, given)) return std::nullopt;
  return refuse(error_code::forbidden, "only roles below one's own can be given", "role");
}

model::failure room_is_full() {
  return refuse(error_code::room_full, "has as many members as it may", "room");
}
model::failure no_member() { return refuse(error_code::not_found, "no such member", "user"); }
model::failure is_banned() { return refuse(error_code::conflict, "is banned", "user"); }

using model::row_source;

model::result<decision> add(const rule_context& context, const model::arguments& args, const subject& whom,
                            const row_source& rows) {
  if (auto refused = may_give(context, args)) return *std::move(refused);
  if (whom.row.role > role::banned) return refuse(error_code::conflict, "is a member already", "user");
  if (is_full(rows, context.room)) return room_is_full();
  return told(added, context, args, add_fields[the_other], model::name_of(role::editor));
}

model::result<decision> kick(const rule_context& context, const model::arguments& args, const subject& whom,
                             const row_source&) {
  if (whom.counts == role::banned) return is_banned();
  if (whom.counts == role::none) return no_member();
  return told(kicked, context, args, reason_field);
}

model::result<decision> ban(const rule_context& context, const model::arguments& args, const subject& whom,
                            const row_source&) {
  if (whom.counts == role::banned) return is_banned();
  return told(banned, context, args, reason_field);
}

model::result<decision> set_role(const rule_context& context, const model::arguments& args,
                                 const subject& whom, const row_source&) {
  if (auto refused = may_give(context, args)) return *std::move(refused);
  if (whom.row.role == role::banned) return is_banned();
  if (whom.row.role == role::none) return no_member();
  return told(role_changed, context, args, role_fields[the_other]);
}

model::result<decision> mute(const rule_context& context, const model::arguments& args, const subject& whom,
                             const row_source&) {
  if (whom.counts == role::banned) return is_banned();
  if (whom.counts == role::none) return no_member();
  return told(muted, context, args, muted_field);
}

model::result<decision> remove(const rule_context& context, const model::arguments& args, const subject& whom,
                               const row_source&) {
  if (whom.row.role == role::banned) return is_banned();
  if (whom.row.role == role::none) return no_member();
  return told(removed, context, args, reason_field);
}

model::result<decision> unban(const rule_context& context, const model::arguments& args, const subject& whom,
                              const row_source&) {
  if (whom.row.role != role::banned) return refuse(error_code::conflict, "is not banned", "user");
  return told(unbanned, context, args, reason_field);
}

/// A change of `user`'s role, said by whoever asks.
draft_record role_record(std::string_view event, const rule_context& context, std::string_view user,
                         role now) {
  model::packer p;
  const bool has_author = !context.who.user.empty();
  p.map(has_author ? 3 : 2).text("user").text(user).text("role").text(model::name_of(now));
  if (has_author) p.text("by").text(context.who.user);
  return {std::string(event), std::move(p).str(), true};
}

model::result<decision> transfer(const rule_context& context, const model::arguments& args,
                                 const subject& whom, const row_source&) {
  const bool owns = context.in_room.role == role::owner;
  if (!owns && !context.who.manages_rooms())
    return refuse(error_code::forbidden, "only an owner can give a room away");
  if (whom.row.role == role::banned) return is_banned();
  if (whom.row.role == role::none) return no_member();
  decision made{{role_record(role_changed, context, args.text(the_user), role::owner)}, receipt(context)};
  if (owns) made.records.push_back(role_record(role_changed, context, context.who.user, role::host));
  return made;
}

// Without looking at where they differ first: how long it takes says nothing about the code.
bool same_code(std::string_view given, std::string_view code) {
  unsigned char differs = code.empty() || given.size() != code.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    differs |= static_cast<unsigned char>(given[i] ^ (i < code.size() ? code[i] : '\0'));
  return differs == 0;
}

model::result<decision> join(const rule_context& context, const model::arguments& args,
                             const row_source& rows) {
  const auto& room = context.room;
  const auto row = read_standing(rows, room.key, context.who.user);
  const bool knows = same_code(args.text(0), read_profile(rows, room.key).code);
  const bool may_see = room.access == model::access::public_room || room.access == model::access::open ||
                       row.role != role::none || (room.access == model::access::code && knows);
  if (!may_see || context.who.user.empty()) return no_such_room();
  if (row.role == role::banned) return refuse(error_code::forbidden, "banned from this room");
  if (row.role > role::banned) return refuse(error_code::conflict, "is a member already", "user");
  if (room.archived) return refuse(error_code::forbidden, "the room is archived");
  if (is_full(rows, room)) return room_is_full();
  return decision{{role_record(added, context, context.who.user, room.kind->visitor)}, receipt(context)};
}

model::result<decision> leave(const rule_context& context, const row_source& rows) {
  const auto row = read_standing(rows, context.room.key, context.who.user);
  if (row.role <= role::banned) return refuse(error_code::not_found, "is not a member", "user");
  if (row.role == role::owner)
    return refuse(error_code::conflict, "owns the room: transfer or delete it first", "user");
  model::packer p;
  p.map(2).text("user").text(context.who.user).text("by").text(context.who.user);
  return decision{{{std::string(removed), std::move(p).str(), true}}, receipt(context)};
}

using rule = model::result<decision> (*)(const rule_context&, const model::arguments&, const subject&,
                                         const row_source&);
constexpr rule rules_about_somebody[] = {add,  kick,   ban,   set_role,
                                         mute, remove, unban, transfer}; // in the order of the table

// ---- rows

bool is_ours(std::string_view event) {
  return std::any_of(std::begin(events), std::end(events), [&](const auto& e) { return e.name == event; });
}

} // namespace

std::span<const model::command_spec> members::commands() const noexcept { return table; }

model::result<decision> members::decide(const rule_context& context, const model::command& command,
                                        const model::arguments& args, const model::row_source& rows) const {
  const auto place = command_registry::get().at(command.verb).place;
  if (place == verb_join) return facets::join(context, args, rows);
  if (place == verb_leave) return facets::leave(context, rows);
  const auto whom = find_subject(context, args, rows);
  if (!whom) return whom.error();
  return rules_about_somebody[place](context, args, *whom, rows);
}

bool members::takes_away(const model::command& command, const model::arguments& args,
                         const standing& row) const {
  const auto place = command_registry::get().at(command.verb).place;
  if (place == verb_mute) return args.flag(the_other);
  if (place != verb_set_role) return true;
  const auto given = model::role_of(args.text(the_other)).value_or(role::none);
  return (model::default_permissions(row.role).bits() & ~model::default_permissions(given).bits()) != 0;
}

void members::apply(const model::record& record, model::rows& rows) const {
  if (!is_ours(record.name)) return;
  const model::value data(record.data);
  const auto user = data.find("user").text().value_or(std::string_view{});
  auto row = read_standing(rows, record.room, user);
  if (record.name == added || record.name == role_changed)
    row.role = model::role_of(data.find("role").text().value_or(std::string_view{})).value_or(role::viewer);
  else if (record.name == kicked || record.name == removed || record.name == unbanned)
    row = {};
  else if (record.name == banned)
    row.role = role::banned;
  else
    row.muted = data.find("muted").boolean().value_or(true);
  put_standing(rows, record.room, user, row);
}

void members::follows(const room_facts& room, const model::record& record,
                      std::vector<follow_up>& behind) const {
  if (!is_ours(record.name) || record.name == muted || record.name == unbanned) return;
  const model::value data(record.data);
  model::packer p;
  p.map(4).text("user").text(data.find("user").text().value_or(std::string_view{}));
  p.text("room").uint(room.key.value()).text("role");
  p.text(data.find("role").text().value_or(model::name_of(role::none))).text("since").integer(record.at);
  behind.push_back({"membership.keep", {}, std::move(p).str(), {}});
}

model::result<std::string> members::read(const rule_context& context, const model::command&,
                                         const model::arguments& args, const model::row_source& rows) const {
  const bool manager = context.may.has(manages);
  const auto limit = args.has(list_limit) ? args.uint(list_limit) : default_limit;
  const auto prefix = member_key(context.room.key, {});
  const auto first = args.has(list_after) ? prefix + std::string(args.text(list_after)) + '\0' : prefix;
  model::packer list;
  std::uint32_t count = 0;
  bool more = false;
  const auto visit = [&](std::string_view key, std::string_view value) {
    const auto row = decode_standing(value);
    if (!row || (row->role <= role::banned && !manager)) return true;
    more = count == limit;
    if (more) return false;
    list.map(3).text("user").text(key.substr(prefix.size())).text("role").text(name_of(row->role));
    list.text("muted").boolean(row->muted);
    ++count;
    return true;
  };
  const auto end = model::row_key::end_of(context.room.key, model::table::member);
  if (!rows.scan(first, end, model::row_source::order::up, visit)) more = true;
  model::packer p;
  p.map(2).text("members").array(count);
  auto reply = std::move(p).str() + list.str();
  reply += model::packer().text("more").boolean(more).str();
  return reply;
}

const facet& members_facet() noexcept {
  static const members judge;
  static const facet row{"members", &judge, nullptr, events};
  return row;
}

} // namespace snug::facets
