#include "transport/origin_policy.hpp"
#include "transport/http/message.hpp"
#include <algorithm>
#include <arpa/inet.h>

namespace snug::transport {

namespace {

using http::same_text;

/// The name or address without port; brackets of an IPv6 address taken off.
std::string_view bare_host(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == host.npos ? host : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

bool is_address(std::string_view host) {
  const std::string text(host);
  unsigned char bytes[16];
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

} // namespace

bool origin_policy::host_allowed(std::string_view host) const {
  const auto name = bare_host(host);
  return is_address(name) || same_text(name, "localhost") ||
         std::any_of(hosts_.begin(), hosts_.end(), [&](const auto& h) { return same_text(h, name); });
}

bool origin_policy::origin_allowed(std::string_view origin, std::string_view host) const {
  if (origin.empty()) return true;
  if (!origins_.empty())
    return std::any_of(origins_.begin(), origins_.end(),
                       [&](const auto& o) { return o == "*" || same_text(o, origin); });
  const auto scheme_end = origin.find("://");
  return scheme_end != origin.npos && same_text(origin.substr(scheme_end + 3), host);
}

bool origin_policy::any_origin() const noexcept {
  return std::find(origins_.begin(), origins_.end(), "*") != origins_.end();
}

} // namespace snug::transport
