#include "tests/bench/connection.hpp"
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace snug::bench {

namespace {

constexpr std::string_view handshake_key = "c251Zy1iZW5jaC1jbGllbnQ="; // 16 bytes, as RFC 6455 asks

sockaddr_in loopback(std::uint32_t address, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(address);
  return out;
}

int new_socket(std::uint32_t source) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return fd;
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // The port is chosen when the destination is known: many sources share the range.
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const auto from = loopback(source, 0);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0) return fd;
  close(fd);
  return -1;
}

} // namespace

connection::~connection() { drop(); }

void connection::open(std::uint16_t port, std::uint32_t source, std::string_view path,
                      std::string_view subprotocol) {
  socket_ = new_socket(source);
  if (socket_ < 0) return fail(std::string("no socket: ") + std::strerror(errno));
  out_ = websocket::upgrade_request("127.0.0.1:" + std::to_string(port), path, handshake_key, subprotocol);
  stage_ = stage::connecting;
  const auto to = loopback(INADDR_LOOPBACK, port);
  const bool refused =
      connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0 && errno != EINPROGRESS;
  if (refused || !loop_.watch(socket_, EPOLLIN | EPOLLOUT, *this))
    fail(std::string("cannot connect: ") + std::strerror(errno));
}

void connection::ready(std::uint32_t events, std::uint64_t now) {
  if (stage_ == stage::connecting) return connected();
  if (stage_ != stage::closed && (events & EPOLLOUT)) flush();
  if (stage_ != stage::closed && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) read(now);
}

void connection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return fail(std::string("cannot connect: ") + std::strerror(error));
  stage_ = stage::upgrading;
  loop_.change(socket_, EPOLLIN, *this);
  flush();
}

void connection::flush() {
  if (stage_ == stage::closed || out_.empty()) return;
  const auto n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0 && errno != EAGAIN) return fail(std::string("cannot send: ") + std::strerror(errno));
  if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
  if (waits_to_write_ == out_.empty()) {
    waits_to_write_ = !out_.empty();
    loop_.change(socket_, waits_to_write_ ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
  }
}

void connection::read(std::uint64_t now) {
  const auto scratch = loop_.scratch();
  std::memcpy(scratch.data(), rest_.data(), rest_.size());
  const auto n = recv(socket_, scratch.data() + rest_.size(), scratch.size() - rest_.size(), 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return fail(n == 0 ? "the server closed the connection" : std::strerror(errno));
  char* begin = scratch.data();
  char* const end = begin + rest_.size() + n;
  consume(begin, end, now);
  if (stage_ == stage::closed) return;
  if (static_cast<std::size_t>(end - begin) >= scratch.size()) return fail("a message too large to measure");
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
    fail("no upgrade: " + std::string(answer.substr(0, answer.find("\r\n"))));
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
  switch (head->op) {
  case websocket::opcode::binary:
    if (head->final)
      owner_.received(*this, payload, now);
    else
      fail("a fragmented message");
    break;
  case websocket::opcode::ping:
    ++pings_;
    websocket::append_client_frame(out_, websocket::opcode::pong, payload);
    flush();
    break;
  case websocket::opcode::close: {
    const auto byte = [&](std::size_t i) {
      return i < payload.size() ? static_cast<std::uint8_t>(payload[i]) : 0u;
    };
    fail("closed with " + std::to_string(byte(0) << 8 | byte(1)) + " " +
         std::string(payload.substr(std::min<std::size_t>(2, payload.size()))));
    break;
  }
  case websocket::opcode::pong:
    break;
  default:
    fail("a frame nobody asked for");
  }
  return true;
}

void connection::fail(std::string why) {
  drop();
  owner_.closed(*this, std::move(why));
}

void connection::drop() noexcept {
  stage_ = stage::closed;
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

} // namespace snug::bench
