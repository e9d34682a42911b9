#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport::hooks {

/// Where a back end is asked: the parts of an `http://` or `https://` address.
struct web_address {
  bool tls = false;
  std::string host; ///< an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string path;      ///< with the query; begins with `/`
  std::string authority; ///< for the header `Host`: the port where it isn't the scheme's own

  /// Nothing where it isn't such an address: user names, fragments and control characters are refused too.
  [[nodiscard]] static std::optional<web_address> parse(std::string_view text);
};

} // namespace snug::transport::hooks
