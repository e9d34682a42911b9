#pragma once
#include "config/network.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace snug::transport {

/// The proxies whose word on who is behind them is believed. Const; any thread.
class proxies {
public:
  /// `networks`: as the configuration has them, checked already; what is none is passed over.
  explicit proxies(const std::vector<std::string>& networks);

  /// True of one of them.
  [[nodiscard]] bool trusted(const sockaddr& address) const noexcept;
  /// Whom the nearest proxy that isn't ours, or nobody's, saw: in `X-Forwarded-For` the last address that is
  /// none of ours. What stands before it a client may have written itself. Nothing where there is none.
  [[nodiscard]] std::optional<config::ip_address> client_in(std::string_view forwarded) const;

private:
  [[nodiscard]] bool trusted(const config::ip_address& address) const noexcept;

  std::vector<config::network> all_;
};

/// The bytes of an IP address; nothing of other sorts.
[[nodiscard]] std::optional<config::ip_address> bytes_of(const sockaddr& address) noexcept;

} // namespace snug::transport
