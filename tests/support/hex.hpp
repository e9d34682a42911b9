#pragma once
#include <cctype>
#include <stdexcept>
#include <string>
#include <string_view>

namespace snug::test {

/// The bytes of a hex dump; white space is ignored.
inline std::string hex(std::string_view dump) {
  std::string out;
  int high = -1;
  for (const char c : dump) {
    if (std::isspace(static_cast<unsigned char>(c))) continue;
    if (!std::isxdigit(static_cast<unsigned char>(c))) throw std::invalid_argument("not hex");
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high < 0)
      high = digit;
    else {
      out.push_back(static_cast<char>(high << 4 | digit));
      high = -1;
    }
  }
  if (high >= 0) throw std::invalid_argument("half a byte");
  return out;
}

/// `bytes` as a hex dump, for messages and comparisons that can be read.
inline std::string dump(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    if (!out.empty()) out.push_back(' ');
    out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

inline std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out.append(part);
  return out;
}

} // namespace snug::test
