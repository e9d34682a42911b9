#include "actors/facets/presence.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/presence_tables.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/shown.hpp"
#include "actors/model/table.hpp"
#include <algorithm>
#include <ranges>

namespace snug::facets {

namespace {

constexpr std::uint64_t default_limit = 100;
constexpr std::size_t max_shown_bytes = 65'536; ///< of what sessions show, in the reply to a join
constexpr std::size_t most_remembered = 512;    ///< members whose colour is read when the room wakes
constexpr std::size_t most_asked = 64;          ///< users of presence.last_seen
/// Who sent something durable counts as active within this time: a timer for each message costs more than it.
constexpr std::int64_t spoke_within_ms = 1'000;

presence_verb verb_of(const model::command& command) {
  return static_cast<presence_verb>(command_registry::get().at(command.verb).place);
}

std::unique_ptr<view> make_view(const room_facts& room) {
  return std::make_unique<presence_view>(*room.kind, room.key);
}

std::string_view colour_name(std::uint8_t number) {
  return colours::palette[number % colours::palette.size()];
}

/// Visitors and guests leave nothing behind: it would never go.
bool is_kept(const occupant& who) { return who.member && !who.who->guest; }

std::optional<std::int64_t> earliest(std::initializer_list<std::optional<std::int64_t>> all) {
  std::optional<std::int64_t> first;
  for (const auto& at : all)
    if (at && (!first || *at < *first)) first = at;
  return first;
}

} // namespace

// ---- rules: when members were last seen

std::span<const model::command_spec> presence::commands() const noexcept { return presence_commands; }

/// Only of members: what visitors left behind would never go.
model::result<decision> presence::decide(const rule_context& context, const model::command&,
                                         const model::arguments& args, const model::row_source& rows) const {
  if (!context.who.user.empty() || !context.who.admin)
    return refuse(model::error_code::forbidden, "only the server may do this");
  const auto users = args.at[0];
  model::packer members;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < std::min(users.size(), last_seen::users_per_command); ++i) {
    const auto user = users.at(i).find("user").text().value_or(std::string_view{});
    if (read_standing(rows, context.room.key, user).role <= model::role::banned) continue;
    const auto ago = static_cast<std::int64_t>(users.at(i).find("ago").uint().value_or(0));
    members.map(3).text("user").text(user).text("at").integer(std::max<std::int64_t>(0, context.now - ago));
    members.text("color").uint(users.at(i).find("color").uint().value_or(0));
    ++count;
  }
  decision made{{}, empty_reply()};
  if (count == 0) return made;
  model::packer data;
  data.map(1).text("users").array(count).raw(members.str());
  made.records.push_back({std::string(last_seen_record), std::move(data).str(), false});
  return made;
}

void presence::apply(const model::record& record, model::rows& rows) const {
  const bool goes =
      record.name == "member.removed" || record.name == "member.kicked" || record.name == "member.banned";
  if (!goes && record.name != last_seen_record) return;
  const model::value data(record.data);
  if (goes) {
    auto key = last_seen_key(record.room, data.find("user").text().value_or(std::string_view{}));
    if (rows.get(key)) rows.erase(std::move(key));
    return;
  }
  const auto users = data.find("users");
  for (std::size_t i = 0; i < users.size(); ++i) {
    const auto one = users.at(i);
    rows.put(last_seen_key(record.room, one.find("user").text().value_or(std::string_view{})),
             encode(last_seen_row{one.find("at").integer().value_or(0),
                                  static_cast<std::uint8_t>(one.find("color").uint().value_or(0))}));
  }
}

model::result<std::string> presence::read(const rule_context& context, const model::command&,
                                          const model::arguments& args, const model::row_source& rows) const {
  model::packer list;
  std::uint32_t count = 0;
  bool more = false;
  const auto pack = [&](std::string_view user, std::string_view value) {
    const auto row = decode_last_seen(value);
    if (!row) return;
    ++count;
    list.map(3).text("user").text(user).text("at").integer(row->at);
    list.text("color").text(colour_name(row->colour));
  };
  if (args.has(seen_users)) {
    const auto users = args.at[seen_users];
    if (users.size() > most_asked)
      return refuse(model::error_code::too_large, "at most 64 users at once", "users");
    for (std::size_t i = 0; i < users.size(); ++i) {
      const auto user = users.at(i).text();
      if (!user) return refuse(model::error_code::bad_request, "users must be a list of strings", "users");
      if (const auto row = rows.get(last_seen_key(context.room.key, *user))) pack(*user, *row);
    }
  } else {
    const auto limit = args.has(seen_limit) ? args.uint(seen_limit) : default_limit;
    const auto first = last_seen_key(context.room.key, args.text(seen_after));
    const auto owner = last_seen_key(context.room.key).size();
    rows.scan(args.has(seen_after) ? first + '\0' : first,
              model::row_key::end_of(context.room.key, model::table::last_seen), model::row_source::order::up,
              [&](std::string_view key, std::string_view value) {
                more = count == limit;
                if (!more) pack(key.substr(owner), value);
                return !more;
              });
  }
  model::packer p;
  p.map(2).text("users").array(count);
  if (count > 0) p.raw(list.str());
  p.text("more").boolean(more);
  return std::move(p).str();
}

// ---- view

presence_view::presence_view(const model::kind& kind, model::key room)
  : room_(room)
  , shows_(kind.shows)
  , roster_({kind.presence_list, kind.presence_grace_ms})
  , typists_(kind.typing_ms)
  , activity_({kind.idle_ms, kind.away_ms})
  , showings_({kind.presence_move_ms, kind.max_presence_data})
  , last_seen_(kind.last_seen_ms) {}

void presence_view::load(const model::row_source& rows) {
  const auto first = last_seen_key(room_);
  std::size_t read = 0;
  rows.scan(first, model::row_key::end_of(room_, model::table::last_seen), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              if (const auto row = decode_last_seen(value))
                colours_.remember(key.substr(first.size()), row->colour, row->at);
              return ++read < most_remembered;
            });
}

void presence_view::restored(std::span<const occupant> here, std::int64_t now) {
  for (const auto& who : here)
    came(who, now);
  showings_.tell(roster_.listed(), now);
  roster_.tell_anew(now);
  typists_.tell_anew(now);
}

void presence_view::came(const occupant& who, std::int64_t now) {
  const auto& user = who.who->user;
  if (activity_.has(user, who.who->session)) return; // it is here already and joins again
  if (woke_at_ == 0) woke_at_ = now;
  ++sessions_;
  ++joins_;
  const auto [at, fresh] = known_.try_emplace(user);
  if (fresh) at->second.colour = colours_.take(user);
  at->second.profile = shown_of(*who.who, shows_);
  activity_.joined(user, who.who->session, now);
  roster_.joined(user, who.who->name, {}, now);
  show(user);
  peak_ = std::max<std::uint64_t>(peak_, roster_.online());
  saw(who, now);
}

void presence_view::saw(const occupant& who, std::int64_t now) {
  if (const auto here = known_.find(who.who->user); here != known_.end()) here->second.kept = is_kept(who);
  saw(who.who->user, now, now);
}

void presence_view::saw(const std::string& user, std::int64_t at, std::int64_t now) {
  const auto who = known_.find(user);
  if (who != known_.end() && who->second.kept) last_seen_.saw(user, at, who->second.colour, now);
}

std::string_view presence_view::colour_of(std::string_view user) const {
  const auto who = known_.find(user);
  return colour_name(who == known_.end() ? 0 : who->second.colour);
}

/// What is shown of somebody in lists: what the kind shows anyway, their colour and their status.
void presence_view::show(const std::string& user) {
  const auto who = known_.find(user);
  if (who == known_.end()) return;
  const model::value shown(who->second.profile);
  model::packer p;
  p.map(static_cast<std::uint32_t>(shown.size()) + 2);
  pack_entries(p, shown);
  p.text("color").text(colour_name(who->second.colour)).text("status").text(name_of(activity_.of(user)));
  roster_.show(user, p.str());
}

void presence_view::seen(const model::record& record) {
  if (record.name == "message.sent") typists_.said_it(record.user);
  if (record.told() && activity_.last(record.user)) spoke_.insert(record.user);
}

model::result<std::string> presence_view::live(const live_context& context, const model::command& command,
                                               const model::arguments& args, effects&) {
  const auto& who = *context.by.who;
  switch (verb_of(command)) {
  case presence_verb::list:
    return list(args);
  case presence_verb::stats:
    return stats(context.now);
  case presence_verb::update:
    return update(context, command, args);
  case presence_verb::typing_start:
    typists_.start(who.user, who.name, args.text(0), context.now);
    break;
  default:
    typists_.stop(who.user, context.now);
    break;
  }
  return empty_reply();
}

model::result<std::string> presence_view::update(const live_context& context, const model::command& command,
                                                 const model::arguments& args) {
  const auto& who = *context.by.who;
  if (!activity_.has(who.user, who.session))
    return refuse(model::error_code::forbidden, "join the room first", "room");
  if (auto why = showings_.show(context.by, command.data, context.now)) return *std::move(why);
  says_away_ = args.text(update_status) == "away";
  if (says_away_) activity_.is_away(who.user, who.session, context.now);
  return empty_reply();
}

void presence_view::active(const occupant& who, std::int64_t now) {
  if (std::exchange(says_away_, false)) return;
  const auto& user = who.who->user;
  if (!activity_.has(user, who.who->session)) return;
  activity_.did(user, who.who->session, now);
  if (is_kept(who) && !last_seen_.wake_at()) saw(who, now);
}

std::string presence_view::list(const model::arguments& args) const {
  const auto page =
      roster_.page(args.text(list_after), args.has(list_limit) ? args.uint(list_limit) : default_limit);
  const model::value read(page);
  const auto users = read.find("users");
  model::packer p;
  p.map(4).text("online").raw(read.find("online").raw()).text("more").raw(read.find("more").raw());
  p.text("users").raw(users.raw()).text("showing");
  if (users.size() == 0)
    p.array(0);
  else
    showings_.pack(p, users.at(0).find("user").text().value_or(std::string_view{}),
                   users.at(users.size() - 1).find("user").text().value_or(std::string_view{}));
  return std::move(p).str();
}

std::string presence_view::stats(std::int64_t now) const {
  model::packer p;
  p.map(10).text("users").uint(roster_.online()).text("sessions").uint(sessions_);
  for (const auto s : {status::online, status::idle, status::away})
    p.text(name_of(s)).uint(activity_.count(s));
  p.text("typing").uint(typists_.count()).text("showing").uint(showings_.size());
  p.text("peak").uint(peak_).text("joins").uint(joins_);
  p.text("awake_ms").uint(woke_at_ == 0 ? 0 : static_cast<std::uint64_t>(now - woke_at_));
  return std::move(p).str();
}

std::uint32_t presence_view::joined(const occupant& who, std::int64_t now, model::packer& reply, effects&) {
  came(who, now);
  showings_.tell(roster_.listed(), now);
  std::uint32_t pairs = 1;
  reply.text("online").uint(roster_.online());
  if (roster_.listed()) {
    reply.text("present");
    roster_.pack_everybody(reply);
    ++pairs;
  }
  if (roster_.listed() && showings_.size() > 0 && showings_.bytes() <= max_shown_bytes) {
    reply.text("showing");
    showings_.pack(reply);
    ++pairs;
  }
  if (model::value(typists_.told()).size() > 0) {
    reply.text("typing").raw(typists_.told());
    ++pairs;
  }
  return pairs;
}

void presence_view::left(const occupant& who, bool for_good, std::int64_t now, effects&) {
  const auto& user = who.who->user;
  if (sessions_ > 0) --sessions_;
  showings_.gone(who, now);
  activity_.left(user, who.who->session, now);
  saw(who, now);
  if (roster_.left(user, for_good, now)) typists_.stop(user, now);
  went(now);
}

/// Whose grace is over too.
void presence_view::went(std::int64_t now) {
  for (const auto& user : roster_.take_gone()) {
    activity_.gone(user);
    if (const auto who = known_.extract(user)) colours_.release(user, who.mapped().colour);
  }
  showings_.tell(roster_.listed(), now);
  if (roster_.online() == 0) last_seen_.hurry(now);
}

std::optional<std::int64_t> presence_view::wake_at() const {
  const auto spoke = spoke_.empty() ? std::nullopt : std::optional(heard_ + spoke_within_ms);
  return earliest({roster_.wake_at(), typists_.wake_at(), activity_.wake_at(), showings_.wake_at(),
                   last_seen_.wake_at(), spoke});
}

void presence_view::tick(std::int64_t now, effects& out) {
  heard_ = std::max(heard_, now);
  for (const auto& user : std::exchange(spoke_, {})) {
    activity_.did(user, now);
    if (!last_seen_.wake_at()) saw(user, now, now);
  }
  roster_.tick(now, out);
  went(now);
  tell_statuses(now, out);
  tell_showings(now, out);
  typists_.tick(now, out);
  if (const auto due = last_seen_.wake_at(); due && *due <= now)
    activity_.each([&](const std::string& user, std::int64_t last) { saw(user, last, now); });
  last_seen_.tick(now, out);
}

/// Other views hear what sessions said, and the colour of the user with it.
void presence_view::tell_showings(std::int64_t now, effects& out) {
  const auto others = static_cast<std::ptrdiff_t>(out.shows.size());
  showings_.tick(now, out);
  for (auto& each : std::ranges::subrange(out.shows.begin() + others, out.shows.end())) {
    const model::value said(each.data);
    model::packer p;
    p.map(static_cast<std::uint32_t>(said.size()) + 1);
    pack_entries(p, said);
    p.text("color").text(colour_of(said.find("user").text().value_or(std::string_view{})));
    each.data = std::move(p).str();
  }
}

void presence_view::shown(const occupant& who, const showing& what, std::int64_t now, effects&) {
  if (what.said || !activity_.has(who.who->user, who.who->session)) return;
  showings_.find_out(who, what.data, now);
}

void presence_view::tell_statuses(std::int64_t now, effects& out) {
  const auto changed = activity_.changed(now);
  for (const auto& user : changed)
    show(user);
  if (changed.empty() || !roster_.listed()) return;
  model::packer p;
  p.map(1).text("users").array(static_cast<std::uint32_t>(changed.size()));
  for (const auto& user : changed)
    p.map(2).text("user").text(user).text("status").text(name_of(activity_.of(user)));
  model::ephemeral_event told;
  told.name = "presence.changed";
  told.data = std::move(p).str();
  out.events.push_back(std::move(told));
}

const facet& presence_facet() noexcept {
  static const presence judge;
  static const facet row{"presence", &judge, make_view, presence_events};
  return row;
}

} // namespace snug::facets
