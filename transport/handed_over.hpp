#pragma once
#include "transport/http/connection.hpp"
#include <optional>
#include <unistd.h>
#include <utility>

namespace snug::transport {

/// A socket on its way to another shard: what it asks for is there (an Engine.IO session). Closed where
/// nobody takes it.
class handed_over {
public:
  handed_over(http::connection::released socket, std::optional<http::request> asked)
    : socket_(std::move(socket))
    , asked_(std::move(asked)) {}
  handed_over(handed_over&& o) noexcept
    : socket_(std::move(o.socket_))
    , asked_(std::move(o.asked_)) {
    o.socket_.fd = -1;
  }
  handed_over& operator=(handed_over&& o) noexcept {
    std::swap(socket_, o.socket_);
    std::swap(asked_, o.asked_);
    return *this;
  }
  ~handed_over() {
    if (socket_.fd >= 0) ::close(socket_.fd);
  }

  [[nodiscard]] http::connection::released take() noexcept {
    auto out = std::move(socket_);
    socket_.fd = -1;
    return out;
  }
  [[nodiscard]] std::optional<http::request> take_request() noexcept { return std::move(asked_); }

private:
  http::connection::released socket_;
  std::optional<http::request> asked_;
};

} // namespace snug::transport
