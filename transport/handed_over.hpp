#pragma once
#include "transport/http/connection.hpp"
#include <optional>
#include <utility>

namespace snug::transport {

/// A socket on its way to another shard: what it asks for is there (an Engine.IO session). Closed where
/// nobody takes it.
class handed_over {
public:
  handed_over(http::connection::released socket, std::optional<http::request> asked)
    : socket_(std::move(socket))
    , asked_(std::move(asked)) {}

  [[nodiscard]] http::connection::released take() noexcept { return std::move(socket_); }
  [[nodiscard]] std::optional<http::request> take_request() noexcept { return std::move(asked_); }

private:
  http::connection::released socket_;
  std::optional<http::request> asked_;
};

} // namespace snug::transport
