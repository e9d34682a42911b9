#include "clients/load/wire/connection.hpp"
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::load {

namespace {

constexpr std::string_view handshake_key = "c251Zy1sb2FkLWNsaWVudA=="; // 16 bytes, as RFC 6455 asks

int new_socket(int family, const connection::manner& how) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return fd;
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (how.receive_buffer > 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &how.receive_buffer, sizeof how.receive_buffer);
  if (how.source == 0) return fd;
  // The port is chosen when the destination is known: many sources share the range.
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl(how.source);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0) return fd;
  close(fd);
  return -1;
}

std::string failure(const char* what, int error) { return std::string(what) + ": " + std::strerror(error); }

} // namespace

connection::~connection() { drop(); }

void connection::open(const server_address& to, const manner& how) {
  rest_.clear();
  waits_to_write_ = false;
  reads_ = true;
  speaks_ = how.is_text ? websocket::opcode::text : websocket::opcode::binary;
  socket_ = new_socket(to.family(), how);
  if (socket_ < 0) return fail(0, failure("no socket", errno));
  out_ = websocket::upgrade_request(to.host(), how.path, handshake_key, how.subprotocol);
  stage_ = stage::connecting;
  const bool refused = connect(socket_, to.address(), to.size()) < 0 && errno != EINPROGRESS;
  if (refused || !loop_.watch(socket_, EPOLLIN | EPOLLOUT, *this)) fail(0, failure("cannot connect", errno));
}

void connection::ready(std::uint32_t events, std::uint64_t now) {
  if (stage_ == stage::connecting) return connected();
  if (stage_ != stage::closed && (events & EPOLLOUT)) flush();
  if (stage_ == stage::closed) return;
  const bool over = (events & (EPOLLHUP | EPOLLERR)) != 0;
  if (over || (reads_ && (events & EPOLLIN))) read(now);
}

void connection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return fail(0, failure("cannot connect", error));
  stage_ = stage::upgrading;
  watch_for();
  flush();
}

void connection::flush() {
  if (stage_ == stage::closed || stage_ == stage::connecting || out_.empty()) return;
  const auto n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0 && errno != EAGAIN) return fail(0, failure("cannot send", errno));
  if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
  if (waits_to_write_ == out_.empty()) {
    waits_to_write_ = !out_.empty();
    watch_for();
  }
}

void connection::watch_for() {
  const auto reading = reads_ ? std::uint32_t{EPOLLIN} : 0;
  loop_.change(socket_, reading | (waits_to_write_ ? std::uint32_t{EPOLLOUT} : 0), *this);
}

void connection::stop_reading() noexcept {
  reads_ = false;
  if (stage_ != stage::closed) watch_for();
}

void connection::read_again() noexcept {
  reads_ = true;
  if (stage_ != stage::closed) watch_for();
}

void connection::read(std::uint64_t now) {
  const auto scratch = loop_.scratch();
  std::memcpy(scratch.data(), rest_.data(), rest_.size());
  const auto n = recv(socket_, scratch.data() + rest_.size(), scratch.size() - rest_.size(), 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return fail(0, n == 0 ? "the server closed the connection" : std::strerror(errno));
  char* begin = scratch.data();
  char* const end = begin + rest_.size() + n;
  consume(begin, end, now);
  if (stage_ == stage::closed) return;
  if (static_cast<std::size_t>(end - begin) >= scratch.size())
    return fail(0, "a message too large to measure");
  rest_.assign(begin, end);
}

void connection::consume(char*& begin, char* end, std::uint64_t now) {
  if (stage_ == stage::upgrading && !upgraded(begin, end)) return;
  while (stage_ == stage::open && take_frame(begin, end, now)) {
  }
}

bool connection::upgraded(char*& begin, char* end) {
  const std::string_view answer(begin, static_cast<std::size_t>(end - begin));
  const auto head = answer.find("\r\n\r\n");
  if (head == std::string_view::npos) return false;
  static const std::string expected = websocket::accept_key(handshake_key);
  const bool agreed =
      answer.starts_with("HTTP/1.1 101") && answer.substr(0, head).find(expected) != answer.npos;
  if (!agreed) {
    fail(0, "no upgrade: " + std::string(answer.substr(0, answer.find("\r\n"))));
    return false;
  }
  begin += head + 4;
  stage_ = stage::open;
  owner_.opened(*this);
  return true;
}

bool connection::take_frame(char*& begin, char* end, std::uint64_t now) {
  const std::string_view bytes(begin, static_cast<std::size_t>(end - begin));
  const auto head = websocket::read_head(bytes);
  if (!head || bytes.size() - head->size < head->payload) return false;
  const auto payload = bytes.substr(head->size, head->payload);
  begin += head->size + head->payload;
  if (head->op != speaks_)
    control(*head, payload);
  else if (head->final)
    owner_.received(*this, payload, now);
  else
    fail(0, "a fragmented message");
  return true;
}

void connection::control(const websocket::frame_head& head, std::string_view payload) {
  switch (head.op) {
  case websocket::opcode::ping:
    ++pings_;
    websocket::append_client_frame(out_, websocket::opcode::pong, payload);
    return flush();
  case websocket::opcode::pong:
    return;
  case websocket::opcode::close: {
    const auto byte = [&](std::size_t i) {
      return i < payload.size() ? static_cast<std::uint8_t>(payload[i]) : 0u;
    };
    const auto code = byte(0) << 8 | byte(1);
    const auto reason = payload.substr(std::min<std::size_t>(2, payload.size()));
    return fail(code, "closed with " + std::to_string(code) + " " + std::string(reason));
  }
  default:
    fail(0, "a frame nobody asked for");
  }
}

void connection::fail(unsigned code, std::string why) {
  drop();
  owner_.closed(*this, code, std::move(why));
}

void connection::drop(bool abruptly) noexcept {
  stage_ = stage::closed;
  out_.clear();
  if (socket_ < 0) return;
  const linger at_once{1, 0};
  if (abruptly) setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(socket_);
  socket_ = -1;
}

} // namespace snug::load
