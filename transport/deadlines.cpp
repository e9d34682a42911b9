#include "transport/deadlines.hpp"
#include "transport/orphaned_credits.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport {

namespace {

constexpr std::int64_t finish_ms = 2'000; ///< how long a closing connection is given to take its close frame

/// A wall clock that was set right meanwhile must not keep an expired token in for longer than this.
constexpr std::int64_t look_at_expiry_ms = 60'000;

} // namespace

deadlines::deadlines(const transport_settings& settings, peer_table& peers, const store::clock& clock,
                     std::int64_t now, listener listener)
  : settings_(settings)
  , peers_(peers)
  , clock_(clock)
  , beats_(settings.heartbeat_interval_ms, settings.heartbeat_timeout_ms)
  , wheel_(now)
  , listener_(std::move(listener)) {}

void deadlines::opened(const peer& p, std::int64_t now) {
  watch(p, timing_wheel::reason::hello, now + settings_.hello_ms);
}

void deadlines::identified(const peer& p, std::int64_t now) {
  // What carries several watches over their connection itself.
  if (!p.over) watch(p, timing_wheel::reason::heartbeat, now + settings_.heartbeat_interval_ms);
  renewed(p, now);
}

void deadlines::renewed(const peer& p, std::int64_t now) {
  if (p.who->expires_at == 0) return;
  const auto left = std::min(p.who->expires_at - clock_.wall_ms(), look_at_expiry_ms);
  watch(p, timing_wheel::reason::expiry, now + std::max<std::int64_t>(0, left));
}

void deadlines::closing(const peer& p, std::int64_t now) {
  watch(p, timing_wheel::reason::finish, now + finish_ms);
}

void deadlines::orphaned(const peer& p, std::int64_t now) {
  watch(p, timing_wheel::reason::orphan, now + orphaned_credits::patience_ms);
}

void deadlines::advance(std::int64_t now) {
  wheel_.advance(now, [this, now](const timing_wheel::deadline& d) { due(d, now); });
}

void deadlines::due(const timing_wheel::deadline& d, std::int64_t now) {
  if (d.why == timing_wheel::reason::orphan) return listener_.orphan(d.generation);
  auto* p = peers_.find(d.slot, d.generation);
  if (!p) return;
  if (d.why == timing_wheel::reason::finish) return listener_.over(*p);
  if (p->now == peer::stage::closing) return;
  switch (d.why) {
  case timing_wheel::reason::hello:
    if (p->now == peer::stage::fresh)
      listener_.close(*p, model::close_code::unauthenticated, "hello didn't come");
    return;
  case timing_wheel::reason::heartbeat:
    if (p->http) { // nobody answers on a stream: that the other side is gone shows in what it no longer takes
      listener_.ask(*p);
      return watch(*p, timing_wheel::reason::heartbeat, now + settings_.heartbeat_interval_ms);
    }
    return beat(*p, beats_.interval_over(now, p->last_heard, p->paused));
  case timing_wheel::reason::pong:
    return beat(*p, beats_.pong_due(now, d.due, p->last_heard, p->paused));
  case timing_wheel::reason::expiry:
    return expire(*p, now);
  case timing_wheel::reason::finish:
  case timing_wheel::reason::orphan:
    return;
  }
}

/// What a heartbeat deadline asks for is done, and the next one set.
void deadlines::beat(peer& p, const heartbeats::verdict& v) {
  switch (v.what) {
  case heartbeats::step::wait:
    return watch(p, timing_wheel::reason::heartbeat, v.next);
  case heartbeats::step::ask:
    listener_.ask(p);
    return watch(p, timing_wheel::reason::pong, v.next);
  case heartbeats::step::missed:
    return listener_.close(p, model::close_code::heartbeat_missed, "heartbeat missed");
  }
}

void deadlines::expire(peer& p, std::int64_t now) {
  if (p.who->expires_at == 0) return; // renewed by one without an end
  if (p.who->expires_at > clock_.wall_ms()) return renewed(p, now);
  listener_.close(p, model::close_code::token_expired, "token has expired");
}

void deadlines::watch(const peer& p, timing_wheel::reason why, std::int64_t due) {
  wheel_.add({p.slot, p.generation, due, why});
}

} // namespace snug::transport
