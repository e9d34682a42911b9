#include "transport/http/front.hpp"
#include "actors/facets/command_registry.hpp"
#include "actors/model/names.hpp"
#include "transport/delivery.hpp"
#include "transport/engine/hub.hpp"
#include "transport/http/answer.hpp"
#include "transport/http/command_reader.hpp"
#include "transport/http/credentials.hpp"
#include "transport/http/event_stream.hpp"
#include "transport/http/url.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::http {

namespace {

constexpr std::string_view socket_path = "/v1/socket";
/// Yjs providers: behind it a room, and where there is another slash a document of it.
constexpr std::string_view documents_path = "/yjs/";
constexpr std::string_view usual_document = "main";

/// Official servers look at the beginning of the path only.
bool is_engine(std::string_view path) noexcept {
  return path == "/socket.io" || path.starts_with("/socket.io/");
}

constexpr std::uint32_t busy_ms = 1'000;

model::failure busy() { return {model::error_code::unavailable, "the server is busy", {}, busy_ms, {}}; }

response bad_escape() { return error(400, "bad_request", "the path has an escape that is none"); }

/// A refused upgrade is answered like a request; the socket ends with it.
response no_upgrade(int status, std::string_view code, std::string_view why) {
  auto r = error(status, code, why);
  r.last = true;
  return r;
}

/// Refused too, but a while later it may be had.
response not_now(std::string_view why) {
  return no_upgrade(503, "unavailable", why).with("retry-after", "1");
}

/// Room and document of a provider's path; false where it names none.
bool read_document_path(std::string_view path, arrival& out) {
  if (!path.starts_with(documents_path)) return false;
  path.remove_prefix(documents_path.size());
  const auto slash = path.find('/');
  auto room = percent_decoded(path.substr(0, slash));
  auto document = percent_decoded(slash == path.npos ? usual_document : path.substr(slash + 1));
  if (!room || !document || model::check_room_name(*room) || model::check_room_name(*document)) return false;
  out.room = std::move(*room);
  out.document = std::move(*document);
  return true;
}

/// True where it is known which page asks: browsers leave `Origin` out where a page asks its own server for
/// something, and say so in another header that pages can't set.
bool says_its_origin(const request& r) noexcept {
  return !r.header("origin").empty() || r.header("sec-fetch-site") == "same-origin";
}

bool spoken(std::string_view offered) {
  const auto all = spoken_dialects();
  return offered.empty() ||
         std::any_of(all.begin(), all.end(), [&](const auto* d) { return lists(offered, d->subprotocol()); });
}

} // namespace

front::front(uv_loop_t& loop, const transport_settings& settings, const router& pages,
             const origin_policy& origins, const authenticator& who_is_it, const store::clock& clock,
             byte_budget& budget, outlet& out, const profile::profile_book& profiles)
  : settings_(settings)
  , pages_(pages)
  , origins_(origins)
  , clock_(clock)
  , budget_(budget)
  , out_(out)
  , loop_(loop)
  , cors_(origins)
  , door_(who_is_it, clock)
  , routes_(route_table::of_commands())
  , app_routes_(profiles)
  , patience_{settings.hello_ms, settings.request_ms, settings.idle_ms, settings.stalled_ms} {}

front::~front() { shut(); }

// ---- connections

void front::accept(channel socket, std::unique_ptr<arrival> came) {
  open(std::move(socket), std::move(came)).start();
}

void front::accept(connection::released socket, std::optional<request> asked) {
  open(std::move(socket.from), std::move(socket.came)).go_on(socket.read, std::move(asked));
}

connection& front::open(channel socket, std::unique_ptr<arrival> came) {
  const request_reader::limits limits{16'384, 100, settings_.message_bytes};
  auto made = std::make_unique<connection>(loop_, std::move(socket), std::move(came), limits, patience_,
                                           static_cast<connection::owner&>(*this));
  auto& c = *made;
  all_.emplace(&c, std::move(made));
  return c;
}

void front::tick() {
  gone_.clear();
  const auto at = now();
  deadlines_.advance(at, [&](connection* c, std::int64_t due) {
    if (!all_.contains(c) || c->watched != due) return; // gone, even if another one lies there now
    c->watched = connection::never;
    c->look_at(at);
    if (c->open()) due_earlier(*c);
  });
}

void front::drain() {
  draining_ = true;
  std::vector<connection*> all;
  for (const auto& [c, owned] : all_)
    all.push_back(c);
  for (auto* c : all)
    c->end_soon();
}

void front::shut() {
  while (!all_.empty())
    all_.begin()->first->end();
  gone_.clear();
}

void front::ended(connection& c) {
  if (c.waits()) turns_.forget(c);
  if (auto* p = std::exchange(c.slot, nullptr)) {
    if (p->now == peer::stage::request) {
      --under_way_;
      judged_.erase(p);
      asked_.erase(p);
      out_.done(*p);
    } else {
      out_.stream_ended(*p);
    }
  }
  if (engine_) engine_->gone(c);
  if (c.came()) out_.left(*c.came());
  const auto found = all_.find(&c);
  gone_.push_back(std::move(found->second));
  all_.erase(found);
}

void front::writable(connection& c) {
  if (c.slot) out_.stream_writable(*c.slot);
}

// ---- WebSockets

/// What is wrong with a WebSocket handshake (RFC 6455 §4.2.1); "" where nothing is.
std::string_view front::wrong_with(const request& r) noexcept {
  if (r.method != "GET" || !lists(r.header("connection"), "upgrade"))
    return "an upgrade is a GET with Connection: Upgrade";
  if (r.header("sec-websocket-key").size() != 24) return "Sec-WebSocket-Key is missing or wrong";
  if (!spoken(r.header("sec-websocket-protocol"))) return "no such subprotocol";
  return {};
}

/// Whose address a connection by a proxy counts for; false where it was answered that there are too many.
bool front::settle_address(connection& c, const request& r) {
  if (!c.came() || !c.came()->proxied) return true;
  std::string_view forwarded; // each proxy may add a header of its own: the last is the nearest's
  for (const auto& [name, value] : r.headers)
    if (name == "x-forwarded-for") forwarded = value;
  if (out_.came_for(*c.came(), forwarded)) return true;
  c.answer(not_now("too many connections of this address"));
  return false;
}

void front::upgrade(connection& c, const request& r) {
  if (!settle_address(c, r)) return;
  const auto host = r.header("host");
  arrival place;
  const bool engine = engine_ && is_engine(r.path);
  if (!engine && r.path != socket_path && !read_document_path(r.path, place) && !read_app_path(r, place))
    return c.answer(no_upgrade(404, "not_found", "no such path"));
  if (!origins_.host_allowed(host))
    return c.answer(no_upgrade(421, "misdirected", "this server doesn't answer under that name"));
  if (!origins_.origin_allowed(r.header("origin"), host))
    return c.answer(no_upgrade(403, "forbidden", "pages of this origin may not connect"));
  if (r.header("sec-websocket-version") != "13")
    return c.answer(no_upgrade(426, "upgrade_required", "only version 13 of WebSocket is spoken here")
                        .with("sec-websocket-version", "13"));
  if (const auto why = wrong_with(r); !why.empty()) return c.answer(no_upgrade(400, "bad_request", why));
  if (engine) return engine_upgrade(c, r);
  if (draining_) return c.answer(not_now("the server is about to stop"));
  const auto query = query_of(r);
  // Only clients of our own can be told to set headers.
  const auto where = r.path == socket_path ? token_in::header : token_in::header_or_query;
  auto came = credentials(r, query, *c.came(), where);
  came.room = std::move(place.room);
  came.document = std::move(place.document);
  if (place.words) {
    came.words = place.words;
    came.places = std::move(place.places);
    came.query = r.query;
  }
  find_out_who(c, r, query,
               {std::move(came), [this](connection& to, arrival who) { hand_over(to, std::move(who)); }});
}

/// Whose WebSocket is asked for, and what stands in its path; false where it is none of a profile's.
bool front::read_app_path(const request& r, arrival& out) const {
  out.words = app_routes_.socket(r.path, out.places);
  return out.words != nullptr;
}

void front::hand_over(connection& c, arrival came) {
  auto socket = c.release();
  *socket.came = std::move(came);
  out_.upgraded(std::move(socket));
}

void front::find_out_who(connection& c, const request& r, const query_items& query, handshake begun) {
  const auto wanted = out_.judged_headers();
  if (!wanted || !begun.came.bearer.empty() || !begun.came.ticket.empty())
    return begun.then(c, std::move(begun.came));
  hooks::handshake from;
  for (const auto& name : *wanted)
    if (const auto value = r.header(name); !value.empty()) from.headers.emplace_back(name, value);
  from.query = query;
  if (begun.came.engine) std::erase_if(from.query, [](const auto& item) { return is_of_engine(item.first); });
  if (from.headers.empty() && from.query.empty()) return begun.then(c, std::move(begun.came));
  // A browser sends cookies along for whatever page asks: without a word on which page that is nobody knows.
  if (!r.header("cookie").empty() && !says_its_origin(r))
    return c.answer(no_upgrade(403, "forbidden", "Origin is missing"));
  auto* p = begin(c, nullptr);
  if (!p || !out_.judge(*p, from)) {
    if (p) leave(*p);
    return c.answer(not_now("the server is busy"));
  }
  judged_.emplace(p, std::move(begun));
}

void front::judged(peer& p, const model::reply& reply) {
  auto begun = std::move(judged_.extract(&p).mapped());
  auto& c = leave(p);
  auto who = reply.outcome && !reply.outcome->empty()
                 ? door_.vouched(*reply.outcome)
                 : model::result<model::identity_ptr>(model::identity_ptr{});
  if (!reply.outcome || !who || draining_) {
    auto no = refused(!reply.outcome ? reply.outcome.error() : !who ? who.error() : busy());
    no.last = true;
    return c.answer(std::move(no));
  }
  begun.came.vouched = std::move(*who);
  begun.then(c, std::move(begun.came));
}

/// The request of `p` is over; its connection goes on.
connection& front::leave(peer& p) {
  auto& c = *p.http;
  c.slot = nullptr;
  --under_way_;
  out_.done(p);
  return c;
}

/// A WebSocket of Engine.IO: refused as the official server does, in plain words.
void front::engine_upgrade(connection& c, const request& r) {
  const auto query = query_of(r);
  if (const auto shard = out_.elsewhere(sid_of(query)))
    return out_.pass_on(*shard, c.release(), std::nullopt);
  std::string sid;
  if (const auto no = engine_->judge_upgrade(r, query, sid)) {
    response answer;
    answer.status = engineio::status_of(*no);
    answer.type = "text/html";
    answer.body = engineio::message_of(*no);
    answer.last = true;
    return c.answer(std::move(answer));
  }
  if (draining_) return c.answer(not_now("the server is about to stop"));
  auto came = engine_credentials(r, query, *c.came());
  came.sid = std::move(sid);
  // Whose session it is was found out when it began.
  if (!came.sid.empty()) return hand_over(c, std::move(came));
  find_out_who(c, r, query,
               {std::move(came), [this](connection& to, arrival who) { hand_over(to, std::move(who)); }});
}

// ---- requests

void front::requested(connection& c, request r) {
  ++requests_;
  if (draining_) c.end_soon();
  if (!settle_address(c, r)) return;
  if (!origins_.host_allowed(r.header("host"))) {
    auto no = error(421, "misdirected", "this server doesn't answer under that name");
    no.last = true;
    return c.answer(no);
  }
  if (app(c, r)) return;
  if (r.path.starts_with(api_root) && r.path.size() > api_root.size() && r.path[api_root.size()] == '/')
    return api(c, r);
  if (engine_ && is_engine(r.path)) return engine(c, std::move(r));
  c.answer(pages_.handle(r));
}

/// Polling of Engine.IO. A page that asks before it sends may use whatever headers its app sets.
void front::engine(connection& c, request r) {
  if (!cors_.allowed(r)) {
    response no;
    no.status = engineio::status_of(engineio::refusal::forbidden);
    no.body = engineio::body_of(engineio::refusal::forbidden, "pages of this origin may not connect");
    return c.answer(std::move(no));
  }
  const auto query = query_of(r);
  const auto sid = sid_of(query);
  if (const auto shard = out_.elsewhere(sid)) {
    auto socket = c.release();
    return out_.pass_on(*shard, std::move(socket), std::move(r));
  }
  response letters;
  cors_.let_read(r, letters);
  const bool preflight = r.method == "OPTIONS" && !r.header("access-control-request-method").empty();
  if (preflight) {
    letters.status = 204;
    letters.with("access-control-allow-methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
    const auto wanted = r.header("access-control-request-headers");
    if (!wanted.empty()) letters.with("access-control-allow-headers", std::string(wanted));
    return c.answer(std::move(letters.with("vary", "Access-Control-Request-Headers")));
  }
  c.add_to_answer(std::move(letters.headers));
  if (r.method != "GET" || !sid.empty()) return engine_->requested(c, std::move(r), query, nullptr);
  auto came = engine_credentials(r, query, *c.came());
  came.unidentified = false; // the connection that the request came on is
  const auto asked = std::make_shared<request>(std::move(r));
  find_out_who(c, *asked, query, {std::move(came), [this, asked, query](connection& to, arrival who) {
                                    engine_->requested(to, std::move(*asked), query,
                                                       std::make_unique<arrival>(std::move(who)));
                                  }});
}

/// Lets the page that asks read the answer; false where it was answered that it may not ask.
bool front::let_ask(connection& c, const request& r) {
  if (!cors_.allowed(r)) {
    c.answer(error(403, "forbidden", "pages of this origin may not ask here"));
    return false;
  }
  response letters;
  cors_.let_read(r, letters);
  c.add_to_answer(std::move(letters.headers));
  return true;
}

/// The answer on a path that has the methods in `allow` and not this one.
response front::other_methods(const request& r, const std::string& allow) const {
  if (r.method == "OPTIONS") return cors_.options(r, allow);
  auto no = error(405, "method_not_allowed", "this path has " + allow);
  no.allow = allow + ", OPTIONS";
  return no;
}

void front::api(connection& c, const request& r) {
  if (!let_ask(c, r)) return;
  const auto route = routes_.find(r.method, std::string_view(r.path).substr(api_root.size()));
  switch (route.came) {
  case route_table::match::what::found:
    if (route.verb == facets::command_registry::get().join()) return open_stream(c, r, route);
    return ask(c, r, route);
  case route_table::match::what::no_path:
    return c.answer(pages_.handle(r));
  case route_table::match::what::bad_escape:
    return c.answer(bad_escape());
  case route_table::match::what::no_method:
    return c.answer(other_methods(r, route.allow));
  }
}

/// A route of an app's own; false where there is none of that path.
bool front::app(connection& c, const request& r) {
  const auto route = app_routes_.find(r.method, r.path);
  if (route.came == app_routes::match::what::none) return false;
  if (!let_ask(c, r)) return true;
  if (route.came == app_routes::match::what::found)
    ask_app(c, r, route);
  else if (route.came == app_routes::match::what::bad_escape)
    c.answer(bad_escape());
  else
    c.answer(other_methods(r, route.allow));
  return true;
}

void front::ask_app(connection& c, const request& r, const app_routes::match& route) {
  app_routes::asked what;
  // What asks no room of anything is for everybody, as the server's own pages are.
  const bool stranger = route.rule->asks.command.empty();
  auto who = stranger ? model::result<model::identity_ptr>(nullptr) : door_.identify(r);
  if (!who) return c.answer(refused(who.error()));
  if (*who) {
    what.who.user = (*who)->user;
    what.who.name = (*who)->name;
  }
  auto command = app_routes::read(route, r, what, out_.entropy());
  const auto answer = [&](model::result<std::string> outcome) {
    c.answer(app_routes::answer(what, {{}, std::move(outcome)}, pages_.figures(), clock_.wall_ms()));
  };
  what.words = route.words;
  what.rule = route.rule;
  if (!command) return answer(command.error());
  if (stranger) return answer(std::string{});
  command->who = *who;
  command->from.ref = 1;
  auto* p = begin(c, std::move(*who));
  if (!p) return c.answer(refused(busy()));
  asked_.emplace(p, std::move(what));
  if (!out_.carry_out(*p, std::move(*command))) replied(*p, {{}, busy()});
}

void front::ask(connection& c, const request& r, const route_table::match& route) {
  // Logging in is what strangers do.
  const bool stranger = facets::command_registry::get().at(route.verb).strangers;
  auto who = stranger ? model::result<model::identity_ptr>(nullptr) : door_.identify(r);
  if (!who) return c.answer(refused(who.error()));
  auto command = read_command(r, route);
  if (!command) return c.answer(refused(command.error()));
  command->who = *who;
  command->from.ref = 1;
  auto* p = begin(c, std::move(*who));
  if (!p) return c.answer(refused(busy()));
  if (!out_.carry_out(*p, std::move(*command))) replied(*p, {{}, busy()});
}

/// A slot for the request; nothing where too many are under way.
peer* front::begin(connection& c, model::identity_ptr who) {
  if (under_way_ >= settings_.requests_in_flight) return nullptr;
  c.slot = &out_.asked(c, std::move(who));
  ++under_way_;
  return c.slot;
}

void front::replied(peer& p, const model::reply& reply) {
  if (judged_.contains(&p)) return judged(p, reply);
  if (auto of = asked_.extract(&p))
    return leave(p).answer(app_routes::answer(of.mapped(), reply, pages_.figures(), clock_.wall_ms()));
  leave(p).answer(answer_of(reply));
}

void front::open_stream(connection& c, const request& r, const route_table::match& route) {
  if (r.method == "HEAD") {
    auto no = error(405, "method_not_allowed", "a stream is asked for with GET");
    no.allow = "GET, OPTIONS";
    return c.answer(std::move(no));
  }
  if (doorkeeper::bearer(r).empty() && !r.header("authorization").empty())
    return c.answer(refused(door_.identify(r).error()));
  auto join = read_stream_request(r, route);
  if (!join) return c.answer(refused(join.error()));
  const auto query = query_of(r);
  find_out_who(
      c, r, query,
      {credentials(r, query, *c.came(), token_in::header),
       [this, join = std::move(*join)](connection& to, arrival who) { out_.stream(to, who, join); }});
}

} // namespace snug::transport::http
