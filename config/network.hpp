#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::config {

/// An IP address; of IPv4 as `::ffff:a.b.c.d`.
using ip_address = std::array<std::uint8_t, 16>;

/// Nothing where `text` is no address (brackets and ports aren't part of one).
[[nodiscard]] std::optional<ip_address> read_address(std::string_view text);
[[nodiscard]] bool is_ipv4(const ip_address& address) noexcept;

/// An address, or all that begin with the same bits.
struct network {
  ip_address begin{};
  unsigned bits = 128;

  /// `10.0.0.0/8`, `fd00::/8`, or an address; nothing where it is none of them.
  [[nodiscard]] static std::optional<network> parse(std::string_view text);
  [[nodiscard]] bool holds(const ip_address& address) const noexcept;
};

} // namespace snug::config
