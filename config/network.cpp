#include "config/network.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace snug::config {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

} // namespace

std::optional<ip_address> read_address(std::string_view text) {
  const std::string words(text);
  ip_address out{};
  if (inet_pton(AF_INET6, words.c_str(), out.data()) == 1) return out;
  std::copy(mapped.begin(), mapped.end(), out.begin());
  if (inet_pton(AF_INET, words.c_str(), out.data() + mapped.size()) == 1) return out;
  return std::nullopt;
}

bool is_ipv4(const ip_address& address) noexcept {
  return std::equal(mapped.begin(), mapped.end(), address.begin());
}

std::optional<network> network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = read_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  network out{*address, 128};
  if (slash == text.npos) return out;
  const auto digits = text.substr(slash + 1);
  const unsigned most = is_ipv4(*address) ? 32 : 128;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc{} || end != digits.data() + digits.size() || bits > most) return std::nullopt;
  out.bits = bits + 128 - most;
  return out;
}

bool network::holds(const ip_address& address) const noexcept {
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned bit = 0x80u >> (i % 8);
    if (((begin[i / 8] ^ address[i / 8]) & bit) != 0) return false;
  }
  return true;
}

} // namespace snug::config
