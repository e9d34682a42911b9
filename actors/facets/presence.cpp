#include "actors/facets/presence.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/replies.hpp"
#include "actors/facets/shown.hpp"
#include <algorithm>

namespace snug::facets {

using model::field_type;

namespace {

enum list_field : std::size_t { list_after, list_limit };
constexpr model::field list_fields[] = {
    {"after", field_type::text, false, 1, 256, "only users behind this one"},
    {"limit", field_type::integer, false, 1, 200, "users at most; 100 where not given"},
};
constexpr model::field list_answer[] = {
    {"online", field_type::integer, true, 0, 0, "users in the room"},
    {"more", field_type::boolean, true, 0, 0, "there are more behind the last"},
    {"users", field_type::list, true, 0, 0, "{user, name?, devices, …}, by user, with what the kind shows"},
};

enum verb : std::uint16_t { presence_list, typing_start, typing_stop };
constexpr model::command_spec table[] = {
    {.name = "presence.list",
     .way = model::lane::live,
     .fields = list_fields,
     .needs = model::permission::join,
     .method = "GET",
     .path = "/rooms/{room}/presence",
     .answer = list_answer,
     .help = "A page of the users in a room."},
    {.name = "typing.start",
     .way = model::lane::live,
     .fields = {},
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
};
static_assert(model::sane(table));

constexpr model::field online_field{"online", field_type::integer, true, 0, 0, "users in the room"};
constexpr model::field users_event[] = {
    online_field,
    {"users", field_type::list, true, 0, 0, "{user, name?, …} of each, with what the kind shows"}};
constexpr model::field count_event[] = {online_field};
constexpr model::field typing_event[] = {
    {"users", field_type::list, true, 0, 0, "{user, name?}: all who type now"}};
constexpr event_spec events[] = {
    {"presence.joined", false, users_event,
     "Users came in; joins within a quarter of a second are one event."},
    {"presence.left", false, users_event, "Users are gone."},
    {"presence.count", false, count_event,
     "Many are here: only their number is told; lists held so far are stale."},
    {"presence.listed", false, users_event,
     "Few are here again: the whole list, from which later events go on."},
    {"typing.changed", false, typing_event, "Others type now than before."},
};
static_assert(sane(events));

constexpr std::uint64_t default_limit = 100;

std::unique_ptr<view> make_view(const room_facts& room) {
  return std::make_unique<presence_view>(*room.kind);
}

} // namespace

std::span<const model::command_spec> presence::commands() const noexcept { return table; }

presence_view::presence_view(const model::kind& kind)
  : shows_(kind.shows)
  , roster_({kind.presence_list, kind.presence_grace_ms})
  , typists_(kind.typing_ms) {}

void presence_view::restored(std::span<const occupant> here, std::int64_t now) {
  for (const auto& who : here)
    roster_.joined(who.who->user, who.who->name, shown_of(*who.who, shows_), now);
  roster_.tell_anew(now);
  typists_.tell_anew(now);
}

void presence_view::seen(const model::record& record) {
  if (record.name == "message.sent") typists_.said_it(record.user);
}

model::result<std::string> presence_view::live(const live_context& context, const model::command& command,
                                               const model::arguments& args, effects&) {
  const auto& who = *context.by.who;
  switch (command_registry::get().at(command.verb).place) {
  case presence_list:
    return roster_.page(args.text(list_after), args.has(list_limit) ? args.uint(list_limit) : default_limit);
  case typing_start:
    typists_.start(who.user, who.name, context.now);
    break;
  default:
    typists_.stop(who.user, context.now);
    break;
  }
  return empty_reply();
}

std::uint32_t presence_view::joined(const occupant& who, std::int64_t now, model::packer& reply, effects&) {
  roster_.joined(who.who->user, who.who->name, shown_of(*who.who, shows_), now);
  std::uint32_t pairs = 1;
  reply.text("online").uint(roster_.online());
  if (roster_.listed()) {
    reply.text("present");
    roster_.pack_everybody(reply);
    ++pairs;
  }
  if (model::value(typists_.told()).size() > 0) {
    reply.text("typing").raw(typists_.told());
    ++pairs;
  }
  return pairs;
}

void presence_view::left(const occupant& who, bool for_good, std::int64_t now, effects&) {
  if (roster_.left(who.who->user, for_good, now)) typists_.stop(who.who->user, now);
}

std::optional<std::int64_t> presence_view::wake_at() const {
  const auto people = roster_.wake_at();
  const auto typing = typists_.wake_at();
  if (!people || !typing) return people ? people : typing;
  return std::min(*people, *typing);
}

void presence_view::tick(std::int64_t now, effects& out) {
  roster_.tick(now, out);
  typists_.tick(now, out);
}

const facet& presence_facet() noexcept {
  static const presence judge;
  static const facet row{"presence", &judge, make_view, events};
  return row;
}

} // namespace snug::facets
