#include "actors/facets/members.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/log_rows.hpp"
#include "actors/facets/replies.hpp"
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

// `user` is the first field of every command here; the other is the second.
constexpr std::size_t the_user = 0;
constexpr std::size_t the_other = 1;

constexpr field add_fields[] = {
    user_field, {"role", field_type::choice, false, 0, 0, "editor where not given", given_roles}};
constexpr field take_fields[] = {user_field, reason_field};
constexpr field role_fields[] = {user_field,
                                 {"role", field_type::choice, true, 0, 0, "the new role", given_roles}};
constexpr field mute_fields[] = {user_field, muted_field};

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
constexpr model::command_spec table[] = {
    {.name = "member.add",
     .fields = add_fields,
     .needs = manages,
     .answer = receipt_fields,
     .help = "Makes a user a member; also lets a banned one in again."},
    {.name = "member.kick",
     .holds = true,
     .fields = take_fields,
     .needs = manages,
     .answer = receipt_fields,
     .help = "Puts a user out of the room and ends what they were there, a mute too; they may come back "
             "where anybody may."},
    {.name = "member.ban",
     .holds = true,
     .fields = take_fields,
     .needs = manages,
     .answer = receipt_fields,
     .help = "Puts a user out of the room and keeps them out."},
    {.name = "member.set_role",
     .holds = true,
     .fields = role_fields,
     .needs = manages,
     .answer = receipt_fields,
     .help = "Changes a member's role."},
    {.name = "member.mute",
     .holds = true,
     .fields = mute_fields,
     .needs = manages,
     .answer = receipt_fields,
     .help = "Takes a user's voice, or gives it back."},
    {.name = "member.list",
     .way = model::lane::read,
     .fields = list_fields,
     .needs = model::permission::read,
     .answer = list_answer,
     .help = "A page of the members; banned ones only for those who manage members."},
};
static_assert(model::sane(table));

constexpr std::string_view added = "member.added";
constexpr std::string_view kicked = "member.kicked";
constexpr std::string_view banned = "member.banned";
constexpr std::string_view role_changed = "member.role_changed";
constexpr std::string_view muted = "member.muted";

constexpr field role_event[] = {user_field, role_fields[the_other], by_field};
constexpr field take_event[] = {user_field, reason_field, by_field};
constexpr field mute_event[] = {user_field, muted_field, by_field};
constexpr event_spec events[] = {
    {added, true, role_event, "Somebody became a member."},
    {kicked, true, take_event, "A membership was ended."},
    {banned, true, take_event, "Somebody may not come in any more."},
    {role_changed, true, role_event, "A member has another role."},
    {muted, true, mute_event, "Somebody was muted, or may speak again."},
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

model::failure no_member() { return refuse(error_code::not_found, "no such member", "user"); }
model::failure is_banned() { return refuse(error_code::conflict, "is banned", "user"); }

model::result<decision> add(const rule_context& context, const model::arguments& args, const subject& whom) {
  if (auto refused = may_give(context, args)) return *std::move(refused);
  if (whom.row.role > role::banned) return refuse(error_code::conflict, "is a member already", "user");
  return told(added, context, args, add_fields[the_other], model::name_of(role::editor));
}

model::result<decision> kick(const rule_context& context, const model::arguments& args, const subject& whom) {
  if (whom.counts == role::banned) return is_banned();
  if (whom.counts == role::none) return no_member();
  return told(kicked, context, args, reason_field);
}

model::result<decision> ban(const rule_context& context, const model::arguments& args, const subject& whom) {
  if (whom.counts == role::banned) return is_banned();
  return told(banned, context, args, reason_field);
}

model::result<decision> set_role(const rule_context& context, const model::arguments& args,
                                 const subject& whom) {
  if (auto refused = may_give(context, args)) return *std::move(refused);
  if (whom.row.role == role::banned) return is_banned();
  if (whom.row.role == role::none) return no_member();
  return told(role_changed, context, args, role_fields[the_other]);
}

model::result<decision> mute(const rule_context& context, const model::arguments& args, const subject& whom) {
  if (whom.counts == role::banned) return is_banned();
  if (whom.counts == role::none) return no_member();
  return told(muted, context, args, muted_field);
}

using rule = model::result<decision> (*)(const rule_context&, const model::arguments&, const subject&);
constexpr rule durable_rules[] = {add, kick, ban, set_role, mute}; // in the order of the table

// ---- rows

void keep(model::rows& rows, const model::record& record, std::string_view user, const standing& row) {
  if (row == standing{})
    rows.erase(member_key(record.room, user));
  else
    rows.put(member_key(record.room, user), encode(row));
}

bool is_ours(std::string_view event) {
  return std::any_of(std::begin(events), std::end(events), [&](const auto& e) { return e.name == event; });
}

} // namespace

std::span<const model::command_spec> members::commands() const noexcept { return table; }

model::result<decision> members::decide(const rule_context& context, const model::command& command,
                                        const model::arguments& args, const model::row_source& rows) const {
  const auto whom = find_subject(context, args, rows);
  if (!whom) return whom.error();
  return durable_rules[command_registry::get().at(command.verb).place](context, args, *whom);
}

bool members::takes_away(const model::command& command, const model::arguments& args,
                         const standing& row) const {
  const auto rule = durable_rules[command_registry::get().at(command.verb).place];
  if (rule == mute) return args.flag(the_other);
  if (rule != set_role) return true;
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
  else if (record.name == kicked)
    row = {};
  else if (record.name == banned)
    row.role = role::banned;
  else
    row.muted = data.find("muted").boolean().value_or(true);
  keep(rows, record, user, row);
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
