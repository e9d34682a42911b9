#include "transport/profile/profile.hpp"
#include "actors/facets/event_names.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/shared_parts.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace snug::profile {

namespace {

namespace pack = model::pack;
using model::complaint;
using model::value;

/// `-<session>.<id>`: a dash is nothing an app begins its ids with by accident.
constexpr char left_out_mark = '-';

/// The arguments of an event as one object.
std::optional<complaint> object_of(const std::optional<std::vector<std::string>>& names, value args,
                                   std::string& out) {
  const auto count = args.size();
  if (!names) {
    if (count > 1) return complaint{"", "this event has one argument: an object"};
    const auto only = args.at(0);
    if (count == 1 && !only.is_nil() && !only.is_map())
      return complaint{"", "the argument of this event must be an object"};
    if (count == 1 && only.is_map())
      out.append(only.raw());
    else
      pack::map(out, 0);
    return std::nullopt;
  }
  if (count > names->size())
    return complaint{"", "this event has at most " + std::to_string(names->size()) + " arguments"};
  pack::map(out, static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    pack::text(out, (*names)[i]);
    pack::raw(out, args.at(i).raw());
  }
  return std::nullopt;
}

/// An array with the event's cursor as its last element: clients keep it, and come back with it. They take
/// any text that stands last for one, so one that is none has a nil behind it.
std::string with_cursor(std::string event, std::string_view cursor) {
  const value all(event);
  const auto n = static_cast<std::uint32_t>(all.size());
  if (cursor.empty() && !all.at(n - 1).text()) return event;
  std::string out;
  pack::array(out, n + 1);
  for (list_cursor each(all); each.next();)
    out.append(each.content().raw());
  cursor.empty() ? pack::nil(out) : pack::text(out, cursor);
  return out;
}

/// An event of the app as an array, its name first.
std::string spoken(const spoken_event& as, const facts& of) {
  std::string object, out;
  as.fields.write(of, object);
  if (!as.args) {
    pack::array(out, 2);
    pack::text(out, as.name);
    return out + object;
  }
  const value fields(object);
  pack::array(out, static_cast<std::uint32_t>(as.args->size()) + 1);
  pack::text(out, as.name);
  for (const auto& name : *as.args)
    pack::raw(out, fields.find(name).raw());
  return out;
}

/// The name of a room by what stands in its places.
std::optional<complaint> name_room(const room_rule& by, const facts& of, const field_map::taken* taken,
                                   std::string& out) {
  const auto places = by.name.captures();
  std::vector<std::string> kept(places.size());
  std::vector<value> values;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto given = [&](const auto& p) { return p.first == places[i].name; };
    if (taken) {
      const auto found = std::find_if(taken->places.begin(), taken->places.end(), given);
      if (found != taken->places.end()) kept[i] = found->second;
    }
    if (kept[i].empty() && !by.from[i].append(of, kept[i])) return complaint{places[i].name, "is missing"};
    values.emplace_back(kept[i]);
  }
  if (auto wrong = by.name.fill(values, out)) return wrong;
  if (const auto rule = model::check_room_name(out)) return complaint{"room", std::string(*rule)};
  return std::nullopt;
}

bool fits(const out_rule& by, const model::event_view& event) noexcept {
  const value data(event.data);
  return std::all_of(by.when.begin(), by.when.end(), [&](const field_map::fixed& f) {
    return source::at(data, f.path).raw() == std::string_view(f.value);
  });
}

std::optional<complaint> too_much(std::string_view data) {
  if (const auto rule = model::check_payload(data)) return complaint{"data", std::string(*rule)};
  return std::nullopt;
}

/// A map with one more text in it.
std::string with_field(std::string_view data, std::string_view field, std::string_view text) {
  const value before(data);
  if (before.present() && !before.is_map()) return std::string(data); // the command says what it must be
  std::string out;
  pack::map(out, static_cast<std::uint32_t>(before.size()) + 1);
  for (model::entry_cursor each{before}; each.next();) {
    pack::text(out, each.key());
    out.append(each.content().raw());
  }
  pack::text(out, field);
  pack::text(out, text);
  return out;
}

/// `publish` of a free event: what its data is, and how it is published.
std::string publication(const in_rule& by, std::string_view data) {
  std::string out;
  pack::map(out, static_cast<std::uint32_t>(by.how.size()) + 2);
  pack::text(out, "event");
  pack::text(out, by.free);
  pack::text(out, "data");
  out.append(data);
  for (const auto& f : by.how) {
    pack::text(out, f.path[0]);
    out.append(f.value);
  }
  return out;
}

} // namespace

// ---- ids of what isn't told its author

std::string id_for_others(std::uint64_t session, std::string_view id) {
  return left_out_mark + std::to_string(session) + "." + std::string(id);
}

std::uint64_t session_left_out(std::string_view id) noexcept {
  if (!id.starts_with(left_out_mark)) return 0;
  std::uint64_t session = 0;
  const auto read = std::from_chars(id.data() + 1, id.data() + id.size(), session);
  const bool whole = read.ec == std::errc{} && read.ptr != id.data() + id.size() && *read.ptr == '.';
  return whole ? session : 0;
}

std::string_view own_id(std::string_view id) noexcept {
  return session_left_out(id) == 0 ? id : id.substr(id.find('.') + 1);
}

// ---- what clients say

const in_rule* profile::said(std::string_view event) const noexcept {
  const auto found = in_.find(event);
  return found == in_.end() ? nullptr : &found->second;
}

std::optional<complaint> profile::read(const in_rule& by, value args, const visitor& who,
                                       dialect::request& out) const {
  std::string object;
  if (auto wrong = object_of(by.args, args, object)) return wrong;
  std::string room;
  return read_object(by, value(object), who, {}, out, room);
}

std::optional<complaint> profile::read_object(const in_rule& by, value object, const visitor& who,
                                              std::string_view fresh_uuid, dialect::request& out,
                                              std::string& room) const {
  field_map::taken taken;
  if (auto wrong = by.fields.read(object, by.set, taken)) return wrong;
  out.name = by.command;
  out.id = std::move(taken.id);
  out.room.clear();
  if ((by.in_room || !by.room_as.empty()) && by.room && !by.room->current) {
    facts of;
    of.args = object;
    of.who = &who;
    of.fresh_uuid = fresh_uuid;
    if (auto wrong = name_room(*by.room, of, &taken, room)) return wrong;
  }
  if (by.in_room) out.room = room;
  if (!by.room_as.empty()) taken.data = with_field(taken.data, by.room_as, room);
  out.data = by.free.empty() ? std::move(taken.data) : publication(by, taken.data);
  return too_much(out.data);
}

std::optional<complaint> profile::read_free(std::string_view event, value args, const visitor& who,
                                            dialect::request& out) const {
  if (!free_events_ || facets::check_event_name(event)) return complaint{"", "no such event"};
  if (args.size() > 1) return complaint{"", "an event that the profile doesn't name has one argument"};
  out.name = event;
  out.data = args.size() == 0 ? std::string{} : std::string(args.at(0).raw());
  out.room.clear();
  // Where its argument names the room, as those of other events do; else it is for the current one.
  if (room_ && !room_->current) {
    facts of;
    of.args = args.at(0);
    of.who = &who;
    if (name_room(*room_, of, nullptr, out.room)) out.room.clear();
  }
  return std::nullopt;
}

std::optional<complaint> profile::room_of(const visitor& who, std::string& out) const {
  facts of;
  of.who = &who;
  return name_room(*room_, of, nullptr, out);
}

// ---- what they are told

const out_rule* profile::rule_for(const model::event_view& event, name_template::captured& places) const {
  const auto found = out_.find(event.name);
  if (found == out_.end()) return nullptr;
  for (const auto& rule : found->second) {
    places.clear();
    const bool named = rule.room && !rule.room->current && rule.room->name.match(event.room, places);
    if (!named) places.clear();
    if ((named || !rule.room_must_fit) && fits(rule, event)) return &rule;
  }
  return nullptr;
}

void profile::tell_by(const out_rule& by, const model::event_view& event,
                      const name_template::captured& places, std::string_view leave_out,
                      const teller& out) const {
  auto shown = event;
  shown.id = own_id(event.id);
  facts of;
  of.data = value(event.data);
  of.event = &shown;
  of.room = event.room;
  of.now = event.at;
  if (by.room) of.named_by = &by.room->name;
  of.captured = &places;
  if (!by.each) return out(with_cursor(spoken(by.as, of), event.cursor));
  std::string list;
  if (!by.each->append(of, list)) return;
  std::string waiting; // the cursor stands behind the last
  for (list_cursor one{value(list)}; one.next();) {
    of.item = one.content();
    if (by.others && !leave_out.empty() && of.item.find("user").text() == leave_out) continue;
    if (!waiting.empty()) out(with_cursor(std::move(waiting), {}));
    waiting = spoken(by.as, of);
  }
  if (!waiting.empty()) out(with_cursor(std::move(waiting), event.cursor));
}

void profile::tell(const model::event_view& event, const teller& out) const {
  name_template::captured places;
  if (const auto* rule = rule_for(event, places)) return tell_by(*rule, event, places, {}, out);
  // A rule for other data or rooms is there: this one is none of the app's.
  if (!free_events_ || out_.contains(event.name) || facets::check_event_name(event.name)) return;
  std::string said;
  pack::array(said, 2);
  pack::text(said, event.name);
  pack::raw(said, event.data);
  out(with_cursor(std::move(said), event.cursor));
}

bool profile::personal(const model::event_view& event) const noexcept {
  if (session_left_out(event.id) != 0) return true;
  const auto found = out_.find(event.name);
  return found != out_.end() && std::any_of(found->second.begin(), found->second.end(),
                                            [](const out_rule& r) { return r.each && r.others; });
}

bool profile::concerns(const model::event_view& event, std::string_view user,
                       std::uint64_t session) const noexcept {
  // The user too: a session that somebody else names in an id isn't theirs to keep in the dark.
  if (session_left_out(event.id) == session && session != 0) return event.user == user;
  const auto found = out_.find(event.name);
  if (found == out_.end()) return false;
  for (const auto& rule : found->second) {
    if (!rule.each || !rule.others) continue;
    for (list_cursor one(source::at(value(event.data), rule.each->path)); one.next();)
      if (one.content().find("user").text() == user) return true;
  }
  return false;
}

void profile::tell_one(const model::event_view& event, std::string_view user, std::uint64_t session,
                       const teller& out) const {
  if (session_left_out(event.id) == session && session != 0 && event.user == user) return;
  name_template::captured places;
  if (const auto* rule = rule_for(event, places)) tell_by(*rule, event, places, user, out);
}

void profile::tell_words(word::moment when, std::string_view room, value data, const visitor& who,
                         std::int64_t now, const teller& out) const {
  for (const auto& w : words_) {
    if (w.when != when) continue;
    name_template::captured places;
    const bool named = w.room && !w.room->current && w.room->name.match(room, places);
    if (!named) places.clear();
    if (!named && w.room_must_fit) continue;
    facts of;
    of.data = data;
    of.room = room;
    if (w.room) of.named_by = &w.room->name;
    of.captured = &places;
    of.who = &who;
    of.now = now;
    out(with_cursor(spoken(w.as, of), {}));
  }
}

namespace {
/// What there is to say of a command that was carried out.
facts about_reply(const in_rule* to, std::string_view room, const visitor& who, std::int64_t now,
                  name_template::captured& places) {
  facts of;
  of.room = room;
  of.who = &who;
  of.now = now;
  if (to && to->room && !to->room->current && to->room->name.match(room, places)) {
    of.named_by = &to->room->name;
    of.captured = &places;
  }
  return of;
}
} // namespace

void profile::tell_answer(const in_rule& to, std::string_view room, value data, const visitor& who,
                          std::int64_t now, const teller& out) const {
  if (!to.answer) return;
  name_template::captured places;
  auto of = about_reply(&to, room, who, now, places);
  of.data = data;
  out(with_cursor(spoken(*to.answer, of), {}));
}

void profile::acknowledge(const in_rule* to, std::string_view room, const model::result<std::string>& outcome,
                          const visitor& who, std::int64_t now, std::string& out) const {
  name_template::captured places;
  auto of = about_reply(to, room, who, now, places);
  const auto& ok = to && to->ack.ok ? to->ack.ok : ack_.ok;
  const auto& error = to && to->ack.error ? to->ack.error : ack_.error;
  if (outcome && ok) {
    of.data = value(*outcome);
    return ok->write(of, out);
  }
  if (!outcome && error) {
    of.error = &outcome.error();
    return error->write(of, out);
  }
  pack::map(out, 2);
  pack::text(out, "status");
  pack::text(out, outcome ? "ok" : "error");
  pack::text(out, outcome ? "data" : "error");
  if (outcome)
    pack::raw(out, *outcome);
  else
    dialect::append_failure(outcome.error(), out);
}

void profile::answer(const route_rule& to, std::string_view room, const model::result<std::string>& outcome,
                     const visitor& who, std::int64_t now, value node, std::string& out) const {
  name_template::captured places;
  auto of = about_reply(&to.asks, room, who, now, places);
  of.node = node;
  if (outcome) {
    of.data = value(*outcome);
    return to.reply ? to.reply->write(of, out) : pack::raw(out, *outcome);
  }
  of.error = &outcome.error();
  to.error ? to.error->write(of, out) : dialect::append_failure(outcome.error(), out);
}

} // namespace snug::profile
