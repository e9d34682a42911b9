#include "transport/dialect/socketio/connection.hpp"
#include "actors/model/pack.hpp"
#include "transport/dialect/socketio/encoder.hpp"
#include <algorithm>
#include <utility>

namespace snug::socketio {

namespace {

namespace pack = model::pack;

/// Acknowledgements that may be waited for in one namespace; older ones are given up.
constexpr std::size_t most_asked = 256;

constexpr std::string_view empty_map = "\x80";

} // namespace

connection::connection(const connection_limits& limits, std::int64_t now, application& app)
  : limits_(limits)
  , app_(app)
  , decoder_(limits.packets)
  , due_(now + limits.connect_timeout_ms) {}

// ---- from the client

void connection::received(std::string_view message, bool binary) {
  if (broken_) return;
  switch (decoder_.read(message, binary, read_)) {
  case decoder::step::more:
    return;
  case decoder::step::wrong:
    return break_off(decoder_.why());
  case decoder::step::whole:
    const auto p = std::exchange(read_, {}); // what it causes may bring the next one
    handle(p);
  }
}

void connection::handle(const packet& p) {
  if (p.type == packet_type::connect) return connect(p);
  auto* in = find(p.nsp);
  if (p.type == packet_type::disconnect && in) {
    leave(p.nsp);
    return app_.left(p.nsp);
  }
  if (!in || !in->joined) return break_off("a packet for a namespace that wasn't joined");
  if (p.type == packet_type::ack) return acknowledged(*in, p);
  app_.event(p);
}

void connection::connect(const packet& p) {
  if (find(p.nsp)) return break_off("a namespace is joined once");
  if (places_.size() >= limits_.namespaces) return refuse(p.nsp, "too many namespaces");
  places_.emplace_back().nsp = p.nsp;
  if (p.complaint) return refuse(p.nsp, *p.complaint);
  app_.connecting(p.nsp, p.data.empty() ? empty_map : std::string_view(p.data));
}

void connection::acknowledged(place& in, const packet& p) {
  const auto found =
      std::find_if(in.asked.begin(), in.asked.end(), [&](const auto& q) { return q.id == *p.id; });
  if (found == in.asked.end()) return; // too late, or never asked for
  in.asked.erase(found);
  app_.acknowledged(p.nsp, *p.id, p.complaint ? std::string_view("\x90") : std::string_view(p.data));
}

void connection::break_off(std::string_view why) {
  if (std::exchange(broken_, true)) return;
  app_.broken(why);
}

// ---- to the client

void connection::accept(std::string_view nsp, std::string_view sid, std::string_view pid) {
  auto* in = find(nsp);
  if (!in || in->joined) return;
  in->joined = joined_once_ = true;
  std::string data;
  pack::map(data, pid.empty() ? 1 : 2);
  pack::text(data, "sid");
  pack::text(data, sid);
  if (!pid.empty()) {
    pack::text(data, "pid");
    pack::text(data, pid);
  }
  send({packet_type::connect, nsp, std::nullopt, data});
}

void connection::refuse(std::string_view nsp, std::string_view message, std::string_view data) {
  std::string reason;
  pack::map(reason, data.empty() ? 1 : 2);
  pack::text(reason, "message");
  pack::text(reason, message);
  if (!data.empty()) {
    pack::text(reason, "data");
    reason.append(data);
  }
  send({packet_type::connect_error, nsp, std::nullopt, reason});
  leave(nsp);
}

void connection::disconnect(std::string_view nsp) {
  if (!find(nsp)) return;
  send({packet_type::disconnect, nsp, std::nullopt, {}});
  leave(nsp);
}

void connection::emit(std::string_view nsp, std::string_view data) {
  send({packet_type::event, nsp, std::nullopt, data});
}

std::uint64_t connection::ask(std::string_view nsp, std::string_view data, std::int64_t until) {
  auto* in = find(nsp);
  if (!in) return 0;
  const auto id = in->last_id++;
  std::optional<std::uint64_t> given_up;
  if (in->asked.size() >= most_asked) {
    given_up = in->asked.front().id;
    in->asked.erase(in->asked.begin());
  }
  in->asked.push_back({id, until});
  send({packet_type::event, nsp, id, data});
  if (given_up) app_.unanswered(std::string(nsp), *given_up);
  return id;
}

void connection::acknowledge(std::string_view nsp, std::uint64_t id, std::string_view data) {
  send({packet_type::ack, nsp, id, data});
}

void connection::send(const packet_view& p) {
  if (broken_) return;
  std::string frames;
  encode(spoken(), p, frames);
  app_.send(frames);
}

// ---- the rest

bool connection::joined(std::string_view nsp) const noexcept {
  return std::any_of(places_.begin(), places_.end(), [&](const auto& p) { return p.nsp == nsp && p.joined; });
}

connection::place* connection::find(std::string_view nsp) noexcept {
  const auto found =
      std::find_if(places_.begin(), places_.end(), [&](const auto& p) { return p.nsp == nsp; });
  return found == places_.end() ? nullptr : &*found;
}

void connection::leave(std::string_view nsp) {
  std::erase_if(places_, [&](const auto& p) { return p.nsp == nsp; });
}

std::int64_t connection::due() const noexcept {
  if (broken_) return never;
  auto first = joined_once_ ? never : due_;
  for (const auto& in : places_)
    for (const auto& q : in.asked)
      first = std::min(first, q.until);
  return first;
}

void connection::tick(std::int64_t now) {
  if (broken_) return;
  if (!joined_once_ && now >= due_) return break_off("no namespace was joined in time");
  std::vector<std::pair<std::string, std::uint64_t>> late;
  for (auto& in : places_)
    std::erase_if(in.asked, [&](const auto& q) {
      if (q.until > now) return false;
      late.emplace_back(in.nsp, q.id);
      return true;
    });
  for (const auto& [nsp, id] : late) // each may ask again
    app_.unanswered(nsp, id);
}

} // namespace snug::socketio
