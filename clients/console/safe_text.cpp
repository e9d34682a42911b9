#include "clients/console/safe_text.hpp"
#include <algorithm>
#include <array>

namespace snug::console {
namespace {

constexpr char32_t replacement = 0xfffd;

struct range {
  char32_t from, to;
};

/// Marks that join what stands before them, and characters without a shape.
constexpr std::array zero_wide{range{0x300, 0x36f},   range{0x483, 0x489},     range{0x591, 0x5bd},
                               range{0x610, 0x61a},   range{0x64b, 0x65f},     range{0x200b, 0x200f},
                               range{0x20d0, 0x20f0}, range{0xfe00, 0xfe0f},   range{0xfe20, 0xfe2f},
                               range{0xfeff, 0xfeff}, range{0x1f3fb, 0x1f3ff}, range{0xe0100, 0xe01ef}};
/// East Asian wide and emoji.
constexpr std::array two_wide{range{0x1100, 0x115f},   range{0x2e80, 0x303e},   range{0x3041, 0xa4cf},
                              range{0xac00, 0xd7a3},   range{0xf900, 0xfaff},   range{0xfe30, 0xfe6f},
                              range{0xff00, 0xff60},   range{0xffe0, 0xffe6},   range{0x1f300, 0x1f64f},
                              range{0x1f680, 0x1f6ff}, range{0x1f900, 0x1f9ff}, range{0x20000, 0x3fffd}};

template <std::size_t N> bool within(const std::array<range, N>& ranges, char32_t code) noexcept {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](range r) { return code >= r.from && code <= r.to; });
}

bool harmful(char32_t code) noexcept {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
         (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

} // namespace

character first_character(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 && lead < 0xf5   ? 4
                           : lead >= 0xe0 && lead < 0xf0 ? 3
                           : lead >= 0xc2 && lead < 0xe0 ? 2
                                                         : 0;
  if (size == 0 || size > text.size()) return {replacement, 1};
  char32_t code = lead & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {replacement, 1};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {replacement, 1};
  return {code, size};
}

unsigned columns_of(char32_t code) noexcept {
  if (code == 0 || within(zero_wide, code)) return 0;
  return within(two_wide, code) ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto c = first_character(text);
    columns += columns_of(c.code);
    text.remove_prefix(c.bytes);
  }
  return columns;
}

std::string safe_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto c = first_character(text);
    if (c.code == '\n')
      out += "⏎";
    else if (c.code == '\t')
      out += ' ';
    else if (c.code == replacement || harmful(c.code))
      out += "�";
    else
      out += text.substr(0, c.bytes);
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string_view fit(std::string_view text, std::size_t columns) noexcept {
  std::size_t bytes = 0, used = 0;
  while (bytes < text.size()) {
    const auto c = first_character(text.substr(bytes));
    used += columns_of(c.code);
    if (used > columns) break;
    bytes += c.bytes;
  }
  return text.substr(0, bytes);
}

} // namespace snug::console
