#include "transport/dialect/engineio/session.hpp"
#include "transport/dialect/json_writer.hpp"
#include <algorithm>
#include <utility>

namespace snug::engineio {

std::string_view name_of(ending why) noexcept {
  switch (why) {
  case ending::transport_close:
    return "transport close";
  case ending::transport_error:
    return "transport error";
  case ending::ping_timeout:
    return "ping timeout";
  case ending::parse_error:
    return "parse error";
  case ending::client_close:
    return "client close";
  case ending::server_close:
    return "server close";
  }
  return "transport error";
}

session::session(const settings& with, std::string sid, bool websocket, std::int64_t now, outlet& out)
  : settings_(with)
  , sid_(std::move(sid))
  , out_(out)
  , websocket_(websocket)
  , beat_(now + with.ping_interval_ms) {}

void session::begin() {
  std::string json;
  dialect::json_writer w(json);
  w.plain("{\"sid\":").text(sid_).plain(",\"upgrades\":").plain(websocket_ ? "[]" : "[\"websocket\"]");
  w.plain(",\"pingInterval\":").uint(settings_.ping_interval_ms);
  w.plain(",\"pingTimeout\":").uint(settings_.ping_timeout_ms);
  w.plain(",\"maxPayload\":").uint(settings_.max_payload).plain("}");
  say(packet_type::open, json);
}

// ---- polling

bool session::poll(std::int64_t now) {
  tick(now);
  if (over_) {
    // The last words are there for whoever still asks.
    if (waiting_.empty() || websocket_) return false;
    polled_ = true;
    release_poll();
    return true;
  }
  if (websocket_) return false;
  if (polled_) {
    end(ending::transport_error);
    return false;
  }
  polled_ = true;
  if (leaving_ != never)
    go();
  else if (!waiting_.empty())
    release_poll();
  else if (candidate_ == candidate::probed)
    say(packet_type::noop);
  else
    out_.writable();
  return true;
}

void session::poll_gone() {
  if (!std::exchange(polled_, false) || over_) return;
  end(ending::transport_close);
}

bool session::post(std::string body, std::int64_t now) {
  tick(now);
  if (over_ || websocket_) return false;
  if (reading_) {
    end(ending::transport_error);
    return false;
  }
  posted_ = std::move(body);
  reading_.emplace(posted_);
  read_on(now);
  return true;
}

void session::resume(std::int64_t now) {
  if (std::exchange(paused_, false)) read_on(now);
}

void session::read_on(std::int64_t now) {
  while (reading_ && !over_ && !paused_ && leaving_ == never) {
    if (const auto p = reading_->next()) {
      got(*p, now);
      continue;
    }
    const bool wrong = reading_->wrong();
    reading_.reset();
    out_.answer_post();
    if (wrong) end(ending::parse_error);
    return;
  }
  if (reading_ && over_) {
    reading_.reset();
    out_.answer_post();
  }
}

void session::take_leave(std::int64_t now) {
  if (websocket_ || polled_ || candidate_ != candidate::none) return end(ending::client_close);
  leaving_ = now + overtaken_ms;
}

/// The end that the client asked for, and the answer to its POST.
void session::go() {
  end(ending::client_close);
  read_on(0);
}

void session::release_poll() {
  if (!polled_ || waiting_.empty()) return;
  polled_ = false;
  // python-engineio takes no more of them at a time.
  constexpr std::size_t most_packets = 16;
  const auto size = first_packets(waiting_, most_packets);
  std::string body;
  append_to_body(body, std::string_view(waiting_).substr(0, size));
  waiting_.erase(0, size);
  out_.answer_poll(std::move(body));
}

// ---- the WebSocket

bool session::offer_socket(std::int64_t now) {
  tick(now);
  if (over_ || websocket_ || candidate_ != candidate::none || leaving_ != never) return false;
  candidate_ = candidate::open;
  upgrade_ = now + settings_.upgrade_timeout_ms;
  return true;
}

void session::socket_message(std::string_view message, bool binary, std::int64_t now) {
  if (over_) return;
  const auto p = binary ? packet{packet_type::message, true, message} : read_text(message);
  if (!websocket_) {
    if (p) return probe(*p, binary);
    return drop_candidate();
  }
  if (!p) return end(ending::parse_error);
  got(*p, now);
}

/// What may come by a WebSocket that isn't the session's transport yet.
void session::probe(const packet& p, bool binary) {
  if (!binary && p.type == packet_type::ping && p.data == "probe") {
    candidate_ = candidate::probed;
    std::string pong;
    append_frame(pong, {packet_type::pong, false, "probe"});
    out_.write_socket(pong);
    // The client lets its last poll finish before it goes on.
    if (polled_) say(packet_type::noop);
    return;
  }
  if (!binary && p.type == packet_type::upgrade && candidate_ == candidate::probed) return upgrade();
  drop_candidate();
}

void session::upgrade() {
  candidate_ = candidate::none;
  upgrade_ = never;
  if (polled_) say(packet_type::noop);
  websocket_ = true;
  if (!waiting_.empty()) out_.write_socket(std::exchange(waiting_, {}));
  out_.writable();
}

void session::drop_candidate() {
  candidate_ = candidate::none;
  upgrade_ = never;
  out_.close_socket();
}

void session::socket_gone() {
  if (!websocket_) {
    candidate_ = candidate::none;
    upgrade_ = never;
    return;
  }
  if (!over_) end(ending::transport_close);
}

// ---- packets

void session::got(const packet& p, std::int64_t now) {
  if (ping_out_ && p.type != packet_type::pong && !std::exchange(extended_, true))
    beat_ = std::max(beat_, now + settings_.ping_timeout_ms);
  switch (p.type) {
  case packet_type::message:
    return out_.received(p.data, p.binary);
  case packet_type::pong:
    if (!std::exchange(ping_out_, false)) return; // nobody asked
    beat_ = now + settings_.ping_interval_ms;
    return;
  case packet_type::close:
    return take_leave(now);
  case packet_type::ping: // only a server asks, apart from probes
    return end(ending::parse_error);
  case packet_type::open:
  case packet_type::upgrade:
  case packet_type::noop:
    return;
  }
}

void session::say(packet_type type, std::string_view data) {
  std::string frame;
  append_frame(frame, {type, false, data});
  if (websocket_) return out_.write_socket(frame);
  waiting_ += frame;
  release_poll();
}

void session::write(std::string_view frames) {
  if (over_ || frames.empty()) return;
  if (websocket_) return out_.write_socket(frames);
  waiting_ += frames;
  release_poll();
}

void session::end(ending why) {
  if (std::exchange(over_, true)) return;
  const bool candidate = std::exchange(candidate_, candidate::none) != candidate::none;
  upgrade_ = leaving_ = never;
  if (websocket_) {
    waiting_.clear();
    if (why != ending::transport_close) out_.close_socket();
  } else {
    if (candidate) out_.close_socket();
    // What waits is for those whom the server sends away; whoever broke off isn't there to read it.
    const bool by_server = why == ending::server_close;
    if (!by_server) waiting_.clear();
    if (polled_ || by_server) say(why == ending::client_close ? packet_type::noop : packet_type::close);
  }
  out_.ended(why);
}

// ---- time

std::int64_t session::due() const noexcept { return over_ ? never : std::min({beat_, upgrade_, leaving_}); }

void session::tick(std::int64_t now) {
  if (!over_ && now >= upgrade_) drop_candidate();
  if (!over_ && now >= leaving_) go();
  while (!over_ && now >= beat_) {
    if (ping_out_) return end(ending::ping_timeout);
    ping_out_ = true;
    extended_ = false;
    // From when it was due: a poll that comes after both times finds the session gone.
    beat_ += settings_.ping_timeout_ms;
    say(packet_type::ping);
  }
}

} // namespace snug::engineio
