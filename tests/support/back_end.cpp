#include "tests/support/back_end.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <netinet/in.h>
#include <sodium.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace snug::test {

namespace {

/// Reads until the request is whole; false where the other side went.
bool read_request(int fd, std::string& bytes, hook_request& out) {
  std::array<char, 16'384> piece;
  for (;;) {
    const auto end = bytes.find("\r\n\r\n");
    if (end != bytes.npos) {
      out = {};
      const auto line = bytes.substr(0, bytes.find("\r\n"));
      const auto path = line.find(' ') + 1;
      out.path = line.substr(path, line.find(' ', path) - path);
      for (auto at = line.size() + 2; at < end;) {
        const auto stop = bytes.find("\r\n", at);
        const auto colon = bytes.find(':', at);
        auto name = bytes.substr(at, colon - at);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        const auto value = bytes.find_first_not_of(' ', colon + 1);
        out.headers[name] = bytes.substr(value, stop - value);
        at = stop + 2;
      }
      const auto size = static_cast<std::size_t>(std::atol(out.header("content-length").c_str()));
      if (bytes.size() >= end + 4 + size) {
        out.body = bytes.substr(end + 4, size);
        bytes.erase(0, end + 4 + size);
        return true;
      }
    }
    const auto n = ::recv(fd, piece.data(), piece.size(), 0);
    if (n <= 0) return false;
    bytes.append(piece.data(), static_cast<std::size_t>(n));
  }
}

} // namespace

bool hook_request::signed_with(std::string_view secret) const {
  const auto signature = header("snug-signature");
  const auto comma = signature.find(",v1=");
  if (!signature.starts_with("t=") || comma == signature.npos) return false;
  const auto message = signature.substr(2, comma - 2) + "." + body;
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()),
                                message.size());
  crypto_auth_hmacsha256_final(&state, mac);
  char hex[2 * sizeof mac + 1];
  (void)sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
  return signature.substr(comma + 4) == hex;
}

back_end::back_end(handler answers)
  : answers_(std::move(answers)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
    throw std::runtime_error("the back end can't listen");
  port_ = ntohs(here.sin_port);
  thread_ = std::thread(&back_end::live, this);
}

back_end::~back_end() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto fd : open_)
      ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
  for (auto& one : serving_)
    one.join();
}

void back_end::live() {
  for (;;) {
    const int fd = ::accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ::close(fd);
      return;
    }
    open_.push_back(fd);
    serving_.emplace_back(&back_end::serve, this, fd);
  }
}

void back_end::serve(int fd) {
  std::string bytes;
  for (hook_request request; read_request(fd, bytes, request);) {
    handler answers;
    {
      const std::lock_guard lock(mutex_);
      came_.push_back(request);
      answers = answers_;
    }
    changed_.notify_all();
    const auto a = answers(request);
    auto text = std::string(a.says_length ? "HTTP/1.1 " : "HTTP/1.0 ") + std::to_string(a.status) + " X\r\n";
    if (a.says_length) text += "Content-Length: " + std::to_string(a.body.size()) + "\r\n";
    text += "\r\n" + a.body;
    if (::send(fd, text.data(), text.size(), MSG_NOSIGNAL) < 0 || !a.says_length) break;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

void back_end::answer_by(handler answers) {
  const std::lock_guard lock(mutex_);
  answers_ = std::move(answers);
}

std::vector<hook_request> back_end::came() const {
  const std::lock_guard lock(mutex_);
  return came_;
}

bool back_end::wait_for(std::size_t count, std::chrono::milliseconds within) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, within, [&] { return came_.size() >= count; });
}

} // namespace snug::test
