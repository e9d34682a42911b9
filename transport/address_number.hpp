#pragma once
#include "config/network.hpp"
#include <cstdint>

struct sockaddr;

namespace snug::transport {

/// A number for a network address, of IPv6 for its /64, which a household has to itself; 0 for those that
/// aren't counted: on the loopback it is a proxy that connects, for many.
[[nodiscard]] std::uint64_t address_number(const sockaddr& address) noexcept;
[[nodiscard]] std::uint64_t address_number(const config::ip_address& address) noexcept;

} // namespace snug::transport
