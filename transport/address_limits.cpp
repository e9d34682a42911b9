#include "transport/address_limits.hpp"
#include <cstring>
#include <functional>
#include <netinet/in.h>
#include <string_view>

namespace snug::transport {

namespace {

std::uint64_t nonzero_hash(const void* bytes, std::size_t size) noexcept {
  return std::hash<std::string_view>{}({static_cast<const char*>(bytes), size}) | 1u;
}

} // namespace

std::uint64_t address_limits::number_of(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET) {
    const auto& ip = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return (ntohl(ip.s_addr) >> 24) == 127 ? 0 : nonzero_hash(&ip, sizeof ip);
  }
  if (address.sa_family == AF_INET6) {
    const auto& ip = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    if (IN6_IS_ADDR_LOOPBACK(&ip) || (IN6_IS_ADDR_V4MAPPED(&ip) && ip.s6_addr[12] == 127)) return 0;
    if (IN6_IS_ADDR_V4MAPPED(&ip)) return nonzero_hash(&ip.s6_addr[12], 4);
    return nonzero_hash(&ip, 8); // a household has a /64 to itself
  }
  return 0;
}

bool address_limits::enter(std::uint64_t address) {
  if (address == 0) return true;
  auto& count = counts_[address];
  if (count >= bound_) return false;
  ++count;
  return true;
}

void address_limits::leave(std::uint64_t address) noexcept {
  const auto it = counts_.find(address);
  if (it != counts_.end() && --it->second == 0) counts_.erase(it);
}

} // namespace snug::transport
