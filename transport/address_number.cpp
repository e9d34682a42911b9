#include "transport/address_number.hpp"
#include "transport/proxies.hpp"
#include <functional>
#include <string_view>

namespace snug::transport {

namespace {

std::uint64_t nonzero_hash(const void* bytes, std::size_t size) noexcept {
  return std::hash<std::string_view>{}({static_cast<const char*>(bytes), size}) | 1u;
}

} // namespace

std::uint64_t address_number(const sockaddr& address) noexcept {
  const auto bytes = bytes_of(address);
  return bytes ? address_number(*bytes) : 0;
}

std::uint64_t address_number(const config::ip_address& address) noexcept {
  if (config::is_ipv4(address)) return address[12] == 127 ? 0 : nonzero_hash(&address[12], 4);
  constexpr config::ip_address loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (address == loopback) return 0;
  return nonzero_hash(address.data(), 8);
}

} // namespace snug::transport
