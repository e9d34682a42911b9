#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::client {

/// Where a server listens.
struct endpoint {
  std::string host;
  std::uint16_t port = 7684;
  std::string path = "/v1/socket";
  bool tls = false;

  /// `host:port`, with brackets around an IPv6 address: the Host header.
  [[nodiscard]] std::string authority() const;
  friend bool operator==(const endpoint&, const endpoint&) = default;
};

/// Reads `ws://host[:port][/path]`, `wss://…`, `http://…`, `https://…` or a bare `host[:port]`. IPv6
/// addresses stand in brackets. Without a port: 7684, or 443 with TLS. A path that is absent or "/" becomes
/// `path`.
[[nodiscard]] model::result<endpoint> parse_url(std::string_view url, std::string_view path = "/v1/socket");

} // namespace snug::client
