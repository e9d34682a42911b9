#include "actors/facets/command_registry.hpp"
#include "transport/address_number.hpp"
#include "transport/command_cost.hpp"
#include "transport/http/answer.hpp"
#include "transport/shard.hpp"
#include "transport/too_many.hpp"
#include <utility>

// What a shard does for its HTTP connections: their requests and streams are slots like sockets are.

namespace snug::transport {

namespace {

// A stream's own two commands.
constexpr std::uint32_t hello_ref = 1;
constexpr std::uint32_t join_ref = 2;

} // namespace

void shard::upgraded(http::connection::released socket) {
  heard_ = true;
  sockets_->adopt(std::move(socket.from), socket.read, std::move(socket.came));
}

bool shard::came_for(arrival& came, std::string_view forwarded) {
  const auto who = proxies_.client_in(forwarded);
  return shared_.addresses.move(came, who ? address_number(*who) : 0, bounds_by_address());
}

// ---- requests

peer& shard::asked(http::connection& c, model::identity_ptr who) {
  heard_ = true;
  auto& p = peers_.open();
  p.http = &c;
  p.now = peer::stage::request;
  p.address = c.came() ? c.came()->address : 0;
  p.who = std::move(who);
  shared_.peers.fetch_add(1, std::memory_order_relaxed);
  return p;
}

bool shard::carry_out(peer& p, model::command command) {
  const auto ref = command.from.ref;
  command.from = address_of(p);
  command.from.ref = ref;
  if (!p.owed.take(command.from.ref, cost_of(command), shared_.budget)) return false;
  bytes_in_ += command.data.size();
  if (const auto wait = shared_.address_rates.take(p.address, now_, settings_.address_commands_per_second))
    fan_out_.reply({command.from, too_many_from_address(wait)});
  else if (facets::command_registry::get().at(command.verb).strangers)
    parts_.desk.carry_out(std::move(command), p.address);
  else
    actors_->http(std::move(command));
  return true;
}

std::shared_ptr<const std::vector<std::string>> shard::judged_headers() const {
  return parts_.connect.headers();
}

bool shard::judge(peer& p, const hooks::handshake& from) {
  auto to = address_of(p);
  to.ref = hello_ref;
  if (!p.owed.take(to.ref, command_overhead, shared_.budget)) return false;
  parts_.connect.judge(to, from);
  return true;
}

void shard::done(peer& p) {
  retire(p);
  shared_.peers.fetch_sub(1, std::memory_order_relaxed);
  peers_.close(p);
}

// ---- streams

/// A stream is a client like any other: it says hello and joins, and what it is told comes in its own
/// dialect.
void shard::stream(http::connection& c, const arrival& with, model::command join) {
  if (draining_) {
    c.answer(http::refused({model::error_code::unavailable, "the server is about to stop", {}, 1'000, {}}));
    return;
  }
  auto& p = peers_.open();
  auto to = address_of(p);
  to.ref = hello_ref;
  auto judged = desk_.greet(to, with, {});
  const auto* no = std::get_if<authenticator::rejection>(&judged);
  std::optional<model::failure> why;
  if (no)
    why = {model::error_code::unauthenticated, no->reason};
  else if (!p.owed.take(hello_ref, command_overhead, shared_.budget) ||
           !p.owed.take(join_ref, cost_of(join), shared_.budget))
    why = {model::error_code::unavailable, "the server is busy", {}, 1'000, {}};
  else if (!count_as(p, std::get<hello_desk::welcome>(judged).greeting))
    why = too_many_connections();
  if (why) {
    p.owed.give_back_all(shared_.budget);
    peers_.close(p);
    return c.answer(http::refused(*why));
  }
  p.http = &c;
  p.speech = event_stream_speech();
  p.now = peer::stage::greeting;
  p.came = c.take_arrival();
  p.address = p.came->address;
  p.last_heard = now_;
  c.slot = &p;
  shared_.peers.fetch_add(1, std::memory_order_relaxed);
  p.session = actors_->hello(std::move(std::get<hello_desk::welcome>(judged).greeting));
  join.from = to;
  join.from.ref = join_ref;
  command(p, std::move(join));
}

void shard::stream_replied(peer& p, const model::reply& reply) {
  auto& c = *p.http;
  if (reply.to.ref != join_ref) return; // hello's says nothing a stream could tell
  if (reply.outcome) {
    c.begin_stream();
    delivery_->reply(p, reply);
    return;
  }
  c.slot = nullptr;
  stream_ended(p);
  c.end_soon();
  c.answer(http::answer_of(reply));
}

void shard::stream_writable(peer& p) { writable(p); }

void shard::stream_ended(peer& p) { closed(p); }

/// The last words go out at once: nobody answers them on a stream.
void shard::end_stream(peer& p) {
  flusher_->flush_now(p);
  doom(p);
}

std::string shard::entropy() { return parts_.random.bytes(16); }

} // namespace snug::transport
