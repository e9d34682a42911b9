#include "clients/load/wire/sha1.hpp"
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace snug::load {

namespace {

constexpr std::size_t block_bytes = 64;
using state = std::array<std::uint32_t, 5>;

std::string padded(std::string_view message) {
  std::string out(message);
  const std::uint64_t bits = std::uint64_t{message.size()} * 8;
  out.push_back('\x80');
  while (out.size() % block_bytes != block_bytes - 8)
    out.push_back('\0');
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(bits >> shift));
  return out;
}

void add_block(state& h, const unsigned char* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < 64; ++i)
    w[i / 4] = w[i / 4] << 8 | block[i];
  for (std::size_t i = 16; i < 80; ++i)
    w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = h;
  for (std::size_t i = 0; i < 80; ++i) {
    const auto [f, k] = i < 20   ? std::pair{(b & c) | (~b & d), 0x5a827999u}
                        : i < 40 ? std::pair{b ^ c ^ d, 0x6ed9eba1u}
                        : i < 60 ? std::pair{(b & c) | (b & d) | (c & d), 0x8f1bbcdcu}
                                 : std::pair{b ^ c ^ d, 0xca62c1d6u};
    const auto next = std::rotl(a, 5) + f + e + k + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
}

} // namespace

std::string sha1(std::string_view message) {
  state h{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const auto bytes = padded(message);
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes)
    add_block(h, reinterpret_cast<const unsigned char*>(bytes.data()) + at);
  std::string out;
  for (const auto word : h)
    for (int shift = 24; shift >= 0; shift -= 8)
      out.push_back(static_cast<char>(word >> shift));
  return out;
}

} // namespace snug::load
