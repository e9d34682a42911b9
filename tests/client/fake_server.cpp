#include "tests/client/fake_server.hpp"
#include <arpa/inet.h>
#include <libwebsockets.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace snug::test {
namespace {

constexpr timeval patience{5, 0};

std::string header(const std::string& request, std::string_view name) {
  const auto at = request.find(name);
  if (at == std::string::npos) return {};
  const auto begin = request.find_first_not_of(" ", at + name.size() + 1);
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

/// RFC 6455 §4.2.2.
std::string accept_key(const std::string& key) {
  const auto text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char hash[20];
  lws_SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  char out[40];
  lws_b64_encode_string(reinterpret_cast<const char*>(hash), sizeof hash, out, sizeof out);
  return out;
}

} // namespace

fake_peer::fake_peer(fake_peer&& other) noexcept
  : close_code(other.close_code)
  , fd_(std::exchange(other.fd_, -1))
  , request_(std::move(other.request_)) {}

fake_peer::~fake_peer() { cut(); }

void fake_peer::cut() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

bool fake_peer::read_request() {
  while (request_.find("\r\n\r\n") == std::string::npos) {
    char byte = 0;
    if (!read_exactly(&byte, 1)) return false;
    request_ += byte;
  }
  return true;
}

bool fake_peer::accept_upgrade() {
  if (!read_request()) return false;
  const auto answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Protocol: snug.v1.msgpack\r\nSec-WebSocket-Accept: " +
                      accept_key(header(request_, "Sec-WebSocket-Key")) + "\r\n\r\n";
  return ::send(fd_, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size());
}

void fake_peer::refuse_upgrade(std::string_view status_line) {
  if (!read_request()) return;
  const auto answer =
      "HTTP/1.1 " + std::string(status_line) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  (void)::send(fd_, answer.data(), answer.size(), MSG_NOSIGNAL);
}

bool fake_peer::read_exactly(char* out, std::size_t size) {
  while (size > 0) {
    const auto got = ::recv(fd_, out, size, 0);
    if (got <= 0) return false;
    out += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::string fake_peer::receive() {
  for (;;) {
    unsigned char head[2];
    if (!read_exactly(reinterpret_cast<char*>(head), 2)) return {};
    std::size_t size = head[1] & 0x7f;
    if (size >= 126) {
      const auto bytes = size == 126 ? 2u : 8u;
      size = 0;
      for (auto i = 0u; i < bytes; ++i) {
        unsigned char byte = 0;
        if (!read_exactly(reinterpret_cast<char*>(&byte), 1)) return {};
        size = size << 8 | byte;
      }
    }
    char mask[4];
    std::string payload(size, '\0');
    if (!read_exactly(mask, 4) || !read_exactly(payload.data(), size)) return {};
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    const auto opcode = head[0] & 0x0f;
    if (opcode == 2) return payload;
    if (opcode == 8 && size >= 2) {
      close_code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                              static_cast<unsigned char>(payload[1]));
      return {};
    }
  }
}

void fake_peer::send(std::string_view payload, unsigned char opcode) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  frame += payload;
  (void)::send(fd_, frame.data(), frame.size(), MSG_NOSIGNAL);
}

void fake_peer::close(std::uint16_t code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  send(payload.append(reason), 8);
}

fake_server::fake_server()
  : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd_ < 0 || ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 16) != 0 ||
      ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no socket for the fake server");
  port_ = ntohs(address.sin_port);
}

fake_server::~fake_server() { ::close(fd_); }

bool fake_server::quiet_for(int ms) const {
  pollfd ready{fd_, POLLIN, 0};
  return ::poll(&ready, 1, ms) == 0;
}

fake_peer fake_server::accept_raw() {
  if (quiet_for(5'000)) throw std::runtime_error("nobody connected to the fake server");
  const auto fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fake_peer(fd);
}

fake_peer fake_server::accept() {
  auto peer = accept_raw();
  if (!peer.accept_upgrade()) throw std::runtime_error("no upgrade came");
  return peer;
}

} // namespace snug::test
