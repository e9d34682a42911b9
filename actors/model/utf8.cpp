#include "actors/model/utf8.hpp"
#include <cstdint>
#include <cstring>

namespace snug::model {

namespace {

constexpr bool continues(unsigned char c) noexcept { return (c & 0xc0) == 0x80; }

/// The bytes of the well-formed sequence of several bytes at `p`, of which `left` are there; 0 where it isn't
/// one. The bounds of the second byte are those of RFC 3629 §4: they exclude overlong forms, surrogates and
/// what lies above U+10FFFF.
std::size_t sequence(const unsigned char* p, std::size_t left) noexcept {
  const unsigned char lead = p[0];
  if (lead < 0xc2 || lead > 0xf4 || left < 2) return 0;
  if (lead < 0xe0) return continues(p[1]) ? 2 : 0;
  const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (p[1] < low || p[1] > high || left < 3 || !continues(p[2])) return 0;
  if (lead < 0xf0) return 3;
  return left >= 4 && continues(p[3]) ? 4 : 0;
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    // Most text is ASCII: eight bytes at a time while it lasts.
    std::uint64_t eight = 0;
    while (left >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080ull) == 0)) {
      p += 8;
      left -= 8;
    }
    if (left == 0) break;
    const auto n = *p < 0x80 ? 1 : sequence(p, left);
    if (n == 0) return false;
    p += n;
    left -= n;
  }
  return true;
}

bool has_control_character(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    // U+0080–U+009F are C2 80 – C2 9F.
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

} // namespace snug::model
