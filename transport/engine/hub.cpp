#include "transport/engine/hub.hpp"
#include <algorithm>
#include <utility>

namespace snug::transport::engine {

namespace {

http::response empty(int status) {
  http::response r;
  r.status = status;
  r.type = "text/html";
  return r;
}

} // namespace

hub::hub(const engineio::settings& with, wire& sockets, outlet& out)
  : settings_(with)
  , wire_(sockets)
  , out_(out) {}

hub::~hub() = default;

// ---- requests

void hub::requested(http::connection& c, http::request r, const http::query_items& query,
                    std::unique_ptr<arrival> came) {
  flush(); // what was said on WebSockets before goes before the answer
  engineio::request asked;
  const auto no = engineio::judge(
      query, r.method, false, [this](std::string_view sid) { return find(sid); }, asked);
  if (no) return refuse(c, *no);
  if (asked.sid.empty()) return handshake(c, std::move(came));
  auto& l = *find(asked.sid);
  if (r.method == "GET") return poll(c, l);
  if (r.method == "POST") return post(c, l, r);
  c.answer(empty(500));
}

void hub::refuse(http::connection& c, engineio::refusal why) {
  http::response r;
  r.status = engineio::status_of(why);
  r.body = engineio::body_of(why);
  c.answer(std::move(r));
}

void hub::handshake(http::connection& c, std::unique_ptr<arrival> came) {
  auto& l = make(false);
  l.user_ = out_.opened(l, std::move(came));
  if (!l.user_) {
    by_sid_.erase(l.session_.sid());
    lines_.erase(std::uint64_t{l.number_});
    return refuse(c, engineio::refusal::forbidden);
  }
  l.session_.begin();
  poll(c, l);
}

void hub::poll(http::connection& c, line& l) {
  // A second poll ends the session, and the first: the new one isn't in its place yet.
  if (l.session_.poll_waits()) {
    (void)l.session_.poll(out_.now());
    return refuse(c, engineio::refusal::bad_request);
  }
  wait(c, l, &line::poll_);
  if (l.session_.poll(out_.now())) return watch(l);
  l.poll_ = nullptr;
  waiting_.erase(&c);
  refuse(c, l.session_.over() ? engineio::refusal::session_unknown : engineio::refusal::bad_request);
}

void hub::post(http::connection& c, line& l, http::request& r) {
  if (r.header("content-type").starts_with("application/octet-stream")) {
    l.session_.close();
    return c.answer(empty(400));
  }
  if (r.body.size() > settings_.max_payload) return c.answer(empty(413));
  const bool busy = l.post_ != nullptr;
  if (!busy) wait(c, l, &line::post_);
  if (l.session_.post(std::move(r.body), out_.now())) return watch(l);
  if (!busy) {
    l.post_ = nullptr;
    waiting_.erase(&c);
  }
  refuse(c, l.session_.over() ? engineio::refusal::session_unknown : engineio::refusal::bad_request);
}

void hub::wait(http::connection& c, line& l, http::connection* line::*place) {
  l.*place = &c;
  waiting_[&c] = &l;
  c.watch_for_end();
}

void hub::answer(http::connection& c, http::response r) {
  waiting_.erase(&c);
  c.answer(std::move(r));
}

void hub::gone(http::connection& c) {
  const auto found = waiting_.find(&c);
  if (found == waiting_.end()) return;
  auto& l = *found->second;
  waiting_.erase(found);
  if (l.post_ == &c) l.post_ = nullptr;
  if (l.poll_ != &c) return;
  l.poll_ = nullptr;
  l.session_.poll_gone();
}

// ---- WebSockets

std::optional<engineio::refusal> hub::judge_upgrade(const http::request& r, const http::query_items& query,
                                                    std::string& sid) const {
  engineio::request asked;
  const auto no = engineio::judge(
      query, r.method, true, [this](std::string_view s) { return find(s); }, asked);
  sid = std::move(asked.sid);
  return no;
}

void hub::socket_opened(peer& p, const std::string& sid, std::unique_ptr<arrival> came) {
  if (!sid.empty()) {
    auto* l = find(sid);
    if (!l || !l->session_.offer_socket(out_.now())) return;
    l->socket_ = &p;
    p.over = l;
    return watch(*l);
  }
  auto& l = make(true);
  l.socket_ = &p;
  p.over = &l;
  l.user_ = out_.opened(l, std::move(came));
  if (!l.user_) return l.session_.close();
  l.session_.begin();
  watch(l);
}

line* hub::line_of(const peer& p) noexcept { return static_cast<line*>(p.over); }

void hub::socket_message(peer& p, std::string_view message, bool binary) {
  auto* l = line_of(p);
  if (!l || l->socket_ != &p) return;
  l->session_.socket_message(message, binary, out_.now());
  watch(*l);
}

bool hub::paused(const peer& p) const noexcept {
  const auto* l = line_of(p);
  return l && !l->paused_.empty();
}

void hub::socket_writable(peer& p) {
  auto* l = line_of(p);
  if (l && l->socket_ == &p && l->session_.on_websocket()) l->writable();
}

void hub::socket_gone(peer& p) {
  auto* l = line_of(p);
  p.over = nullptr;
  if (!l) return;
  if (l->closing_ == &p) l->closing_ = nullptr;
  if (l->socket_ != &p) return;
  l->socket_ = nullptr;
  l->pending_.clear();
  l->session_.socket_gone();
}

// ---- lines

line& hub::make(bool websocket) {
  const auto number = ++last_number_;
  auto made = std::make_unique<line>(*this, wire_, settings_, out_.new_sid(), number, websocket, out_.now());
  auto& l = *made;
  lines_.emplace(number, std::move(made));
  by_sid_.emplace(l.session_.sid(), &l);
  return l;
}

line* hub::find(std::string_view sid) const {
  const auto found = by_sid_.find(std::string(sid));
  return found == by_sid_.end() ? nullptr : found->second;
}

void hub::mark(line& l) {
  if (std::exchange(l.marked_, true)) return;
  marked_.push_back(&l);
}

void hub::over(line& l) {
  l.gone_at_ = out_.now();
  over_.push_back(&l);
  if (l.session_.silent()) by_sid_.erase(l.session_.sid());
}

void hub::read(line& l, bool on) {
  if (on)
    l.session_.resume(out_.now());
  else
    l.session_.pause();
  if (l.socket_) out_.read(*l.socket_, on);
}

void hub::flush() {
  for (auto* l : std::exchange(marked_, {})) {
    l->marked_ = false;
    l->flush();
  }
}

// ---- time

void hub::watch(line& l) { deadlines_.watch(l.number_, l.due(), l.watched_); }

void hub::tick() {
  const auto now = out_.now();
  deadlines_.advance(now, [&](std::uint64_t number, std::int64_t due) {
    const auto found = lines_.find(number);
    if (found == lines_.end() || found->second->watched_ != due) return;
    auto& l = *found->second;
    l.watched_ = engineio::session::never;
    l.tick(now);
    watch(l);
  });
  clean(now);
}

/// Lines that are over go when nothing of theirs is to be said any more.
void hub::clean(std::int64_t now) {
  std::erase_if(over_, [&](line* l) {
    const bool heard = l->session_.silent() || now - l->gone_at_ >= engineio::session::linger_ms;
    if (!heard || !l->idle() || l->poll_ || l->post_) return false;
    by_sid_.erase(l->session_.sid());
    std::erase(marked_, l);
    lines_.erase(std::uint64_t{l->number_});
    return true;
  });
}

void hub::close_all() {
  std::vector<line*> all;
  for (const auto& [number, l] : lines_)
    all.push_back(l.get());
  for (auto* l : all)
    l->session_.close();
}

} // namespace snug::transport::engine
