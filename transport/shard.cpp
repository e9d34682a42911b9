#include "transport/shard.hpp"
#include "actors/line_limit.hpp"
#include "actors/model/packer.hpp"
#include "transport/address_number.hpp"
#include "transport/dialect/socketio_words.hpp"
#include "transport/too_many.hpp"
#include <chrono>
#include <functional>
#include <string>
#include <unistd.h>
#include <utility>

namespace snug::transport {

namespace {

constexpr std::int64_t sweep_ms = 1'000;
/// A command goes from its session to the room or a lane, a hello to the door and back. A turn for each step
/// would look at all sockets in between.
constexpr int passes_per_turn = 3;
/// What a handler of an actor may take: everybody on the shard waits for it.
constexpr std::chrono::milliseconds longest_handler{1};

/// Logs slow handlers, one line a second at most.
loop::slow_handler_sink complaints_to(const config::logger& log, const store::clock& clock) {
  const auto limit =
      std::make_shared<actors::line_limit>([log](std::string_view line) { log->warn("{}", line); }, clock, 1);
  return [limit](const loop::slow_handler& slow) {
    (*limit)(slow.actor + ": took " + std::to_string(slow.took.count()) + " us for " + slow.message);
  };
}

} // namespace

shard::shard(std::uint16_t number, const transport_settings& settings, const node_parts& parts,
             shared_limits& shared, actors::fan_out& out, ports open)
  : number_(number)
  , settings_(settings)
  , parts_(parts)
  , shared_(shared)
  , fan_out_(out)
  , loop_({[this] { turn(); }, [this] { tick(); },
           [this] {
             return unit_.pending() || inbox_.pending() || group_ || reading_.pending() ||
                    flusher_->pending() || !doomed_.empty() || socketio_->pending() || front_->pending();
           }})
  , inbox_([this] { loop_.wake(); })
  , unit_(parts.system, [this] { loop_.wake(); })
  , ports_(std::move(open))
  , origins_(settings.origins, settings.hosts)
  , proxies_(settings.proxies)
  , desk_(settings_, parts.who_is_it, parts.clock)
  , peers_(rings_)
  , stalls_(settings.stalled_ms)
  , gate_(parts.last_commit)
  , reads_(parts.reader) {}

shard::~shard() { stop(); }

// ---- the thread

bool shard::start() {
  std::promise<bool> built;
  auto done = built.get_future();
  thread_ = std::thread(&shard::live, this, std::move(built), go_.get_future());
  return done.get();
}

void shard::run(std::vector<actors::door_handle> doors) { go_.set_value(std::move(doors)); }

void shard::begin_to_stop() { inbox_.push(stop_post{}); }

void shard::stop() {
  if (!thread_.joinable()) return;
  begin_to_stop();
  thread_.join();
}

void shard::live(std::promise<bool> built, std::future<std::vector<actors::door_handle>> go) {
  const bool good = build();
  built.set_value(good);
  if (good) {
    actors_->connect(go.get());
    listen();
    loop_.run();
  }
  finish();
}

bool shard::build() {
  if (!loop_.good()) return false;
  const auto here = std::this_thread::get_id();
  loop_.bind(here);
  inbox_.bind(here);
  unit_.bind(here);
  reads_.bind(here);
  unit_.watch(longest_handler, complaints_to(parts_.log, parts_.clock));
  now_ = last_sweep_ = parts_.clock.steady_ms();
  sockets_ = std::make_unique<sockets>(loop_.uv(), static_cast<sockets::events&>(*this));
  if (!sockets_->good()) return false;
  front_ = std::make_unique<http::front>(
      loop_.uv(), settings_, parts_.router, origins_, parts_.who_is_it, parts_.clock, shared_.budget,
      static_cast<http::front::outlet&>(*this), parts_.speeches.profiles());
  flusher_.emplace(
      *sockets_, flusher::listener{[this](peer& p) { catch_up_->drained(p); }, [this](peer& p) { doom(p); }});
  delivery_.emplace(number_, rooms_, *flusher_, settings_.outbox_bytes, parts_.speeches);
  catch_up_.emplace(settings_.node, number_, rooms_, *delivery_, reads_, inbox_, parts_.clock,
                    settings_.outbox_bytes);
  if (settings_.socketio_recovery) delivery_->give_cursors(parts_.store_id);
  edge_.emplace(settings_, number_, shared_.budget, desk_, shared_.address_rates,
                static_cast<edge::outlet&>(*this));
  profiles_ = std::make_unique<profile_desk>(parts_.speeches, *delivery_, parts_.clock, parts_.random,
                                             static_cast<profile_desk::outlet&>(*this));
  socketio_ = std::make_unique<socketio_desk>(
      socketio_desk::parts{settings_, number_, parts_.clock, parts_.random, peers_, *sockets_, *flusher_,
                           reading_, *edge_, parts_.speeches, *profiles_, *this, parts_.store_id});
  front_->serve(socketio_->hub());
  refusals_.emplace(peers_, *delivery_, parts_.clock);
  deadlines_.emplace(
      settings_, peers_, parts_.clock, now_,
      deadlines::listener{
          [this](peer& p, model::close_code code, std::string_view why) { close(p, code, why); },
          [this](peer& p) { ask_for_sign(p); }, [this](peer& p) { doom(p); },
          [this](std::uint32_t generation) { orphans_.expire(generation, shared_.budget); }});
  actors_ = std::make_unique<actors::shard_actors>(actors::environment{
      parts_.system, unit_, number_, static_cast<std::uint16_t>(settings_.shards), fan_out_, parts_.journal,
      reads_, parts_.rules, parts_.clock, shared_.rates, settings_.commands,
      [log = parts_.log](std::string_view what) { log->error("{}", what); }, facets::all_facets(),
      &parts_.desks, &parts_.rpc, &shared_.documents});
  return true;
}

void shard::turn() {
  now_ = parts_.clock.steady_ms();
  const slice mine;
  edge_->admit(now_);
  read_on(mine);
  do {
    take_in();
    // Answers made room for more commands of clients that had used up their credits.
  } while (read_on(mine) && mine());
  reads_.hand_over();
  tell_run();
  close_overruns();
  write_out();
  end_doomed();
  socketio_->flush();
  front_->take_turns();
  reads_.hand_over(); // what a drained outbox asked for
  if (stopping_ && actors_->stopped()) loop_.stop();
}

/// What sockets and other threads brought goes through the actors, and what they answer into outboxes.
void shard::take_in() {
  for (int pass = 0; pass < passes_per_turn && unit_.pending(); ++pass)
    unit_.run();
  const slice mine;
  if (group_) tell_group(mine);
  // What came behind a group waits for its end.
  if (!group_) inbox_.take([&](post& p) { handle(p, mine); }, [&] { return !group_ && mine(); });
}

bool shard::read_on(const slice& mine) {
  return reading_.go_on([this](peer& p) { return sockets_->read_more(p); }, mine);
}

void shard::write_out() {
  socketio_->flush(); // what is said of a connection itself comes before what its peers are told
  const bool heard = std::exchange(heard_, false);
  if (!flusher_->pending()) return;
  const auto now = std::chrono::steady_clock::now();
  if (!waiting_since_) waiting_since_ = now;
  if (heard && now - *waiting_since_ < patience) return;
  bytes_out_ += flusher_->flush(slice{});
  if (!flusher_->pending()) waiting_since_.reset();
}

void shard::tick() {
  now_ = parts_.clock.steady_ms();
  parts_.turned(number_);
  deadlines_->advance(now_);
  ports_.in_clear->retry();
  if (ports_.under_tls) ports_.under_tls->retry();
  front_->tick();
  socketio_->tick();
  edge_->admit(now_); // another shard may have made room
  if (now_ - last_sweep_ >= sweep_ms && !stopping_) {
    last_sweep_ = now_;
    actors_->sweep();
    edge_->end_overdue(now_);
    look_at_clogged();
    refusals_->tell();
  }
  count();
}

/// Behind the loop: everything that belongs to its thread ends on it.
void shard::finish() {
  stop_listening();
  loop_.close();
  if (front_) front_->shut();
  if (sockets_) sockets_->shut();
  loop_.settle();
  if (sockets_) sockets_->shut();
  actors_.reset();
}

// ---- sockets

void shard::listen() {
  ports_.in_clear->start(loop_.uv(), [this](int fd, const sockaddr& from) { accept(fd, from, false); });
  if (ports_.under_tls)
    ports_.under_tls->start(loop_.uv(), [this](int fd, const sockaddr& from) { accept(fd, from, true); });
}

void shard::stop_listening() {
  ports_.in_clear->stop();
  if (ports_.under_tls) ports_.under_tls->stop();
}

void shard::accept(int fd, const sockaddr& from, bool under_tls) {
  std::unique_ptr<tls::stream> tls;
  auto came = std::make_unique<arrival>();
  came->proxied = proxies_.trusted(from);
  if (!came->proxied) came->address = address_number(from);
  if (shared_.connections.load(std::memory_order_relaxed) >= settings_.connections ||
      !shared_.addresses.enter(*came, bounds_by_address())) {
    ::close(fd);
    return;
  }
  if (under_tls) {
    tls = std::make_unique<tls::stream>(*parts_.certificates->now(), fd);
    if (!tls->good()) { // no memory for it
      shared_.addresses.gone(*came);
      ::close(fd);
      return;
    }
  }
  ++accepted_;
  shared_.connections.fetch_add(1, std::memory_order_relaxed);
  front_->accept(channel(fd, std::move(tls)), std::move(came));
}

peer& shard::opened(const socket& with, std::uint8_t speech, std::unique_ptr<arrival> came) {
  auto& p = peers_.open();
  p.socket = with.in_clear;
  p.secure = with.under_tls;
  p.speech = speech;
  p.came = std::move(came);
  p.address = p.came->address;
  p.last_heard = now_;
  if (p.came->words) {
    p.worded = true;
    p.speech = parts_.speeches.websocket(*p.came->words);
  }
  shared_.peers.fetch_add(1, std::memory_order_relaxed);
  if (p.came->engine) {
    p.now = peer::stage::carrier;
    socketio_->opened(p, std::move(p.came));
    return p;
  }
  deadlines_->opened(p, now_);
  if (draining_)
    send_away(p); // it was connected already, and asked for its upgrade too late
  else if (edits_a_document(p))
    enter_document(p);
  else if (p.worded)
    enter_words(p);
  return p;
}

void shard::send_away(peer& p) {
  // Spread over time, or everybody is back in the same moment.
  const auto spread = draining_->spread_ms ? parts_.random.next() % draining_->spread_ms : 0;
  close(p, model::close_code::drain,
        "drain, retry after " + std::to_string(draining_->hint_ms + spread) + " ms");
}

void shard::received(peer& p, const message_piece& piece) {
  heard_ = true;
  p.last_heard = now_;
  bytes_in_ += piece.bytes.size();
  reading_.heard(p, piece.bytes.size());
  edge_->receive(p, piece);
}

void shard::ponged(peer& p) { p.last_heard = now_; }

void shard::writable(peer& p) {
  stall_watch::moved(p);
  flusher_->writable(p);
  if (p.now == peer::stage::carrier) socketio_->socket_writable(p);
}

void shard::closed(peer& p) {
  if (p.over) socketio_->socket_gone(p);
  if (p.worded) profiles_->leave(p);
  retire(p);
  flusher_->forget(p);
  reading_.forget(p);
  std::erase(doomed_, &p);
  if (p.came) shared_.addresses.identified(*p.came);
  shared_.addresses.left(p.address);
  shared_.users.leave(p.user);
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
  shared_.peers.fetch_sub(1, std::memory_order_relaxed);
  peers_.close(p);
}

void shard::left(arrival& came) {
  shared_.addresses.gone(came);
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
}

// ---- the edge's ways out

void shard::refuse(peer& p, std::uint32_t ref, model::failure why) {
  if (p.now == peer::stage::closing) return;
  if (edits_a_document(p)) return document_refused(p, ref, why);
  if (p.worded && ref == dialect::connect_ref) return; // it is closed with the reason
  if (p.over && ref == dialect::connect_ref) return socketio_->welcomed(p, {address_of(p), std::move(why)});
  if (ref != 0) {
    auto to = address_of(p);
    to.ref = ref;
    return answer(p, {to, std::move(why)});
  }
  refusals_->add(p, std::move(why));
}

void shard::answer(peer& p, const model::reply& reply) {
  if (!profiles_->replied(p, reply)) delivery_->reply(p, reply);
}

void shard::welcome(peer& p, const model::reply& reply) {
  if (!p.worded) return socketio_->welcomed(p, reply);
  if (reply.outcome) profiles_->entered(p);
}

void shard::refused_silently(peer& p, model::failure why) { refuse(p, 0, std::move(why)); }

void shard::close(peer& p, model::close_code code, std::string_view reason) {
  if (p.now == peer::stage::closing || p.now == peer::stage::request) return;
  if (p.now == peer::stage::carrier && !hang_up_hard(p, code)) return;
  delivery_->close(p, code_for(p, code), reason);
  retire(p);
  if (p.over) return socketio_->dismiss(p, code);
  if (p.http) return end_stream(p);
  deadlines_->closing(p, now_);
}

void shard::hello(peer& p, actors::greeting greeting) {
  if (count_as(p, greeting)) {
    p.session = actors_->hello(std::move(greeting));
    return;
  }
  refuse(p, greeting.from.ref, too_many_connections());
  close(p, model::close_code::try_again, too_many_connections().message);
}

/// One that goes on with a session takes the place of the connection that had it before, which may not be
/// known to be gone.
bool shard::count_as(peer& p, const actors::greeting& greeting) {
  const auto user = std::hash<std::string>{}(greeting.who->user) | 1u;
  const auto most = settings_.connections_per_user;
  if (!shared_.users.enter(user, most == 0 ? 0 : most + greeting.resumed)) return false;
  p.user = user;
  return true;
}

void shard::renew(peer& p, std::uint32_t ref, hello_desk::renewal renewed) {
  const auto before = std::exchange(p.who, std::move(renewed.who))->expires_at;
  // A deadline that comes too early finds out by itself.
  if (before == 0 || p.who->expires_at < before) deadlines_->renewed(p, now_);
  actors_->renewed(p.session, p.who);
  if (ref == 0) return;
  auto to = address_of(p);
  to.ref = ref;
  answer(p, {to, std::move(renewed.reply)});
}

void shard::command(peer& p, model::command command) {
  if (!p.session) // a stranger's
    return parts_.desk.carry_out(std::move(command), p.address);
  actors_->command(p.session, std::move(command));
}

void shard::commands(peer& p, std::vector<model::command> together) {
  actors_->commands(p.session, std::move(together));
}

void shard::pause(peer& p) {
  p.paused = true;
  sockets_->read(p, false);
}

void shard::go_on(peer& p) {
  if (p.now == peer::stage::carrier && socketio_->paused(p)) return; // those it carries can take no more
  p.paused = false;
  sockets_->read(p, true);
  reading_.again(p);
}

// ---- peers

/// hello was answered.
void shard::identify(peer& p, model::identity_ptr who) {
  p.now = peer::stage::open;
  p.who = std::move(who);
  shared_.addresses.identified(*p.came);
  p.came.reset();
  deadlines_->identified(p, now_);
  // What was revoked between its hello and now hasn't met it.
  if (parts_.book.stopped(*p.who)) close(p, model::close_code::token_revoked, "revoked");
}

void shard::give_back(peer& p, std::uint32_t ref) {
  p.owed.give_back(ref, shared_.budget);
  if (p.paused && !edge_->used_up(p)) go_on(p);
}

/// It hears and says nothing any more, though its socket may still have to take a close frame.
void shard::retire(peer& p) {
  rooms_.remove_all(p);
  catch_up_->forget(p);
  if (orphans_.adopt(p.generation, p.owed)) deadlines_->orphaned(p, now_);
  edge_->forget(p);
  if (p.session && !stopping_) actors_->closed(p.session);
  p.session = nullptr;
}

void shard::doom(peer& p) {
  if (std::exchange(p.doomed, true)) return;
  doomed_.push_back(&p);
}

void shard::end_doomed() {
  while (!doomed_.empty()) {
    auto* p = doomed_.back();
    doomed_.pop_back();
    sockets_->end(*p);
  }
}

address_counts::bounds shard::bounds_by_address() const noexcept {
  return {settings_.unidentified_per_address, settings_.connections_per_address};
}

model::return_address shard::address_of(const peer& p) const noexcept {
  return {settings_.node, number_, p.slot, p.generation, 0};
}

// ---- time

void shard::ask_for_sign(peer& p) {
  delivery_->ping(p);
  if (!p.heartbeat_events) return;
  // Beside the ping, not in its place: the ping is what a client's WebSocket answers by itself.
  model::packer data;
  data.map(1).text("now").integer(parts_.clock.wall_ms());
  model::event_view event;
  event.name = "heartbeat";
  event.data = data.str();
  event.at = parts_.clock.wall_ms();
  delivery_->tell(p, event);
}

void shard::look_at_clogged() {
  if (flusher_->clogged() == 0) return;
  peers_.each([this](peer& p) {
    if (!p.clogged || p.now == peer::stage::closing) return;
    if (!stalls_.stalled(p, sockets_->unsent(p), now_)) return;
    ++slow_closed_;
    close(p, model::close_code::slow_consumer, "nothing could be written");
  });
}

void shard::count() {
  const auto set = [](auto& counter, std::uint64_t value) {
    counter.store(value, std::memory_order_relaxed);
  };
  set(traffic_.connections, peers_.size());
  set(traffic_.sessions, actors_->live_sessions());
  set(traffic_.awake_rooms, actors_->awake_rooms());
  set(traffic_.accepted, accepted_);
  set(traffic_.commands, edge_->accepted());
  set(traffic_.refused, edge_->refused());
  set(traffic_.events, delivery_->delivered());
  set(traffic_.dropped, delivery_->dropped());
  set(traffic_.slow_closed, slow_closed_);
  set(traffic_.requests, front_->requests());
  const auto& shaken = front_->shaken();
  set(traffic_.handshakes, shaken.done);
  set(traffic_.handshakes_resumed, shaken.resumed);
  set(traffic_.handshakes_failed, shaken.failed);
  set(traffic_.bytes_in, bytes_in_);
  set(traffic_.bytes_out, bytes_out_);
}

} // namespace snug::transport
