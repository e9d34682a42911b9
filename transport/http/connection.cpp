#include "transport/http/connection.hpp"
#include "transport/http/event_stream.hpp"
#include <array>
#include <utility>

namespace snug::transport::http {

namespace {

constexpr std::uint32_t linger_ms = 2'000;
constexpr std::size_t read_bytes = channel::whole_record;
/// So much of a request needs no room of its own: headers, and a body like most are.
constexpr std::size_t small = 32'768;

} // namespace

connection::connection(uv_loop_t& loop, channel socket, std::unique_ptr<arrival> came,
                       const request_reader::limits& limits, const patience& with, owner& of)
  : owner_(of)
  , patience_(with)
  , loop_(loop)
  , channel_(std::move(socket))
  , reader_(limits)
  , came_(std::move(came)) {
  set_deadline(patience_.first_ms);
}

connection::~connection() { close_socket(); }

// Not read at once: what came by older connections meanwhile was sent earlier and is to be heard first.
void connection::start() { watch(); }

void connection::go_on(std::string_view read_there, std::optional<request> asked) {
  reader_.add(read_there);
  if (asked) {
    now_ = stage::asked;
    deadline_ = 0;
    hand_out(std::move(*asked));
  } else {
    advance();
  }
  if (open()) read();
}

// ---- the socket

void connection::polled(int status, int events) {
  if (status < 0) return end();
  if ((events & UV_DISCONNECT) && now_ == stage::asked) return end();
  if (events & UV_WRITABLE) {
    flush();
    if (now_ == stage::streaming && drained()) owner_.writable(*this);
    if (now_ == stage::reading) advance();
  }
  if (open() && !waits_ && (events & UV_READABLE)) read();
  watch();
}

/// Polls for what the stage asks for.
void connection::watch() {
  if (now_ == stage::ended) return;
  int wanted = drained() ? 0 : UV_WRITABLE;
  // A client that doesn't take its answers isn't asked for more requests.
  if (now_ == stage::lingering || now_ == stage::streaming || (now_ == stage::reading && drained()))
    wanted |= UV_READABLE;
  if ((wanted & UV_READABLE) != 0 && !waits_ && channel_.holds_unread()) {
    waits_ = true;
    owner_.come_back(*this);
  }
  if (waits_) wanted &= ~UV_READABLE;
  if (now_ == stage::asked && watched_) wanted |= UV_DISCONNECT;
  if (wanted == events_) return;
  if (!handle_) {
    handle_ = new uv_poll_t;
    if (uv_poll_init(&loop_, handle_, channel_.fd()) != 0) {
      delete std::exchange(handle_, nullptr);
      return end();
    }
    handle_->data = this;
  }
  events_ = wanted;
  if (wanted == 0) {
    uv_poll_stop(handle_);
    return;
  }
  uv_poll_start(handle_, wanted, [](uv_poll_t* handle, int status, int events) {
    static_cast<connection*>(handle->data)->polled(status, events);
  });
}

void connection::go_further() {
  waits_ = false;
  read();
}

/// True when what has to come before requests is over.
bool connection::greet() {
  const auto came = owner_.shake_hands(*this, channel_);
  if (!came) {
    waits_ = true;
    return false;
  }
  switch (*came) {
  case tls::stream::state::done:
    return true;
  case tls::stream::state::more:
    return false;
  case tls::stream::state::not_tls:
    channel_.go_clear();
    refuse(error(400, "bad_request", "this port speaks TLS: the address begins with https or wss"));
    return false;
  case tls::stream::state::failed:
    end();
    return false;
  }
  return false;
}

void connection::read() {
  if (channel_.greeting() && !greet()) return watch();
  std::array<char, read_bytes> piece;
  while (now_ == stage::reading || now_ == stage::lingering || now_ == stage::streaming) {
    const auto [n, what] = channel_.read(piece.data(), piece.size());
    if (what == channel::state::none) break;
    if (what == channel::state::over) return end();
    if (now_ != stage::reading) continue; // whatever still comes means nothing
    if (!reader_.begun()) set_deadline(patience_.request_ms);
    reader_.add({piece.data(), n});
    if (hold(reader_.held()))
      advance();
    else
      refuse(error(503, "unavailable", "the server is busy").with("retry-after", "1"));
    if (n < piece.size() && !channel_.holds_unread()) break;
  }
  watch();
}

// ---- requests

/// Hands out what is whole; one that is answered at once makes room for the next.
void connection::advance() {
  if (std::exchange(going_, true)) return;
  while (now_ == stage::reading && drained()) {
    const auto step = reader_.next();
    if (step == request_reader::step::more) {
      if (reader_.wants_go_ahead()) send("HTTP/1.1 100 Continue\r\n\r\n");
      break;
    }
    now_ = stage::asked;
    deadline_ = 0;
    keep_alive_ = true;
    head_only_ = false;
    if (step == request_reader::step::wrong)
      answer(reader_.refusal());
    else
      hand_out();
  }
  going_ = false;
}

/// Takes room for what a client has sent of a large request, so that all of them together are bounded.
bool connection::hold(std::size_t bytes) {
  const auto wanted = bytes > small ? bytes : 0;
  if (wanted > held_ && !owner_.take_room(wanted - held_)) return false;
  if (wanted < held_) owner_.give_room_back(held_ - wanted);
  held_ = wanted;
  return true;
}

/// Ends the connection with this answer, whatever it was reading.
void connection::refuse(response r) {
  now_ = stage::asked;
  head_only_ = keep_alive_ = false;
  answer(std::move(r));
}

void connection::hand_out() {
  // Who takes the socket over takes the bytes as they came.
  if (lists(reader_.peek().header("upgrade"), "websocket")) return owner_.upgrade(*this, reader_.peek());
  auto r = reader_.take();
  (void)hold(reader_.held()); // less than before
  hand_out(std::move(r));
}

void connection::hand_out(request r) {
  head_only_ = r.method == "HEAD";
  keep_alive_ = r.keep_alive;
  owner_.requested(*this, std::move(r));
}

void connection::watch_for_end() {
  watched_ = true;
  watch();
}

void connection::answer(response r) {
  if (now_ != stage::asked) return;
  watched_ = false;
  for (auto& header : std::exchange(more_, {}))
    r.headers.push_back(std::move(header));
  const bool goes_on = keep_alive_ && !r.last;
  auto bytes = to_bytes(r, head_only_, goes_on);
  if (goes_on) {
    now_ = stage::reading;
    set_deadline(reader_.begun() ? patience_.request_ms : patience_.idle_ms);
  } else {
    now_ = stage::lingering;
    set_deadline(patience_.stalled_ms);
  }
  send(std::move(bytes));
  if (now_ == stage::reading) advance();
  watch();
}

void connection::end_soon() {
  keep_alive_ = false;
  if (now_ == stage::reading && !reader_.begun() && drained()) end();
}

void connection::look_at(std::int64_t now) {
  if (deadline_ == 0 || now < deadline_) return;
  if (now_ != stage::reading || !reader_.begun() || !drained()) return end();
  refuse(error(408, "bad_request", "the request took too long"));
}

// ---- writing

void connection::send(std::string bytes) {
  if (now_ == stage::ended) return;
  if (out_.empty())
    out_ = std::move(bytes);
  else
    out_ += bytes;
  flush();
}

void connection::flush() {
  const auto waited = channel_.waiting();
  if (!channel_.flush()) return end();
  std::size_t done = 0;
  while (done < out_.size()) {
    const auto [n, alive] = channel_.write(std::string_view(out_).substr(done));
    if (!alive) return end();
    if (n == 0) break;
    done += n;
  }
  out_.erase(0, done);
  if (drained()) {
    out_.shrink_to_fit();
    if (now_ == stage::lingering) linger();
  } else if ((done > 0 || channel_.waiting() < waited) && deadline_ != 0) {
    set_deadline(patience_.stalled_ms);
  }
}

/// The client reads the last answer before the socket goes: closed with bytes unread in it, it would be reset
/// and the answer might be lost on the way.
void connection::linger() {
  channel_.finish();
  set_deadline(linger_ms);
}

std::uint32_t connection::unsent() const noexcept {
  return channel_.unsent() + static_cast<std::uint32_t>(out_.size());
}

void connection::end() {
  if (now_ == stage::ended) return;
  now_ = stage::ended;
  close_socket();
  owner_.ended(*this);
}

void connection::close_socket() noexcept {
  owner_.give_room_back(std::exchange(held_, 0));
  if (handle_) {
    uv_poll_stop(handle_);
    uv_close(reinterpret_cast<uv_handle_t*>(std::exchange(handle_, nullptr)),
             [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
  }
  channel_.close();
}

connection::released connection::release() {
  released out{std::exchange(channel_, channel()), std::string(reader_.unread()), std::move(came_)};
  now_ = stage::ended;
  close_socket();
  owner_.ended(*this);
  return out;
}

// ---- streams

void connection::begin_stream() {
  if (now_ != stage::asked) return;
  now_ = stage::streaming;
  deadline_ = 0;
  send(stream_head(std::exchange(more_, {})));
  watch();
}

bool connection::write(std::string_view bytes) {
  if (now_ != stage::streaming) return false;
  send(std::string(bytes));
  watch();
  return open();
}

} // namespace snug::transport::http
