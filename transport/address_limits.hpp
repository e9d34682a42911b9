#pragma once
#include "config/network.hpp"
#include <cstddef>
#include <cstdint>
#include <unordered_map>

struct sockaddr;

namespace snug::transport {

/// How many connections of one network address haven't said hello. One shard's thread only: with several
/// shards an address has the bound on each, the kernel spreads its connections.
class address_limits {
public:
  explicit address_limits(std::size_t bound) noexcept
    : bound_(bound) {}

  /// A number for an IP address; 0 for those that aren't counted: on the loopback it is a proxy that
  /// connects, for many.
  [[nodiscard]] static std::uint64_t number_of(const sockaddr& address) noexcept;
  [[nodiscard]] static std::uint64_t number_of(const config::ip_address& address) noexcept;

  /// Counts one more of `address`; false where it has too many.
  [[nodiscard]] bool enter(std::uint64_t address);
  void leave(std::uint64_t address) noexcept;
  void set_bound(std::size_t bound) noexcept { bound_ = bound; }

private:
  std::size_t bound_;
  std::unordered_map<std::uint64_t, std::size_t> counts_;
};

} // namespace snug::transport
