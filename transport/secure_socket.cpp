#include "transport/secure_socket.hpp"
#include <array>
#include <sys/ioctl.h>
#include <utility>

namespace snug::transport {

namespace {

/// Records of one socket that are read in one go: others want to be read, too.
constexpr unsigned most_rounds = 4;

std::string close_frame(std::uint16_t code, std::string_view reason = {}) {
  constexpr std::uint16_t none = 1005; // says that there was none, and is never sent
  std::string out;
  dialect::append_frame(out, dialect::opcode::close,
                        code == none ? std::string() : dialect::close_payload(code, reason));
  return out;
}

} // namespace

secure_socket::secure_socket(channel with, socket_events& events, chain& all)
  : channel_(std::move(with))
  , events_(events)
  , all_(all)
  , next_(all.first) {
  if (next_) next_->before_ = this;
  all_.first = this;
}

void secure_socket::open(uv_loop_t& loop, channel with, std::string_view answer, std::string_view behind,
                         std::uint8_t speech, std::unique_ptr<arrival> came, socket_events& events,
                         chain& all) {
  const int fd = with.fd();
  auto* made = new secure_socket(std::move(with), events, all);
  if (uv_poll_init(&loop, &made->handle_, fd) != 0) {
    all.first = made->next_;
    if (made->next_) made->next_->before_ = nullptr;
    delete made;
    return events.left(*came);
  }
  made->handle_.data = made;
  // Where writing fails, polling tells.
  (void)made->channel_.write_all(answer);
  made->who_ = &events.opened({nullptr, made}, speech, std::move(came));
  std::string read(behind);
  made->heed(read.data(), read.data() + read.size());
  if (!made->ended_ && made->channel_.holds_unread()) events.unread(*made->who_);
  made->watch();
}

// ---- the socket

void secure_socket::polled(int status, int events) {
  if (status < 0) return fail();
  if ((events & UV_WRITABLE) != 0 && clogged()) {
    if (!channel_.flush()) return fail();
    if (!clogged()) events_.writable(*who_);
  }
  if ((events & UV_READABLE) != 0) read_some();
  watch();
}

/// Polls for what is of use.
void secure_socket::watch() {
  if (ended_) return;
  const int wanted = (reading_ ? UV_READABLE : 0) | (clogged() ? UV_WRITABLE : 0);
  if (wanted == polled_for_) return;
  polled_for_ = wanted;
  if (wanted == 0) {
    uv_poll_stop(&handle_);
    return;
  }
  uv_poll_start(&handle_, wanted, [](uv_poll_t* handle, int status, int events) {
    static_cast<secure_socket*>(handle->data)->polled(status, events);
  });
}

void secure_socket::fail() {
  if (std::exchange(ended_, true)) return;
  if (next_) next_->before_ = before_;
  (before_ ? before_->next_ : all_.first) = next_;
  uv_poll_stop(&handle_);
  channel_.close();
  // Nobody calls in any more when the loop lets go of the handle.
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_),
           [](uv_handle_t* handle) { delete static_cast<secure_socket*>(handle->data); });
  events_.closed(*who_);
}

// ---- reading

void secure_socket::read_some() {
  std::array<char, channel::whole_record> piece;
  for (unsigned round = 0; reading_ && !ended_; ++round) {
    if (round == most_rounds) return events_.unread(*who_);
    const auto came = channel_.read(piece.data(), piece.size());
    if (came.now == channel::state::over) return fail();
    if (came.now == channel::state::none) return;
    heed(piece.data(), piece.data() + came.bytes);
    // What is still in the kernel is polled for.
    if (ended_ || !channel_.holds_unread()) return;
  }
}

bool secure_socket::read_more() {
  if (ended_ || !reading_) return false;
  if (!kept_.empty()) {
    auto rest = std::exchange(kept_, {});
    heed(rest.data(), rest.data() + rest.size());
    watch();
    return true;
  }
  int waiting = 0;
  const bool some =
      channel_.holds_unread() || (::ioctl(channel_.fd(), FIONREAD, &waiting) == 0 && waiting != 0);
  if (!some) return false;
  read_some();
  watch();
  return true;
}

void secure_socket::heed(char* begin, char* end) {
  while (reading_ && !ended_) {
    const auto what = reader_.next(begin, end);
    if (what.what == dialect::websocket_reader::step::more) return;
    heed(what);
  }
  if (!ended_ && begin != end) kept_.append(begin, end);
}

void secure_socket::heed(const dialect::websocket_reader::event& what) {
  using step = dialect::websocket_reader::step;
  switch (what.what) {
  case step::data:
    return events_.received(*who_, {what.bytes, what.first, what.last, what.binary, what.left});
  case step::ping:
    return answer_ping(what.bytes);
  case step::pong:
    return events_.ponged(*who_);
  case step::close:
    return answer_close(what.code);
  case step::wrong:
    if (who_->now != peer::stage::closing) (void)channel_.write_all(close_frame(what.code, what.bytes));
    return fail();
  case step::more:
    return;
  }
}

/// Whoever takes nothing needs no pongs either: they would only pile up.
void secure_socket::answer_ping(std::string_view payload) {
  if (clogged()) return;
  std::string pong;
  dialect::append_frame(pong, dialect::opcode::pong, payload);
  if (!channel_.write_all(pong)) fail();
}

void secure_socket::answer_close(std::uint16_t code) {
  if (who_->now != peer::stage::closing) (void)channel_.write_all(close_frame(code));
  fail();
}

// ---- for the shard

bool secure_socket::write(std::string_view frames) {
  if (ended_) return false;
  const bool alive = channel_.write_all(frames);
  if (clogged()) watch();
  return alive;
}

void secure_socket::call_when_writable(peer&) { watch(); }

void secure_socket::read(peer&, bool on) {
  reading_ = on;
  watch();
}

void secure_socket::end(peer&) { fail(); }

} // namespace snug::transport
