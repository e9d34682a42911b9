#include "transport/profile/profile_reader.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/facets/event_names.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/socketio/packet.hpp"
#include "transport/profile/vocabulary.hpp"
#include <algorithm>
#include <span>
#include <utility>

namespace snug::profile {

namespace {

using root = source::root;
using roots = std::vector<root>;

// What there is on each occasion.
const roots in_rules{root::data, root::capture, root::id,     root::from, root::at,
                     root::now,  root::offset,  root::record, root::epoch};
const roots in_told{root::constant, root::data,  root::room,   root::capture, root::from,   root::at,
                    root::now,      root::epoch, root::offset, root::id,      root::record, root::event};
const roots in_told_each{root::constant, root::data,  root::room,  root::capture, root::from,
                         root::at,       root::now,   root::epoch, root::offset,  root::id,
                         root::record,   root::event, root::item};
const roots in_words{root::constant, root::data, root::room,  root::capture, root::now,
                     root::me,       root::auth, root::query, root::error,   root::node};

bool contains(const roots& all, root one) noexcept {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// Complains of an event's name that clients of Socket.IO keep for themselves.
void check_event(rule_table& t, std::string_view key, const std::string& name) {
  if (socketio::reserved_event(name))
    t.complain(key, "\"" + name + "\" is a name that clients keep for themselves");
}

bool is_durable(const std::string& command) {
  const auto& registry = facets::command_registry::get();
  const auto verb = registry.find(command);
  return verb && registry.at(*verb).spec->way == model::lane::durable;
}

/// Arguments that stand for fields.
void check_args(rule_table& t, std::string_view key, const std::optional<std::vector<std::string>>& args) {
  if (!args) return;
  for (auto a = args->begin(); a != args->end(); ++a)
    if (a->empty() || std::find(args->begin(), a, *a) != a)
      t.complain(key, "has \"" + *a + "\" twice, or empty");
}

/// Complains of a path in data that begins with no field of the row `of`.
void check_field(rule_table& t, std::string_view key, const std::vector<std::string>& path,
                 const std::string& of, std::span<const model::field> fields) {
  if (path.empty()) return;
  const auto there = [&](const model::field& f) { return f.name == path[0]; };
  if (std::any_of(fields.begin(), fields.end(), there)) return;
  t.complain(key, unknown_field(of, path[0], fields));
}

} // namespace

std::unique_ptr<const profile> profile_reader::read(const config::profile_chain& files,
                                                    std::vector<config::complaint>& complaints) {
  if (files.empty()) return nullptr;
  const auto before = complaints.size();
  profile_reader reader(complaints);
  reader.out_.name_ = files.front().name;
  // What the nearest file says holds, also for the rules of those it extends.
  for (const auto& file : files)
    reader.read_tables(file);
  // One that has a WebSocket is in a namespace of Socket.IO too where it says so.
  if (reader.out_.socket_ && !reader.named_) reader.out_.nsp_.clear();
  for (std::size_t i = 0; i < files.size(); ++i)
    reader.read_rules(files[i], i);
  rule_settling::settle(reader.rules_, reader.out_, complaints);
  if (complaints.size() != before) return nullptr;
  return std::make_unique<const profile>(std::move(reader.out_));
}

// ---- tables

void profile_reader::read_tables(const config::profile_file& file) {
  auto top = file.tables.front();
  for (const auto& t : file.tables)
    if (t.section == "room_from") // a table of the top level
      for (auto e : t.entries) {
        e.path.insert(e.path.begin(), "room_from");
        top.entries.push_back(std::move(e));
      }
  read_top(top);
  for (const auto& t : file.tables) {
    if (t.section == "websocket") read_socket(t);
    if (t.section == "connect") read_connect(t);
    if (t.section == "ack") read_ack(t);
  }
}

void profile_reader::read_rules(const config::profile_file& file, std::size_t number) {
  for (const auto& t : file.tables) {
    const bool list = t.label.ends_with(']');
    if (t.section.empty() || t.section == "room_from") continue;
    if (!list && (t.section == "connect" || t.section == "ack" || t.section == "websocket")) continue;
    if (list && t.section == "in")
      read_in(t, number);
    else if (list && t.section == "out")
      read_out(t, number);
    else if (list && t.section == "on")
      read_on(t, number);
    else if (list && t.section == "route")
      read_route(t, number);
    else
      complaints_.push_back(
          {t.where, t.label,
           "no such table; there are [connect], [websocket], [ack], [[in]], [[out]], [[on]] and [[route]]"});
  }
}

void profile_reader::read_top(const config::profile_table& table) {
  rule_table t(table, complaints_);
  (void)t.text("extends");
  (void)t.text("about");
  const auto nsp = t.text("namespace");
  if (nsp && (!nsp->starts_with('/') || nsp->find(',') != nsp->npos))
    t.complain("namespace", "must begin with / and hold no comma");
  const bool has_free = t.has("free_events");
  const bool free_events = t.flag("free_events", true);
  if (nsp && !named_) {
    out_.nsp_ = *nsp;
    named_ = true;
  }
  if (has_free && !free_said_) {
    out_.free_events_ = free_events;
    free_said_ = true;
  }
  if (auto room = read_room(t); room && !room_) room_ = out_.room_ = std::move(room);
  t.complain_of_unknown({"extends", "about", "namespace", "free_events", "room", "room_from"});
}

void profile_reader::read_connect(const config::profile_table& table) {
  rule_table t(table, complaints_);
  connect_rule rule;
  rule.join = t.flag("join");
  rule.own_rooms = t.choice("rooms", {"none", "mine"}) == 1;
  rule.token = t.from("token");
  rule.name = t.from("name");
  for (const auto& [key, from] : {std::pair{"token", rule.token}, std::pair{"name", rule.name}})
    if (from && from->is != root::auth && from->is != root::query)
      t.complain(key, "must be taken from the handshake: auth.… or query.…");
  if (rule.join) {
    const bool handshake =
        room_ && !room_->current && std::all_of(room_->from.begin(), room_->from.end(), [](const source& s) {
          return s.is == root::auth || s.is == root::query || s.is == root::path;
        });
    if (!handshake)
      t.complain("join", "needs a room that the handshake names: room, and room_from = \"auth.…\"");
  }
  t.complain_of_unknown({"join", "rooms", "token", "name"});
  if (!std::exchange(connects_, true)) out_.connect_ = std::move(rule);
}

void profile_reader::read_socket(const config::profile_table& table) {
  rule_table t(table, complaints_);
  socket_rule rule;
  const auto path = t.needed_text("path");
  if (auto wrong = name_template::parse(path, true, rule.path))
    t.complain("path", *std::move(wrong));
  else if (!path.starts_with('/'))
    t.complain("path", "must begin with /");
  else if (const auto own = own_path("GET", rule.path); !own.empty())
    t.complain("path", "is the server's own: " + own);
  rule.type = t.text("type").value_or("type");
  if (rule.type.empty()) t.complain("type", "must not be empty");
  t.complain_of_unknown({"path", "type"});
  if (!std::exchange(has_socket_, true)) out_.socket_ = std::move(rule);
}

void profile_reader::read_ack(const config::profile_table& table) {
  rule_table t(table, complaints_);
  auto shapes = read_shapes(t, "", room_);
  t.complain_of_unknown({"ok", "error"});
  if (!std::exchange(acks_, true)) out_.ack_ = std::move(shapes);
}

// ---- parts of rules

/// What of the handshake has to be kept for later.
void profile_reader::keep(const source& s) {
  if (s.path.empty()) return;
  if (s.is == root::auth) out_.handshake_.auth.push_back(s.path[0]);
  if (s.is == root::query) out_.handshake_.query.push_back(s.path[0]);
}

std::shared_ptr<const room_rule> profile_reader::read_room(rule_table& t) {
  if (!t.has("room") && !t.has("room_from")) return nullptr;
  auto made = std::make_shared<room_rule>();
  const auto written = t.text("room");
  const auto from = t.named_texts("room_from");
  if (from.size() == 1 && from[0].name.empty() && from[0].text == "current") {
    if (written) t.complain("room_from", "\"current\" is a room without a name: room says nothing here");
    made->current = true;
    return made;
  }
  if (written) {
    if (auto wrong = name_template::parse(*written, false, made->name)) {
      t.complain("room", *std::move(wrong));
      return nullptr;
    }
  } else if (room_ && !room_->current) {
    made->name = room_->name;
  } else {
    t.complain("room_from", "there is no room to name: room is missing");
    return nullptr;
  }
  for (const auto& place : made->name.captures()) {
    made->from.emplace_back();
    (void)source::parse("args." + place.name, made->from.back());
  }
  for (const auto& [place, text] : from) {
    auto at = made->name.find(place);
    if (place.empty() && made->from.size() == 1) at = 0;
    if (!at) {
      t.complain("room_from", place.empty() ? "must say for each place of " + made->name.written() +
                                                  " where it comes from: room_from = {PLACE = \"…\"}"
                                            : "there is no {" + place + "} in " + made->name.written());
      continue;
    }
    source s;
    if (auto wrong = source::parse(text, s))
      t.complain("room_from", *std::move(wrong));
    else if ((s.is != root::args && s.is != root::auth && s.is != root::query && s.is != root::path &&
              s.is != root::fresh) ||
             s.path.empty())
      t.complain("room_from", "must be args.FIELD, auth.FIELD, query.FIELD, path.FIELD, new.uuid or current");
    else
      made->from[*at] = std::move(s);
  }
  for (const auto& s : made->from)
    keep(s);
  return made;
}

void profile_reader::check_sources(rule_table& t, std::string_view key,
                                   const std::vector<field_map::entry>& fields,
                                   const std::shared_ptr<const room_rule>& room, const roots& there) {
  const auto check = [&](const source& s, const roots& allowed) {
    keep(s);
    if (!contains(allowed, s.is)) t.complain(key, "takes something that isn't there on this occasion");
    const bool place = s.is == root::capture;
    if (place && (!room || room->current || !room->name.find(s.path[0])))
      t.complain(key, "there is no place {" + s.path[0] + "} in the room's name");
  };
  auto inside = there;
  inside.push_back(root::item);
  for (const auto& e : fields) {
    check(e.from, there);
    for (const auto& part : e.items)
      check(part.from, inside);
    if (e.item) check(*e.item, inside);
  }
}

void profile_reader::read_fields(rule_table& t, std::string_view prefix, bool keeps_rest,
                                 const std::shared_ptr<const room_rule>& room, const roots& there,
                                 field_map& out) {
  const std::string key = std::string(prefix) + "fields", items = std::string(prefix) + "items",
                    rest = std::string(prefix) + "rest";
  auto fields = t.fields(key, items);
  check_sources(t, key, fields, room, there);
  const bool all = std::any_of(fields.begin(), fields.end(),
                               [](const auto& e) { return e.from.is == root::data && e.from.path.empty(); });
  for (auto& e : fields)
    out.add(std::move(e));
  const auto where = t.text(rest);
  source at;
  if (!where) {
    if (keeps_rest && !all) out.keep_rest_at({});
  } else if (*where != "none") {
    if (source::parse(*where, at) || at.is != root::data || at.each)
      t.complain(rest, "must be none, data or data.FIELD");
    else
      out.keep_rest_at(at.path);
  }
}

field_map profile_reader::read_shape(rule_table& t, const std::string& key,
                                     const std::shared_ptr<const room_rule>& room) {
  auto fields = t.fields(key, key + "_items");
  check_sources(t, key, fields, room, in_words);
  field_map shape;
  for (auto& e : fields)
    shape.add(std::move(e));
  if (auto wrong = shape.contradiction({})) t.complain(key, wrong->field + " " + wrong->rule);
  return shape;
}

ack_shape profile_reader::read_shapes(rule_table& t, std::string_view prefix,
                                      const std::shared_ptr<const room_rule>& room) {
  ack_shape out;
  for (const bool good : {true, false}) {
    const auto key = std::string(prefix) + (good ? "ok" : "error");
    if (!t.has(key)) continue;
    (good ? out.ok : out.error) = read_shape(t, key, room);
  }
  return out;
}

// ---- [[in]]

void profile_reader::read_in(const config::profile_table& table, std::size_t file) {
  rule_table t(table, complaints_);
  in_rule rule;
  rule.event = t.needed_text("event");
  check_event(t, "event", rule.event);
  rule.args = t.texts("args");
  check_args(t, "args", rule.args);
  if (!t.has("command") && !t.has("free") && !t.has("answer"))
    t.complain("", "says nothing: command, free or answer is missing");
  read_said(t, rule);
  const auto to = t.choice("to", {"everybody", "others"});
  rule.others = to == 1;
  // What isn't kept is sent to others than its author by the room itself.
  rule.marks_author = rule.others && (rule.free.empty() ? is_durable(rule.command) : t.flag("durable"));
  if (rule.others && rule.free.empty() && !rule.marks_author)
    t.complain("to", "is for free events and durable commands");
  if (!rule.free.empty() && !rule.others) {
    std::string yes;
    model::pack::boolean(yes, true);
    rule.how.push_back({{"echo"}, std::move(yes)});
  }
  if (t.has("answer")) read_answer(t, rule);
  rule.ack = read_shapes(t, "ack_", rule.room);
  t.complain_of_unknown({"event",         "args",         "command",     "free",      "fields",
                         "rest",          "set",          "room",        "room_from", "to",
                         "durable",       "retain",       "key",         "answer",    "answer_args",
                         "answer_fields", "answer_items", "answer_rest", "ack_ok",    "ack_error"});
  rules_.in.push_back({std::move(rule), &table, file});
}

void profile_reader::read_said(rule_table& t, in_rule& rule) {
  auto own = read_room(t);
  rule.room = own ? std::move(own) : room_;
  if (t.has("free")) read_publication(t, rule);
  if (t.has("command")) read_command(t, rule);
  if (rule.command.empty()) rule.in_room = false;
  read_fields(t, "", !t.has("fields") || !rule.free.empty(), rule.room, in_rules, rule.fields);
  rule.set = t.constants("set");
  if (const auto as = t.text("room_as")) {
    if (!as->starts_with("data.") || as->find('.', 5) != as->npos || !rule.room || rule.room->current)
      t.complain("room_as", "must be data.FIELD, beside a room");
    else
      rule.room_as = as->substr(5);
  }
  if (rule.room && !rule.room->current)
    for (const auto& s : rule.room->from)
      if (s.is == root::args) rule.fields.spend(s.path[0]);
  if (auto wrong = rule.fields.contradiction(rule.set))
    t.complain("fields", wrong->field + " " + wrong->rule);
  if (rule.free.empty() && !rule.command.empty()) check_command_fields(t, rule);
}

void profile_reader::read_publication(rule_table& t, in_rule& rule) {
  rule.free = t.needed_text("free");
  rule.command = "publish";
  if (const auto no = facets::check_event_name(rule.free)) t.complain("free", std::string(*no));
  for (const auto* key : {"durable", "retain"}) {
    if (!t.flag(key)) continue;
    std::string yes;
    model::pack::boolean(yes, true);
    rule.how.push_back({{key}, std::move(yes)});
  }
  if (const auto key = t.text("key")) {
    if (key->empty() || key->size() > 128) t.complain("key", "must have 1 to 128 bytes");
    std::string text;
    model::pack::text(text, *key);
    rule.how.push_back({{"key"}, std::move(text)});
  }
}

void profile_reader::read_command(rule_table& t, in_rule& rule) {
  const auto& registry = facets::command_registry::get();
  const auto name = t.needed_text("command");
  if (!rule.free.empty()) return t.complain("command", "and free are two ways: one of them");
  const auto verb = registry.find(name);
  if (!verb || *verb == registry.hello()) return t.complain("command", unknown_command(name));
  rule.command = name;
  rule.in_room = registry.at(*verb).spec->in_room;
}

void profile_reader::check_command_fields(rule_table& t, const in_rule& rule) {
  const auto& registry = facets::command_registry::get();
  const auto& spec = *registry.at(*registry.find(rule.command)).spec;
  const auto check = [&](std::string_view key, const std::vector<std::string>& path) {
    check_field(t, key, path, rule.command, spec.fields);
  };
  for (const auto& e : rule.fields.entries())
    if (e.from.is == root::data) check("fields", e.from.path);
  for (const auto& f : rule.set)
    check("set", f.path);
  if (!rule.room_as.empty()) check("room_as", {rule.room_as});
  if (rule.fields.rest()) check("rest", *rule.fields.rest());
}

void profile_reader::read_answer(rule_table& t, in_rule& rule) {
  spoken_event as;
  as.name = t.needed_text("answer");
  check_event(t, "answer", as.name);
  as.args = t.texts("answer_args");
  check_args(t, "answer_args", as.args);
  read_fields(t, "answer_", !t.has("answer_fields"), rule.room, in_words, as.fields);
  if (auto wrong = as.fields.contradiction({})) t.complain("answer_fields", wrong->field + " " + wrong->rule);
  rule.answer = std::move(as);
}

// ---- [[out]] and [[on]]

void profile_reader::read_spoken(rule_table& t, bool keeps_rest, const std::shared_ptr<const room_rule>& room,
                                 const roots& there, spoken_event& out) {
  out.name = t.needed_text("event");
  check_event(t, "event", out.name);
  out.args = t.texts("args");
  check_args(t, "args", out.args);
  read_fields(t, "", keeps_rest, room, there, out.fields);
  if (auto wrong = out.fields.contradiction({})) t.complain("fields", wrong->field + " " + wrong->rule);
}

void profile_reader::read_out(const config::profile_table& table, std::size_t file) {
  rule_table t(table, complaints_);
  out_rule rule;
  rule.told = t.needed_text("told");
  const auto* spec = find_event(rule.told);
  const bool own = facets::check_event_name(rule.told).has_value();
  if (own && !spec && !rule.told.empty()) t.complain("told", unknown_event(rule.told));
  rule.room_must_fit = t.has("room");
  auto room = read_room(t);
  rule.room = room ? std::move(room) : room_;
  rule.when = t.constants("when");
  rule.each = t.from("each");
  if (rule.each && (rule.each->is != root::data || rule.each->each))
    t.complain("each", "must be a list in the data: data.FIELD");
  rule.others = t.choice("to", {"everybody", "others"}) == 1;
  if (rule.others && !rule.each)
    t.complain("to", "is said where an event is said ([[in]]); here it needs each, whose items have a user");
  read_spoken(t, !own || !t.has("fields"), rule.room, rule.each ? in_told_each : in_told, rule.as);
  if (spec) check_event_fields(t, rule, *spec);
  t.complain_of_unknown(
      {"told", "when", "room", "room_from", "each", "to", "event", "args", "fields", "items", "rest"});
  rules_.outs.push_back({std::move(rule), &table, file});
}

void profile_reader::check_event_fields(rule_table& t, const out_rule& rule, const facets::event_spec& spec) {
  const auto check = [&](std::string_view key, const std::vector<std::string>& path) {
    check_field(t, key, path, rule.told, spec.fields);
  };
  for (const auto& e : rule.as.fields.entries())
    if (e.from.is == root::data) check("fields", e.from.path);
  for (const auto& f : rule.when)
    check("when", f.path);
  if (rule.each) check("each", rule.each->path);
  if (rule.as.fields.rest()) check("rest", *rule.as.fields.rest());
}

void profile_reader::read_on(const config::profile_table& table, std::size_t file) {
  rule_table t(table, complaints_);
  word rule;
  if (!t.has("when")) t.complain("when", "is missing: connect, join or leave");
  rule.when = static_cast<word::moment>(t.choice("when", {"connect", "join", "leave"}));
  rule.room_must_fit = t.has("room");
  auto room = read_room(t);
  rule.room = room ? std::move(room) : room_;
  read_spoken(t, false, rule.room, in_words, rule.as);
  t.complain_of_unknown({"when", "room", "event", "args", "fields", "items", "rest"});
  rules_.words.push_back({std::move(rule), &table, file});
}

// ---- [[route]]

void profile_reader::read_route(const config::profile_table& table, std::size_t file) {
  rule_table t(table, complaints_);
  route_rule rule;
  static const std::vector<std::string_view> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};
  if (!t.has("method")) t.complain("method", "is missing: GET, POST, PUT, PATCH or DELETE");
  rule.method = methods[t.choice("method", methods)];
  const auto path = t.needed_text("path");
  if (auto wrong = name_template::parse(path, true, rule.path))
    t.complain("path", *std::move(wrong));
  else if (!path.starts_with('/'))
    t.complain("path", "must begin with /");
  else if (const auto own = own_path(rule.method, rule.path); !own.empty())
    t.complain("path", "is the server's own: " + own);
  rule.asks.event = rule.method + " " + path;
  read_said(t, rule.asks);
  if (rule.asks.command.empty() && !t.has("reply"))
    t.complain("", "says nothing: command, free or reply is missing");
  if (const auto status = t.number("status")) {
    if (*status < 200 || *status > 299) t.complain("status", "must be from 200 to 299");
    rule.status = static_cast<int>(*status);
  }
  if (t.has("reply")) rule.reply = read_shape(t, "reply", rule.asks.room);
  if (t.has("error")) rule.error = read_shape(t, "error", rule.asks.room);
  for (const auto& [code, status] : t.numbers("errors")) {
    if (!is_error_code(code)) t.complain("errors", "there is no error " + code);
    if (status < 200 || status > 599) t.complain("errors", "must be from 200 to 599");
    rule.errors.emplace_back(code, static_cast<int>(status));
  }
  t.complain_of_unknown({"method", "path", "command", "free", "fields", "rest", "set", "room", "room_from",
                         "room_as", "durable", "retain", "key", "status", "reply", "reply_items", "error",
                         "errors"});
  rules_.routes.push_back({std::move(rule), &table, file});
}

} // namespace snug::profile
