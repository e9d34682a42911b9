#include "transport/profile_desk.hpp"
#include "actors/model/entry_cursor.hpp"
#include "actors/model/names.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/utf8.hpp"
#include "transport/dialect/socketio_words.hpp"
#include "transport/http/url.hpp"
#include "transport/identity/secrets.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

namespace {

using model::value;
using profile::word;

/// Bytes of one value of a handshake that are kept while its connection lasts.
constexpr std::size_t longest_kept = 1'024;

/// `{auth: {…}, query: {…}, path: {…}}`; of the first two only what `wanted` names.
std::string packed(const profile_desk::handshake& came, const profile::handshake_fields* wanted) {
  const auto keeps = [&](const std::vector<std::string>& names, std::string_view name, std::size_t size) {
    return size <= longest_kept && std::find(names.begin(), names.end(), name) != names.end();
  };
  model::packer by_auth, by_query, out;
  std::uint32_t auths = 0, queries = 0;
  for (model::entry_cursor each{value(came.auth)}; each.next();) {
    if (wanted && !keeps(wanted->auth, each.key(), each.content().raw().size())) continue;
    ++auths;
    by_auth.text(each.key()).raw(each.content().raw());
  }
  for (auto& [name, text] : http::read_query(came.query).value_or(http::query_items{})) {
    if (wanted && !keeps(wanted->query, name, text.size())) continue;
    if (!model::is_utf8(name) || !model::is_utf8(text)) continue;
    ++queries;
    by_query.text(name).text(text);
  }
  if (auths + queries == 0 && came.places.empty()) return {};
  out.map(came.places.empty() ? 2 : 3).text("auth").map(auths);
  if (auths > 0) out.raw(by_auth.str());
  out.text("query").map(queries);
  if (queries > 0) out.raw(by_query.str());
  if (!came.places.empty()) out.text("path").raw(came.places);
  return std::move(out).str();
}

model::failure refusal(model::complaint what) { return model::refuse(std::move(what)); }

} // namespace

profile_desk::member* profile_desk::find(const peer& p) {
  const auto found = members_.find(&p);
  return found == members_.end() ? nullptr : found->second.get();
}

// ---- coming and going

void profile_desk::enter(peer& p, const handshake& came) {
  const auto* speech = speeches_.profiled(p.speech);
  if (!speech) return;
  auto m = std::make_unique<member>();
  m->speech = speech;
  m->who.came = packed(came, &speech->words().handshake());
  members_.insert_or_assign(&p, std::move(m));
}

bool profile_desk::greet(const peer& p, const handshake& came, std::string hello, bool at_once,
                         dialect::decoded& out) {
  auto* m = find(p);
  if (!m) return false;
  const auto& rule = m->words().connect();
  if (rule.token || rule.name || rule.own_rooms) {
    // Once, with everything that came: a token is long, and isn't kept.
    profile::visitor whole;
    whole.came = packed(came, nullptr);
    profile::facts of;
    of.who = &whole;
    profile::field_tree fields;
    const auto put = [&](const char* field, const std::optional<profile::source>& from) {
      std::string text;
      if (from && from->append(of, text) && value(text).text()) fields.put(std::string_view(field), text);
    };
    put("token", rule.token);
    put("name", rule.name);
    for (model::entry_cursor each{value(hello)}; each.next();)
      fields.put(each.key(), std::string(each.content().raw()));
    if (rule.own_rooms) fields.put(std::string_view("rooms"), model::packer{}.text("mine").str());
    hello.clear();
    fields.pack(hello);
  }
  out.requests.push_back({dialect::connect_ref, "hello", {}, std::move(hello), {}});
  if (!rule.join) return true;
  if (auto wrong = m->words().room_of(m->who, m->first_room)) {
    out.requests.clear();
    out.refused.push_back({dialect::connect_ref, refusal(*std::move(wrong))});
  } else if (at_once) {
    out.requests.push_back(first_join(*m));
  }
  return true;
}

dialect::request profile_desk::first_join(member& m) {
  dialect::request join{++m.last_ref, "room.join", m.first_room, {}, {}};
  m.waiting.push_back({join.ref, std::nullopt, nullptr, std::move(m.first_room), asked::kind::first_join});
  m.first_room.clear();
  return join;
}

bool profile_desk::welcomed(peer& p, const model::reply& reply) {
  auto* m = find(p);
  if (!m || !reply.outcome) return false;
  const auto joins = [&] {
    return std::any_of(m->waiting.begin(), m->waiting.end(),
                       [](const asked& a) { return a.what == asked::kind::first_join; });
  };
  if (!m->first_room.empty() && !value(*reply.outcome).find("recovered").present()) {
    dialect::decoded join;
    join.requests.push_back(first_join(*m));
    m->welcome = reply;
    out_.carry(p, std::move(join));
    return true;
  }
  if (!joins()) return false;
  m->welcome = reply;
  return true;
}

void profile_desk::entered(peer& p) {
  if (auto* m = find(p)) say_words(p, *m, word::moment::connect, {}, {});
}

// ---- what clients say

bool profile_desk::read(peer& p, const socketio::packet& event, dialect::decoded& out) {
  auto* m = find(p);
  if (!m) return false;
  out.clear();
  const value all(event.data);
  const auto name = all.at(0).text();
  const auto* rule = name ? m->words().said(*name) : nullptr;
  dialect::request r;
  asked a{0, event.id, rule, {}, asked::kind::other};
  auto wrong = read(*m, event, rule, r);
  if (!wrong && r.name == "room.join") a.what = asked::kind::join;
  if (!wrong && r.name == "room.leave") a.what = asked::kind::leave;
  if (event.id || (rule && rule->answer) || a.what != asked::kind::other) {
    // Never the number that the hello of a connect has.
    if (++m->last_ref >= dialect::connect_ref) m->last_ref = 1;
    a.ref = r.ref = m->last_ref;
  }
  a.room = r.room;
  if (!wrong && r.name.empty()) {
    answer(p, *m, a, {});
    return true;
  }
  if (a.ref != 0) m->waiting.push_back(std::move(a));
  if (wrong)
    out.refused.push_back({r.ref, refusal(*std::move(wrong))});
  else
    out.requests.push_back(std::move(r));
  return true;
}

bool profile_desk::read_text(peer& p, std::string_view message, bool binary, dialect::decoded& out) {
  auto* m = find(p);
  const auto* speech = m ? dynamic_cast<const profile::profiled_websocket*>(m->speech) : nullptr;
  if (!speech) return false;
  out.clear();
  socketio::packet event;
  auto wrong =
      binary ? std::optional<std::string>("a message must be text") : speech->read(message, event.data);
  if (!wrong) return read(p, event, out);
  out.refused.push_back({0, refusal({"", *std::move(wrong)})});
  return true;
}

std::optional<model::complaint> profile_desk::read(member& m, const socketio::packet& event,
                                                   const profile::in_rule* rule, dialect::request& out) {
  if (event.complaint) return model::complaint{"data", std::string(*event.complaint)};
  const value all(event.data);
  const auto name = all.at(0).text();
  if (!name) return model::complaint{"", "an event's name must be a string"};
  std::string args;
  model::packer head;
  head.array(static_cast<std::uint32_t>(all.size()) - 1);
  args = std::move(head).str();
  for (profile::list_cursor each(all); each.next();)
    if (each.content().raw().data() != all.at(0).raw().data()) args.append(each.content().raw());
  auto wrong = rule ? m.words().read(*rule, value(args), m.who, out)
                    : m.words().read_free(*name, value(args), m.who, out);
  if (!wrong && rule && rule->marks_author) wrong = mark(m, out);
  return wrong;
}

/// What it causes isn't told to this session, live or later.
std::optional<model::complaint> profile_desk::mark(member& m, dialect::request& out) {
  if (m.who.session == 0) return model::complaint{"", "hello isn't answered yet"};
  if (out.id.empty()) out.id = new_name(random_);
  out.id = profile::id_for_others(m.who.session, out.id);
  if (model::check_id(out.id)) return model::complaint{"id", "is too long"};
  return std::nullopt;
}

// ---- what they are told

bool profile_desk::replied(peer& p, const model::reply& reply) {
  auto* m = find(p);
  if (!m) return false;
  const auto found = std::find_if(m->waiting.begin(), m->waiting.end(),
                                  [&](const asked& a) { return a.ref == reply.to.ref; });
  if (reply.to.ref == 0 || found == m->waiting.end()) return false;
  const auto what = std::move(*found);
  m->waiting.erase(found);
  if (what.what == asked::kind::first_join) {
    if (!m->welcome) return true; // hello was refused
    auto welcome = *std::exchange(m->welcome, std::nullopt);
    if (!reply.outcome) {
      const auto why = reply.outcome.error();
      welcome.outcome = why;
      out_.welcome(p, welcome); // `m` may be gone with `p` behind this
      out_.close(p, model::close_code::forbidden, why.message);
      return true;
    }
    out_.welcome(p, welcome);
    say_words(p, *m, word::moment::join, what.room, *reply.outcome);
    return true;
  }
  answer(p, *m, what, reply);
  return true;
}

void profile_desk::answer(peer& p, member& m, const asked& what, const model::reply& reply) {
  const auto now = clock_.wall_ms();
  // The reply to a join knows the room's name, also where the client named none.
  std::string room = what.room;
  const std::string_view data = reply.outcome ? std::string_view(*reply.outcome) : std::string_view{};
  if (const auto named = value(data).find("room").text(); named && what.what == asked::kind::join)
    room = *named;
  frames_.clear();
  if (what.ack) {
    std::string argument;
    m.words().acknowledge(what.rule, room, reply.outcome, m.who, now, argument);
    m.speech->acknowledge(*what.ack, argument, frames_);
  } else if (!reply.outcome) {
    return out_.refused_silently(p, reply.outcome.error());
  }
  if (reply.outcome && what.rule)
    m.words().tell_answer(*what.rule, room, value(data), m.who, now,
                          [&](std::string_view said) { m.speech->say(said, frames_); });
  if (!frames_.empty()) delivery_.say(p, frames_);
  if (!reply.outcome || what.what == asked::kind::other) return;
  say_words(p, m, what.what == asked::kind::join ? word::moment::join : word::moment::leave, room, data);
}

void profile_desk::say_words(peer& p, member& m, word::moment when, std::string_view room,
                             std::string_view data) {
  if (p.who && m.who.session != p.who->session) {
    m.who.user = p.who->user;
    m.who.name = p.who->name;
    m.who.session = p.who->session;
  }
  frames_.clear();
  m.words().tell_words(when, room, value(data), m.who, clock_.wall_ms(),
                       [&](std::string_view said) { m.speech->say(said, frames_); });
  if (!frames_.empty()) delivery_.say(p, frames_);
}

void profile_desk::told(peer& p, const model::ephemeral_event& event) {
  if (event.name != "room.joined") return;
  if (auto* m = find(p)) say_words(p, *m, word::moment::join, event.room_name, event.data);
}

} // namespace snug::transport
