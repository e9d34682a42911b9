#include "transport/proxies.hpp"
#include "transport/http/message.hpp"
#include <algorithm>
#include <cstring>
#include <netinet/in.h>

namespace snug::transport {

namespace {

/// Some proxies add a port, and brackets around an IPv6 address.
std::string_view without_port(std::string_view entry) {
  if (entry.starts_with('[')) return entry.substr(1, entry.find(']') - 1);
  return std::count(entry.begin(), entry.end(), ':') == 1 ? entry.substr(0, entry.find(':')) : entry;
}

} // namespace

proxies::proxies(const std::vector<std::string>& networks) {
  for (const auto& each : networks)
    if (const auto read = config::network::parse(each)) all_.push_back(*read);
}

bool proxies::trusted(const config::ip_address& address) const noexcept {
  return std::ranges::any_of(all_, [&](const auto& each) { return each.holds(address); });
}

bool proxies::trusted(const sockaddr& address) const noexcept {
  if (all_.empty()) return false;
  const auto bytes = bytes_of(address);
  return bytes && trusted(*bytes);
}

std::optional<config::ip_address> proxies::client_in(std::string_view forwarded) const {
  while (!forwarded.empty()) {
    const auto comma = forwarded.rfind(',');
    const auto last = comma == forwarded.npos ? forwarded : forwarded.substr(comma + 1);
    const auto address = config::read_address(without_port(http::trimmed(last)));
    if (!address) return std::nullopt; // no proxy of ours wrote that
    if (!trusted(*address)) return address;
    forwarded = comma == forwarded.npos ? std::string_view{} : forwarded.substr(0, comma);
  }
  return std::nullopt;
}

std::optional<config::ip_address> bytes_of(const sockaddr& address) noexcept {
  config::ip_address out{};
  if (address.sa_family == AF_INET6) {
    std::memcpy(out.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, out.size());
    return out;
  }
  if (address.sa_family != AF_INET) return std::nullopt;
  out[10] = out[11] = 0xff;
  std::memcpy(out.data() + 12, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
  return out;
}

} // namespace snug::transport
