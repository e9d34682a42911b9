#include "transport/engine/line.hpp"
#include "transport/engine/hub.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::engine {

namespace {

http::response plain(std::string body) {
  http::response r;
  r.type = "text/plain; charset=UTF-8";
  r.body = std::move(body);
  r.with("cache-control", "no-store");
  return r;
}

http::response ok() {
  http::response r;
  r.type = "text/html";
  r.body = "ok";
  r.with("cache-control", "no-store");
  return r;
}

} // namespace

line::line(hub& of, wire& sockets, const engineio::settings& with, std::string sid, std::uint64_t number,
           bool websocket, std::int64_t now)
  : hub_(of)
  , wire_(sockets)
  , session_(with, std::move(sid), websocket, now, *this)
  , number_(number) {}

line::~line() {
  if (socket_) socket_->over = nullptr;
}

// ---- for its user

void line::say(std::string_view frames) {
  session_.write(frames);
  hub_.watch(*this); // it may wait for an answer to this
}

bool line::clogged() const {
  if (!session_.can_take()) return true;
  return session_.on_websocket() && socket_ && wire_.clogged(*socket_);
}

bool line::write(std::string_view frames) {
  if (session_.over()) return false;
  // What was said before goes first; else straight to the socket, without another copy.
  if (session_.on_websocket() && socket_ && pending_.empty()) return wire_.write(*socket_, frames);
  session_.write(frames);
  return true;
}

void line::call_when_writable(peer& p) {
  if (std::find(waiting_.begin(), waiting_.end(), &p) == waiting_.end()) waiting_.push_back(&p);
  if (session_.on_websocket() && socket_) wire_.call_when_writable(*socket_);
}

void line::read(peer& p, bool on) {
  const bool was = paused_.empty();
  std::erase(paused_, &p);
  if (!on) paused_.push_back(&p);
  if (was == paused_.empty()) return;
  hub_.read(*this, on);
}

std::uint32_t line::unsent() const {
  return session_.on_websocket() && socket_ ? hub_.unsent(*socket_)
                                            : static_cast<std::uint32_t>(session_.waiting());
}

void line::end(peer& p) { hub_.end(*this, p); }

void line::forget(peer& p) noexcept {
  std::erase(waiting_, &p);
  if (std::erase(paused_, &p) != 0 && paused_.empty() && !session_.over()) hub_.read(*this, true);
}

// ---- time

std::int64_t line::due() const { return std::min(session_.due(), user_ ? user_->due() : session_.never); }

void line::tick(std::int64_t now) {
  session_.tick(now);
  if (user_ && user_->due() <= now) user_->tick(now);
}

// ---- what the session wants

void line::answer_poll(std::string body) {
  if (auto* c = std::exchange(poll_, nullptr)) hub_.answer(*c, plain(std::move(body)));
}

void line::answer_post() {
  if (auto* c = std::exchange(post_, nullptr)) hub_.answer(*c, ok());
}

void line::write_socket(std::string_view frames) {
  if (!socket_) return;
  pending_.emplace_back(frames);
  hub_.mark(*this);
}

void line::close_socket() {
  if (!socket_) return;
  closing_ = std::exchange(socket_, nullptr);
  hub_.mark(*this);
}

void line::received(std::string_view data, bool binary) {
  if (user_) user_->received(*this, data, binary);
}

void line::writable() {
  for (auto* p : std::exchange(waiting_, {}))
    if (user_) user_->writable(*this, *p);
}

void line::ended(engineio::ending why) {
  answer_post();
  hub_.over(*this);
  if (auto* u = std::exchange(user_, nullptr)) u->ended(*this, why);
}

/// A write for each: what is said of a connection is little, and clients that listen for one message at a
/// time miss the second of two that come together.
void line::flush() {
  auto* to = closing_ ? closing_ : socket_;
  if (to && closing_) pending_.emplace_back("\x88\0", 2); // a close frame without a code
  for (const auto& frames : std::exchange(pending_, {})) {
    if (!to || wire_.write(*to, frames)) continue;
    hub_.broken(*to);
    break;
  }
  if (auto* gone = std::exchange(closing_, nullptr)) {
    gone->over = nullptr;
    hub_.closing(*gone);
  }
}

} // namespace snug::transport::engine
