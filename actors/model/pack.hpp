#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// MessagePack in its smallest form, appended to a string of the caller's: for encoders that write into a
/// buffer they were given. `packer` is the same with a string of its own.
namespace snug::model::pack {

/// Appends `tag` and the lowest `bytes` bytes of `v`, highest first, in one go.
inline void tagged(std::string& out, unsigned char tag, std::uint64_t v, unsigned bytes) {
  char raw[9];
  raw[0] = static_cast<char>(tag);
  for (unsigned i = 0; i < bytes; ++i)
    raw[1 + i] = static_cast<char>(v >> (8 * (bytes - 1 - i)));
  out.append(raw, 1 + bytes);
}

inline void nil(std::string& out) { out.push_back('\xc0'); }
inline void boolean(std::string& out, bool v) { out.push_back(v ? '\xc3' : '\xc2'); }

inline void uint(std::string& out, std::uint64_t v) {
  if (v < 0x80)
    out.push_back(static_cast<char>(v));
  else if (v <= 0xff)
    tagged(out, 0xcc, v, 1);
  else if (v <= 0xffff)
    tagged(out, 0xcd, v, 2);
  else if (v <= 0xffff'ffff)
    tagged(out, 0xce, v, 4);
  else
    tagged(out, 0xcf, v, 8);
}

inline void integer(std::string& out, std::int64_t v) {
  const auto bits = static_cast<std::uint64_t>(v);
  if (v >= 0)
    uint(out, bits);
  else if (v >= -32)
    out.push_back(static_cast<char>(v));
  else if (v >= std::numeric_limits<std::int8_t>::min())
    tagged(out, 0xd0, bits, 1);
  else if (v >= std::numeric_limits<std::int16_t>::min())
    tagged(out, 0xd1, bits, 2);
  else if (v >= std::numeric_limits<std::int32_t>::min())
    tagged(out, 0xd2, bits, 4);
  else
    tagged(out, 0xd3, bits, 8);
}

/// A float stays a float, in four bytes where that loses nothing. Every NaN is the same NaN.
inline void number(std::string& out, double v) {
  constexpr double widest = std::numeric_limits<float>::max();
  if (std::isnan(v)) return tagged(out, 0xca, 0x7fc0'0000, 4);
  if (std::isinf(v) || (std::abs(v) <= widest && static_cast<double>(static_cast<float>(v)) == v))
    return tagged(out, 0xca, std::bit_cast<std::uint32_t>(static_cast<float>(v)), 4);
  tagged(out, 0xcb, std::bit_cast<std::uint64_t>(v), 8);
}

/// `v` must be UTF-8 and shorter than 4 GiB.
inline void text(std::string& out, std::string_view v) {
  if (v.size() < 32)
    out.push_back(static_cast<char>(0xa0 | v.size()));
  else if (v.size() <= 0xff)
    tagged(out, 0xd9, v.size(), 1);
  else if (v.size() <= 0xffff)
    tagged(out, 0xda, v.size(), 2);
  else
    tagged(out, 0xdb, v.size(), 4);
  out.append(v);
}

inline void bytes(std::string& out, std::string_view v) {
  if (v.size() <= 0xff)
    tagged(out, 0xc4, v.size(), 1);
  else if (v.size() <= 0xffff)
    tagged(out, 0xc5, v.size(), 2);
  else
    tagged(out, 0xc6, v.size(), 4);
  out.append(v);
}

/// The head of an array; `size` values follow.
inline void array(std::string& out, std::uint32_t size) {
  if (size < 16)
    out.push_back(static_cast<char>(0x90 | size));
  else if (size <= 0xffff)
    tagged(out, 0xdc, size, 2);
  else
    tagged(out, 0xdd, size, 4);
}

/// The head of a map; `size` keys, each with its value behind it, follow.
inline void map(std::string& out, std::uint32_t size) {
  if (size < 16)
    out.push_back(static_cast<char>(0x80 | size));
  else if (size <= 0xffff)
    tagged(out, 0xde, size, 2);
  else
    tagged(out, 0xdf, size, 4);
}

/// A value that is MessagePack already; "" is nil.
inline void raw(std::string& out, std::string_view v) {
  if (v.empty())
    nil(out);
  else
    out.append(v);
}

} // namespace snug::model::pack
