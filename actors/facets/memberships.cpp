#include "actors/facets/memberships.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/first_members.hpp"
#include "actors/facets/kinds.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_names.hpp"
#include "actors/facets/room_rows.hpp"

namespace snug::facets {

using model::error_code;
using model::field_type;
using model::table;

namespace {

// ---- tables

constexpr model::field user_field{"user", field_type::text, true, 1, 256, "whom it is about"};
enum keep_field : std::size_t { keep_user, keep_room, keep_role, keep_since };
constexpr model::field keep_fields[] = {
    user_field,
    {"room", field_type::integer, true, 0, 0, "the room's key"},
    {"role", field_type::choice, true, 0, 0, "what the user is there; none: not a member",
     "none|banned|viewer|editor|host|owner"},
    {"since", field_type::integer, true, 0, 0, "ms since 1970"},
};
constexpr model::field user_fields[] = {user_field};
enum silence_field : std::size_t { silence_user, silence_other, silence_muted };
constexpr model::field silence_fields[] = {
    user_field,
    {"other", field_type::text, true, 1, 256, "who is muted"},
    {"muted", field_type::boolean, true, 0, 0, "false: not any more"},
};
enum list_field : std::size_t { list_after, list_limit };
constexpr model::field list_fields[] = {
    {"after", field_type::text, false, 1, 256, "only users behind this one"},
    {"limit", field_type::integer, false, 1, 200, "users at most; 100 where not given"},
};
constexpr model::field list_answer[] = {
    {"users", field_type::list, true, 0, 0, "{user, since}, by user"},
    {"more", field_type::boolean, true, 0, 0, "there are more behind the last"},
};

enum verb : std::uint16_t { verb_keep, verb_block, verb_unblock, verb_blocked, verb_silence };
constexpr model::command_spec commands_of_users[] = {
    {.name = "membership.keep",
     .in_room = false,
     .fields = keep_fields,
     .answer = {},
     .help = "Keeps at a user what the user is in a room; for the server itself."},
    {.name = "user.block",
     .in_room = false,
     .whose = model::about::own_user,
     .fields = user_fields,
     .method = "PUT",
     .path = "/blocked/{user}",
     .answer = {},
     .help = "Hears nothing more from a user in direct rooms."},
    {.name = "user.unblock",
     .in_room = false,
     .whose = model::about::own_user,
     .fields = user_fields,
     .method = "DELETE",
     .path = "/blocked/{user}",
     .answer = {},
     .help = "Hears from a user again."},
    {.name = "user.blocked",
     .in_room = false,
     .whose = model::about::own_user,
     .way = model::lane::read,
     .fields = list_fields,
     .method = "GET",
     .path = "/blocked",
     .answer = list_answer,
     .help = "A page of the users one has blocked."},
    {.name = "direct.silence",
     .in_room = false,
     .whose = model::about::new_room,
     .fields = silence_fields,
     .answer = {},
     .help = "Mutes whom the other one blocked in their direct room; for the server itself."},
};
static_assert(model::sane(commands_of_users));

// Silent: rows follow from them, nobody is told.
constexpr std::string_view kept = "membership.kept";
constexpr std::string_view blocked = "user.blocked";

constexpr std::uint64_t default_limit = 100;

std::uint16_t verb_of(const model::command& command) {
  return command_registry::get().at(command.verb).place;
}

model::result<decision> block(const rule_context& context, std::string_view other, bool blocks) {
  if (const auto rule = check_user(other)) return refuse(error_code::bad_request, std::string(*rule), "user");
  if (other == context.who.user) return refuse(error_code::bad_request, "must be somebody else", "user");
  model::packer p;
  p.map(4).text("user").text(context.who.user).text("other").text(other).text("blocked").boolean(blocks);
  p.text("at").integer(context.now);
  return decision{{{std::string(blocked), std::move(p).str(), false}}, empty_reply()};
}

model::result<decision> silence(const rule_context& context, const model::arguments& args,
                                const model::row_source& rows) {
  const auto other = args.text(silence_other);
  const auto row = read_standing(rows, context.room.key, other);
  decision made{{}, empty_reply()};
  if (row.role == model::role::none || row.muted == args.flag(silence_muted)) return made;
  model::packer p;
  p.map(2).text("user").text(other).text("muted").boolean(args.flag(silence_muted));
  made.records.push_back({"member.muted", std::move(p).str(), true});
  return made;
}

std::string_view text_of(const model::value& data, std::string_view name) {
  return data.find(name).text().value_or(std::string_view{});
}

void keep(const model::value& data, model::rows& rows) {
  const auto key = place_key(text_of(data, "user"), model::key{data.find("room").uint().value_or(0)});
  const auto role = model::role_of(text_of(data, "role")).value_or(model::role::none);
  const auto invited = invited_key(text_of(data, "user"), model::key{data.find("room").uint().value_or(0)});
  if (role > model::role::banned && rows.get(invited)) rows.erase(invited); // not needed any more
  if (role > model::role::banned)
    rows.put(key, encode(place_row{role, data.find("since").integer().value_or(0)}));
  else if (rows.get(key))
    rows.erase(key);
}

void keep_block(const model::value& data, model::rows& rows) {
  const auto key = user_key(table::blocked, text_of(data, "user"), text_of(data, "other"));
  if (data.find("blocked").boolean().value_or(false))
    rows.put(key, encode_number(data.find("at").uint().value_or(0)));
  else if (rows.get(key))
    rows.erase(key);
}

} // namespace

std::span<const model::command_spec> memberships::commands() const noexcept { return commands_of_users; }

model::result<founding> memberships::found(const naming_context& context, const model::command&,
                                           const model::arguments& args) const {
  if (!context.who.admin || !context.who.user.empty())
    return refuse(error_code::forbidden, "only the server itself may do this");
  const auto* kind = context.known.find("direct");
  if (!kind) return refuse(error_code::not_found, "there is no such kind of room", "kind");
  return founding{direct_name(args.text(silence_user), args.text(silence_other)), kind,
                  model::access::members_only, false, false};
}

model::result<decision> memberships::decide(const rule_context& context, const model::command& command,
                                            const model::arguments& args,
                                            const model::row_source& rows) const {
  switch (verb_of(command)) {
  case verb_keep:
    return decision{{{std::string(kept), command.data, false}}, empty_reply()};
  case verb_block:
    return block(context, args.text(0), true);
  case verb_unblock:
    return block(context, args.text(0), false);
  default:
    return silence(context, args, rows);
  }
}

void memberships::apply(const model::record& record, model::rows& rows) const {
  if (record.name == kept)
    keep(model::value(record.data), rows);
  else if (record.name == blocked)
    keep_block(model::value(record.data), rows);
}

void memberships::follows(const room_facts&, const model::record& record,
                          std::vector<follow_up>& behind) const {
  if (record.name != blocked) return;
  const model::value data(record.data);
  model::packer p;
  p.map(3).text("user").text(text_of(data, "user")).text("other").text(text_of(data, "other"));
  p.text("muted").boolean(data.find("blocked").boolean().value_or(false));
  behind.push_back({"direct.silence", {}, std::move(p).str(), {}});
}

model::result<std::string> memberships::read(const rule_context& context, const model::command&,
                                             const model::arguments& args,
                                             const model::row_source& rows) const {
  const auto limit = args.has(list_limit) ? args.uint(list_limit) : default_limit;
  const auto prefix = user_key(table::blocked, context.who.user);
  auto end = prefix;
  end.back() = '\1';
  const auto first = args.has(list_after) ? prefix + std::string(args.text(list_after)) + '\0' : prefix;
  model::packer list;
  std::uint32_t count = 0;
  bool more = false;
  const auto visit = [&](std::string_view key, std::string_view value) {
    more = count == limit;
    if (more) return false;
    list.map(2).text("user").text(key.substr(prefix.size()));
    list.text("since").uint(decode_number(value).value_or(0));
    ++count;
    return true;
  };
  if (!rows.scan(first, end, model::row_source::order::up, visit)) more = true;
  auto reply = model::packer().map(2).text("users").array(count).str() + list.str();
  return reply + model::packer().text("more").boolean(more).str();
}

model::command membership_ends(std::string_view user, model::key room) {
  model::command c;
  c.who = model::server_identity();
  c.verb = *command_registry::get().find("membership.keep");
  model::packer p;
  p.map(4).text("user").text(user).text("room").uint(room.value());
  p.text("role").text(name_of(model::role::none)).text("since").integer(0);
  c.data = std::move(p).str();
  return c;
}

const facet& memberships_facet() noexcept {
  static const memberships judge;
  static const facet row{"memberships", &judge, nullptr, {}};
  return row;
}

} // namespace snug::facets
