#include "actors/facets/invitations.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/first_members.hpp"
#include "actors/facets/invitation_tables.hpp"
#include "actors/facets/kinds.hpp"
#include "actors/facets/room_names.hpp"
#include "actors/facets/room_rows.hpp"
#include <algorithm>

namespace snug::facets {

using model::error_code;
using model::role;

namespace {

constexpr std::string_view sent = "invitation.sent";
constexpr std::string_view withdrawn = "invitation.withdrawn";
constexpr std::string_view declined = "invitation.declined";
constexpr std::string_view linked = "invitation.linked"; // silent from here on
constexpr std::string_view unlinked = "invitation.unlinked";
constexpr std::string_view used = "invitation.used";
constexpr std::string_view kept = "invitation.kept";

constexpr std::uint64_t default_limit = 100;
constexpr std::size_t most_of_mine = 200;

std::string_view text_of(const model::value& data, std::string_view name) {
  return data.find(name).text().value_or(std::string_view{});
}
std::int64_t time_of(const model::value& data, std::string_view name) {
  return data.find(name).integer().value_or(0);
}

bool is_over(const invitation_row& row, std::int64_t now) { return row.ends_at != 0 && row.ends_at <= now; }

std::optional<invitation_row> read_invitation(const model::row_source& rows, const std::string& key,
                                              std::int64_t now) {
  const auto value = rows.get(key);
  auto row = value ? decode_invitation(*value) : std::nullopt;
  if (row && is_over(*row, now)) row.reset();
  return row;
}

// ---- inviting

role role_given(const model::arguments& args) {
  return model::role_of(args.text(invite_role)).value_or(role::editor);
}

std::optional<model::failure> may_invite(const rule_context& context, role as) {
  if (context.who.manages_rooms() || context.in_room.role == role::owner || context.in_room.role > as)
    return std::nullopt;
  return refuse(error_code::forbidden, "only roles below one's own can be given", "role");
}

std::int64_t end_of(const rule_context& context, const model::arguments& args) {
  return args.has(invite_lasts) ? context.now + static_cast<std::int64_t>(args.uint(invite_lasts)) * 1'000
                                : 0;
}

/// Those that still hold; nobody counts further than the bound.
std::size_t pending(const rule_context& context, const model::row_source& rows) {
  std::size_t count = 0;
  const auto first = model::row_key(context.room.key, model::table::invitation).str();
  const auto last = model::row_key::end_of(context.room.key, model::table::invitation);
  rows.scan(first, last, model::row_source::order::up, [&](std::string_view, std::string_view value) {
    const auto row = decode_invitation(value);
    count += row && !is_over(*row, context.now) ? 1 : 0;
    return count < invitations::most_pending;
  });
  return count;
}

std::optional<model::failure> no_room_for(std::size_t more, const rule_context& context,
                                          const model::row_source& rows) {
  if (pending(context, rows) + more <= invitations::most_pending) return std::nullopt;
  return refuse(error_code::conflict, "has as many pending invitations as it may: withdraw some", "room");
}

void pack_author(model::packer& p, const rule_context& context) {
  if (!context.who.user.empty()) p.text("by").text(context.who.user);
}

draft_record sent_record(const rule_context& context, const model::arguments& args, std::string_view user,
                         std::string_view title) {
  const auto ends = end_of(context, args);
  model::packer p;
  p.map(2 + (title.empty() ? 0 : 1) + (ends ? 1 : 0) + (context.who.user.empty() ? 0 : 1));
  p.text("user").text(user).text("role").text(name_of(role_given(args)));
  if (!title.empty()) p.text("title").text(title);
  if (ends) p.text("expires_at").integer(ends);
  pack_author(p, context);
  return {std::string(sent), std::move(p).str(), true};
}

model::result<decision> send(const rule_context& context, const model::arguments& args,
                             const model::row_source& rows) {
  if (auto refused = may_invite(context, role_given(args))) return *std::move(refused);
  const auto users = args.at[invite_users];
  if (users.size() == 0 || users.size() > most_invited)
    return refuse(error_code::bad_request, "must be 1 to 32", "users");
  if (auto refused = no_room_for(users.size(), context, rows)) return *std::move(refused);
  const auto title = read_profile(rows, context.room.key).title;
  decision made{{}, receipt(context)};
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < users.size(); ++i) {
    const auto user = users.at(i).text().value_or(std::string_view{});
    if (check_user(user) || std::ranges::find(seen, user) != seen.end())
      return refuse(error_code::bad_request, "must be user ids, each once", "users");
    seen.push_back(user);
    const auto stands = read_standing(rows, context.room.key, user).role;
    if (stands == role::banned)
      return refuse(error_code::conflict, "is banned: " + std::string(user), "users");
    if (stands != role::none)
      return refuse(error_code::conflict, "is a member already: " + std::string(user), "users");
    made.records.push_back(sent_record(context, args, user, title));
  }
  return made;
}

model::result<decision> make_link(const rule_context& context, const model::arguments& args,
                                  const model::row_source& rows) {
  if (auto refused = may_invite(context, role_given(args))) return *std::move(refused);
  // A repeat finds the same token, and the link as it is by then.
  const auto token = letters_of(context.hidden);
  const auto name = fingerprint(token);
  decision made{{}, model::packer().map(2).text("token").text(token).text("link").text(name).str()};
  if (rows.get(invitation_key(context.room.key, invited_by_link, name))) return made;
  if (auto refused = no_room_for(1, context, rows)) return *std::move(refused);
  model::packer p;
  p.map(6)
      .text("link")
      .text(name)
      .text("role")
      .text(name_of(role_given(args)))
      .text("by")
      .text(context.who.user);
  p.text("at").integer(context.now).text("until").integer(end_of(context, args));
  p.text("uses").uint(args.uint(link_uses));
  made.records.push_back({std::string(linked), std::move(p).str(), false});
  return made;
}

model::result<decision> withdraw(const rule_context& context, const model::arguments& args,
                                 const model::row_source& rows) {
  if (args.has(withdraw_user) == args.has(withdraw_link))
    return refuse(error_code::bad_request, "or a link must be given, not both", "user");
  const bool by_link = args.has(withdraw_link);
  const auto whom = args.text(by_link ? withdraw_link : withdraw_user);
  if (!rows.get(invitation_key(context.room.key, by_link ? invited_by_link : invited_user, whom)))
    return refuse(error_code::not_found, "no such invitation", by_link ? "link" : "user");
  model::packer p;
  if (by_link) {
    p.map(1).text("link").text(whom);
    return decision{{{std::string(unlinked), std::move(p).str(), false}}, receipt(context)};
  }
  p.map(context.who.user.empty() ? 1 : 2).text("user").text(whom);
  pack_author(p, context);
  return decision{{{std::string(withdrawn), std::move(p).str(), true}}, receipt(context)};
}

// ---- answering

model::result<decision> accept(const rule_context& context, const model::arguments& args,
                               const model::row_source& rows) {
  const auto& user = context.who.user;
  const bool by_link = args.has(0);
  const auto whom = by_link ? fingerprint(args.text(0)) : user;
  const auto key = invitation_key(context.room.key, by_link ? invited_by_link : invited_user, whom);
  const auto row = read_invitation(rows, key, context.now);
  if (!row || user.empty()) return no_such_room();
  const auto stands = read_standing(rows, context.room.key, user).role;
  if (stands == role::banned) return refuse(error_code::forbidden, "banned from this room");
  if (stands != role::none) return refuse(error_code::conflict, "is a member already", "user");
  if (context.room.archived) return refuse(error_code::forbidden, "the room is archived");
  if (is_full(rows, context.room))
    return refuse(error_code::room_full, "has as many members as it may", "room");
  model::packer p;
  p.map(row->by.empty() ? 2 : 3).text("user").text(user).text("role").text(name_of(row->role));
  if (!row->by.empty()) p.text("by").text(row->by);
  decision made{{{"member.added", std::move(p).str(), true}}, receipt(context)};
  if (by_link)
    made.records.push_back({std::string(used), model::packer().map(1).text("link").text(whom).str(), false});
  return made;
}

model::result<decision> decline(const rule_context& context, const model::row_source& rows) {
  const auto& user = context.who.user;
  if (user.empty() ||
      !read_invitation(rows, invitation_key(context.room.key, invited_user, user), context.now))
    return no_such_room();
  return decision{{{std::string(declined), model::packer().map(1).text("user").text(user).str(), true}},
                  receipt(context)};
}

// ---- rows

void erase_if_there(model::rows& rows, std::string key) {
  if (rows.get(key)) rows.erase(std::move(key));
}

void keep_sent(const model::record& record, const model::value& data, model::rows& rows) {
  const invitation_row row{model::role_of(text_of(data, "role")).value_or(role::viewer),
                           std::string(text_of(data, "by")), record.at, time_of(data, "expires_at"), 0};
  rows.put(invitation_key(record.room, invited_user, text_of(data, "user")), encode(row));
}

void keep_link(const model::record& record, const model::value& data, model::rows& rows) {
  const invitation_row row{model::role_of(text_of(data, "role")).value_or(role::viewer),
                           std::string(text_of(data, "by")), time_of(data, "at"), time_of(data, "until"),
                           data.find("uses").uint().value_or(0)};
  rows.put(invitation_key(record.room, invited_by_link, text_of(data, "link")), encode(row));
}

void use_link(const model::record& record, const model::value& data, model::rows& rows) {
  auto key = invitation_key(record.room, invited_by_link, text_of(data, "link"));
  const auto value = rows.get(key);
  auto row = value ? decode_invitation(*value) : std::nullopt;
  if (!row || row->uses == 0) return;
  if (--row->uses == 0)
    rows.erase(std::move(key));
  else
    rows.put(std::move(key), encode(*row));
}

void keep_at_user(const model::value& data, model::rows& rows) {
  auto key = invited_key(text_of(data, "user"), model::key{data.find("room").uint().value_or(0)});
  const auto as = model::role_of(text_of(data, "role")).value_or(role::none);
  if (as == role::none) return erase_if_there(rows, std::move(key));
  rows.put(std::move(key), encode(invitation_row{as, std::string(text_of(data, "by")), time_of(data, "at"),
                                                 time_of(data, "until"), 0}));
}

// ---- reading

/// `at`, and what an invitation needn't have.
std::uint32_t extras(const invitation_row& row) {
  return 2 + (row.by.empty() ? 0 : 1) + (row.ends_at ? 1 : 0) + (row.uses ? 1 : 0);
}
void pack(model::packer& p, const invitation_row& row) {
  p.text("role").text(name_of(row.role)).text("at").integer(row.made_at);
  if (!row.by.empty()) p.text("by").text(row.by);
  if (row.ends_at) p.text("expires_at").integer(row.ends_at);
  if (row.uses) p.text("uses").uint(row.uses);
}

std::string list_room(const rule_context& context, const model::arguments& args,
                      const model::row_source& rows) {
  const auto limit = args.has(invitations_limit) ? args.uint(invitations_limit) : default_limit;
  const auto prefix = model::row_key(context.room.key, model::table::invitation).str();
  const auto first = args.has(invitations_after)
                         ? prefix + std::string(args.text(invitations_after)) + std::string(1, 0)
                         : prefix;
  model::packer list;
  std::uint32_t count = 0;
  std::string last;
  bool more = false;
  const auto visit = [&](std::string_view key, std::string_view value) {
    const auto row = decode_invitation(value);
    const auto whom = key.substr(prefix.size());
    if (!row || is_over(*row, context.now) || whom.empty()) return true;
    more = count == limit;
    if (more) return false;
    last = whom;
    list.map(1 + extras(*row)).text(whom[0] == invited_user ? "user" : "link").text(whom.substr(1));
    pack(list, *row);
    ++count;
    return true;
  };
  const auto end = model::row_key::end_of(context.room.key, model::table::invitation);
  if (!rows.scan(first, end, model::row_source::order::up, visit)) more = true;
  auto reply = model::packer().map(more && count ? 2 : 1).text("invitations").array(count).str() + list.str();
  if (more && count) reply += model::packer().text("next").text(last).str();
  return reply;
}

std::string list_mine(const rule_context& context, const model::row_source& rows) {
  const auto first = user_key(model::table::invited, context.who.user);
  auto end = first;
  end.back() = '\1';
  model::packer list;
  std::uint32_t count = 0;
  rows.scan(first, end, model::row_source::order::up, [&](std::string_view key, std::string_view) {
    const auto rest = key.substr(first.size());
    const model::key room{model::number_at(rest, 0)};
    const auto is = rest.size() == 8 ? read_room(rows, room) : std::nullopt;
    const auto row = read_invitation(rows, invitation_key(room, invited_user, context.who.user), context.now);
    if (!is || !row) return true; // the room is gone, or the invitation is over
    list.map(3 + extras(*row)).text("room").text(is->name).text("kind").text(is->kind);
    list.text("title").text(read_profile(rows, room).title);
    pack(list, *row);
    return ++count < most_of_mine;
  });
  return model::packer().map(1).text("invitations").array(count).str() + list.str();
}

} // namespace

std::span<const model::command_spec> invitations::commands() const noexcept { return invitation_commands; }

model::result<decision> invitations::decide(const rule_context& context, const model::command& command,
                                            const model::arguments& args,
                                            const model::row_source& rows) const {
  switch (command_registry::get().at(command.verb).place) {
  case verb_send_invitation:
    return send(context, args, rows);
  case verb_make_link:
    return make_link(context, args, rows);
  case verb_withdraw:
    return withdraw(context, args, rows);
  case verb_accept:
    return accept(context, args, rows);
  case verb_decline:
    return decline(context, rows);
  default:
    return decision{{{std::string(kept), command.data, false}}, empty_reply()};
  }
}

void invitations::apply(const model::record& record, model::rows& rows) const {
  const model::value data(record.data);
  const auto user = [&] { return text_of(data, "user"); };
  if (record.name == sent)
    keep_sent(record, data, rows);
  else if (record.name == linked)
    keep_link(record, data, rows);
  else if (record.name == used)
    use_link(record, data, rows);
  else if (record.name == unlinked)
    erase_if_there(rows, invitation_key(record.room, invited_by_link, text_of(data, "link")));
  else if (record.name == kept)
    keep_at_user(data, rows);
  else if (record.name == withdrawn || record.name == declined || record.name == "member.added" ||
           record.name == "member.banned")
    erase_if_there(rows, invitation_key(record.room, invited_user, user()));
}

void invitations::follows(const room_facts& room, const model::record& record,
                          std::vector<follow_up>& behind) const {
  if (record.name != sent && record.name != withdrawn && record.name != declined) return;
  const model::value data(record.data);
  const auto user = text_of(data, "user");
  const bool comes = record.name == sent;
  model::packer p;
  p.map(comes ? 6 : 3).text("user").text(user).text("room").uint(room.key.value()).text("role");
  p.text(comes ? text_of(data, "role") : name_of(role::none));
  if (!comes) return behind.push_back({"invitation.keep", {}, std::move(p).str(), {}});
  p.text("by").text(text_of(data, "by")).text("at").integer(record.at);
  p.text("until").integer(time_of(data, "expires_at"));
  behind.push_back({"invitation.keep", {}, std::move(p).str(), {}});

  model::packer told;
  std::uint32_t given = 3;
  for (const auto* name : {"title", "expires_at", "by"})
    given += data.find(name).present() ? 1 : 0;
  told.map(given).text("room").text(room.name).text("kind").text(room.kind->name);
  told.text("role").text(text_of(data, "role"));
  for (const auto* name : {"title", "expires_at", "by"})
    if (data.find(name).present()) told.text(name).raw(data.find(name).raw());
  model::packer deliver;
  deliver.map(3).text("user").text(user).text("event").text("invitation.received");
  deliver.text("data").raw(told.str());
  behind.push_back({"inbox.deliver",
                    {},
                    std::move(deliver).str(),
                    "invitation." + std::to_string(room.key.value()) + "." + std::to_string(record.offset)});
}

model::result<std::string> invitations::read(const rule_context& context, const model::command& command,
                                             const model::arguments& args,
                                             const model::row_source& rows) const {
  if (command_registry::get().at(command.verb).place == verb_my_invitations) return list_mine(context, rows);
  return list_room(context, args, rows);
}

const facet& invitations_facet() noexcept {
  static const invitations judge;
  static const facet row{"invitations", &judge, nullptr, invitation_events};
  return row;
}

} // namespace snug::facets
