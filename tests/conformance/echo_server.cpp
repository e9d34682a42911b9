#include "tests/conformance/echo_server.hpp"
#include "actors/model/pack.hpp"
#include "actors/model/payload.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/engine/session_names.hpp"
#include "transport/http/url.hpp"
#include <algorithm>
#include <chrono>
#include <csignal>
#include <random>
#include <sys/socket.h>
#include <utility>

namespace snug::conformance {

using namespace transport;
namespace pack = model::pack;

namespace {

// What the suites expect (their constants at the top).
constexpr engineio::settings timing{300, 200, 10'000, 1'000'000};
constexpr std::uint32_t connect_timeout_ms = 1'000;
constexpr std::int64_t greeting_after_ms = 30;

http::response text(int status, std::string_view body) {
  http::response r;
  r.status = status;
  r.type = "text/html";
  r.body = body;
  r.last = status >= 400;
  return r;
}

} // namespace

// ---- applications

class echo_server::application : public engine::line::user {
public:
  explicit application(echo_server& of) noexcept
    : of_(of) {}
  void writable(engine::line&, peer&) override {}
  void ended(engine::line& from, engineio::ending) override { of_.over(from); }

private:
  echo_server& of_;
};

class echo_server::engine_echo final : public application {
public:
  using application::application;
  void received(engine::line& from, std::string_view data, bool binary) override {
    std::string frame;
    engineio::append_frame(frame, {engineio::packet_type::message, binary, data});
    from.say(frame);
  }
};

class echo_server::socket_echo final : public application, socketio::connection::application {
public:
  socket_echo(echo_server& of, engine::line& over)
    : echo_server::application(of)
    , of_(of)
    , line_(over)
    , talk_(of.limits_, of.now(), *this) {}

  void received(engine::line&, std::string_view data, bool binary) override { talk_.received(data, binary); }
  void tick(std::int64_t now) override {
    talk_.tick(now);
    if (now < greets_at_) return;
    greets_at_ = engineio::session::never;
    for (const auto& [nsp, data] : std::exchange(greetings_, {}))
      talk_.emit(nsp, data);
  }
  [[nodiscard]] std::int64_t due() const override { return std::min(talk_.due(), greets_at_); }

private:
  void connecting(std::string_view nsp, std::string_view auth) override {
    if (nsp != "/" && nsp != "/custom") return talk_.refuse(nsp, "Invalid namespace");
    talk_.accept(nsp, "S" + std::to_string(line_.number()));
    std::string data;
    pack::array(data, 2);
    pack::text(data, "auth");
    data.append(auth);
    // The suite listens for one message at a time, and would miss the second of two that it reads at once.
    greetings_.emplace_back(nsp, data);
    greets_at_ = of_.now() + greeting_after_ms;
  }

  void event(const socketio::packet& p) override {
    const model::value all(p.data);
    const auto name = all.at(0).text();
    const bool wants_ack = name == "message-with-ack";
    if (!wants_ack && name != "message") return;
    std::string data;
    pack::array(data, static_cast<std::uint32_t>(all.size() - (wants_ack ? 1 : 0)));
    if (!wants_ack) pack::text(data, "message-back");
    for (std::size_t i = 1; i < all.size(); ++i)
      data.append(all.at(i).raw());
    if (!wants_ack)
      talk_.emit(p.nsp, data);
    else if (p.id)
      talk_.acknowledge(p.nsp, *p.id, data);
  }

  void acknowledged(std::string_view, std::uint64_t, std::string_view) override {}
  void unanswered(std::string_view, std::uint64_t) override {}
  void left(std::string_view) override {}
  void send(std::string_view frames) override { line_.say(frames); }
  void broken(std::string_view) override { line_.close(); }

  echo_server& of_;
  engine::line& line_;
  socketio::connection talk_;
  std::vector<std::pair<std::string, std::string>> greetings_; ///< namespace and event, until `greets_at_`
  std::int64_t greets_at_ = engineio::session::never;
};

// ---- the loop

echo_server::echo_server(layer top, std::uint16_t port, std::uint16_t number, std::uint16_t shards)
  : top_(top)
  , number_(number)
  , limits_{connect_timeout_ms, 16, {}} {
  uv_loop_init(&loop_);
  std::string complaint;
  listener_ = listener::open("127.0.0.1", port, shards > 1, complaint);
  sockets_ = std::make_unique<sockets>(loop_, static_cast<sockets::events&>(*this));
  hub_ = std::make_unique<engine::hub>(timing, *sockets_, static_cast<engine::hub::outlet&>(*this));
  uv_async_init(&loop_, &wake_, [](uv_async_t* h) { static_cast<echo_server*>(h->data)->take_over(); });
  wake_.data = this;
}

echo_server::~echo_server() = default;

void echo_server::run(const std::vector<std::unique_ptr<echo_server>>& all) {
  all_ = &all;
  uv_prepare_init(&loop_, &prepare_);
  uv_timer_init(&loop_, &timer_);
  uv_signal_init(&loop_, &signal_);
  prepare_.data = timer_.data = signal_.data = this;
  uv_prepare_start(&prepare_, [](uv_prepare_t* h) { static_cast<echo_server*>(h->data)->turn(); });
  uv_signal_start(
      &signal_, [](uv_signal_t* h, int) { uv_stop(h->loop); }, SIGTERM);
  listener_->start(loop_, [this](int fd, const sockaddr&) { accept(fd); });
  uv_run(&loop_, UV_RUN_DEFAULT);
}

void echo_server::turn() {
  const auto at = now();
  gone_.clear();
  gone_users_.clear();
  if (hub_->due() <= at) hub_->tick();
  hub_->flush();
  for (auto* p : std::exchange(doomed_, {}))
    sockets_->end(*p);
  const auto due = hub_->due();
  if (due == engineio::session::never) {
    uv_timer_stop(&timer_);
    return;
  }
  uv_update_time(&loop_);
  uv_timer_start(
      &timer_, [](uv_timer_t*) {}, static_cast<std::uint64_t>(std::max<std::int64_t>(0, due - now())), 0);
}

std::int64_t echo_server::now() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// ---- HTTP

void echo_server::accept(int fd) { open(channel(fd), std::make_unique<arrival>()).start(); }

http::connection& echo_server::open(channel socket, std::unique_ptr<arrival> came) {
  auto made = std::make_unique<http::connection>(loop_, std::move(socket), std::move(came),
                                                 http::request_reader::limits{16'384, 100, 4u << 20},
                                                 patience_, static_cast<http::connection::owner&>(*this));
  auto& c = *made;
  connections_.emplace(&c, std::move(made));
  return c;
}

echo_server* echo_server::elsewhere(const http::request& r) const {
  std::string sid;
  for (auto& [name, value] : http::read_query(r.query).value_or(http::query_items{}))
    if (name == "sid") sid = std::move(value);
  const auto shard = engine::shard_of(sid, 0);
  if (!shard || *shard == number_ || *shard >= all_->size()) return nullptr;
  return (*all_)[*shard].get();
}

void echo_server::pass_on(handed_over socket) {
  {
    const std::lock_guard lock(passed_on_guard_);
    passed_on_.push_back(std::move(socket));
  }
  uv_async_send(&wake_);
}

void echo_server::take_over() {
  std::vector<handed_over> all;
  {
    const std::lock_guard lock(passed_on_guard_);
    all.swap(passed_on_);
  }
  for (auto& each : all) {
    auto socket = each.take();
    open(std::move(socket.from), std::move(socket.came)).go_on(socket.read, each.take_request());
  }
}

bool echo_server::serves(const std::string& path) const {
  return path.starts_with(top_ == layer::engine ? "/engine.io/" : "/socket.io/");
}

void echo_server::requested(http::connection& c, http::request r) {
  if (!serves(r.path)) return c.answer(text(404, "no such path"));
  if (auto* other = elsewhere(r)) {
    auto socket = c.release();
    return other->pass_on(handed_over(std::move(socket), std::move(r)));
  }
  const auto query = http::read_query(r.query).value_or(http::query_items{});
  hub_->requested(c, std::move(r), query, std::make_unique<arrival>());
}

void echo_server::upgrade(http::connection& c, const http::request& r) {
  if (!serves(r.path)) return c.answer(text(404, "no such path"));
  if (auto* other = elsewhere(r)) return other->pass_on(handed_over(c.release(), std::nullopt));
  std::string sid;
  const auto query = http::read_query(r.query).value_or(http::query_items{});
  if (const auto no = hub_->judge_upgrade(r, query, sid))
    return c.answer(text(engineio::status_of(*no), engineio::message_of(*no)));
  auto socket = c.release();
  socket.came->sid = std::move(sid);
  sockets_->adopt(std::move(socket.from), socket.read, std::move(socket.came));
}

void echo_server::ended(http::connection& c) {
  hub_->gone(c);
  const auto found = connections_.find(&c);
  gone_.push_back(std::move(found->second));
  connections_.erase(found);
}

// ---- WebSockets

peer& echo_server::opened(const socket& with, std::uint8_t, std::unique_ptr<arrival> came) {
  auto& p = peers_.open();
  p.socket = with.in_clear;
  p.now = peer::stage::carrier;
  const auto sid = std::move(came->sid);
  hub_->socket_opened(p, sid, std::move(came));
  if (!p.over) doom(p);
  return p;
}

void echo_server::received(peer& p, const message_piece& piece) {
  auto& so_far = partial_[&p];
  if (piece.first) so_far.clear();
  so_far.append(piece.bytes);
  if (so_far.size() > timing.max_payload) return doom(p);
  if (!piece.last) return;
  const auto whole = std::exchange(so_far, {});
  hub_->socket_message(p, whole, piece.binary);
}

void echo_server::doom(peer& p) {
  if (std::find(doomed_.begin(), doomed_.end(), &p) == doomed_.end()) doomed_.push_back(&p);
}

void echo_server::closed(peer& p) {
  hub_->socket_gone(p);
  std::erase(doomed_, &p);
  partial_.erase(&p);
  peers_.close(p);
}

// ---- sessions

engine::line::user* echo_server::opened(engine::line& l, std::unique_ptr<arrival>) {
  std::unique_ptr<application> made;
  if (top_ == layer::engine)
    made = std::make_unique<engine_echo>(*this);
  else
    made = std::make_unique<socket_echo>(*this, l);
  auto* user = made.get();
  users_.emplace(&l, std::move(made));
  return user;
}

void echo_server::over(const engine::line& l) {
  const auto found = users_.find(&l);
  if (found == users_.end()) return;
  gone_users_.push_back(std::move(found->second));
  users_.erase(found);
}

std::string echo_server::new_sid() { return engine::new_sid(0, number_, dice_); }

std::uint64_t echo_server::dice::next() noexcept {
  thread_local std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

} // namespace snug::conformance
