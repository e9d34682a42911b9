#include "actors/model/token.hpp"
#include <bit>

namespace snug::model {

namespace {

using what = token::what;

/// The big-endian integer of `count` bytes behind the first byte.
std::uint64_t big_endian(std::string_view bytes, unsigned count) noexcept {
  std::uint64_t v = 0;
  for (unsigned i = 1; i <= count; ++i)
    v = (v << 8) | static_cast<unsigned char>(bytes[i]);
  return v;
}

/// A head of 1 + `count` bytes whose integer is `n`.
token sized(what is, std::string_view bytes, unsigned count) noexcept {
  if (bytes.size() <= count) return {};
  return {is, static_cast<std::uint8_t>(1 + count), big_endian(bytes, count)};
}

token signed_integer(std::string_view bytes, unsigned count) noexcept {
  auto t = sized(what::uint, bytes, count);
  if (t.is == what::cut_short) return t;
  const unsigned shift = 64 - 8 * count;
  const auto v = static_cast<std::int64_t>(t.n << shift) >> shift;
  return {v < 0 ? what::negative : what::uint, t.head, static_cast<std::uint64_t>(v)};
}

token single(std::string_view bytes) noexcept {
  auto t = sized(what::real, bytes, 4);
  if (t.is == what::real)
    t.n = std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(static_cast<std::uint32_t>(t.n))});
  return t;
}

/// The byte behind the length is the ext's type.
token extension(std::string_view bytes, unsigned count) noexcept {
  auto t = sized(what::ext, bytes, count);
  if (t.is == what::ext) ++t.n;
  return t;
}

token fixed_extension(unsigned size) noexcept { return {what::ext, 1, 1 + size}; }

} // namespace

token read_long_token(std::string_view bytes) noexcept {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first >= 0xe0) return {what::negative, 1, static_cast<std::uint64_t>(static_cast<std::int8_t>(first))};
  switch (first) {
  case 0xc0:
    return {what::nil, 1, 0};
  case 0xc2:
    return {what::boolean, 1, 0};
  case 0xc3:
    return {what::boolean, 1, 1};
  case 0xc4:
    return sized(what::bytes, bytes, 1);
  case 0xc5:
    return sized(what::bytes, bytes, 2);
  case 0xc6:
    return sized(what::bytes, bytes, 4);
  case 0xc7:
    return extension(bytes, 1);
  case 0xc8:
    return extension(bytes, 2);
  case 0xc9:
    return extension(bytes, 4);
  case 0xca:
    return single(bytes);
  case 0xcb:
    return sized(what::real, bytes, 8);
  case 0xcc:
    return sized(what::uint, bytes, 1);
  case 0xcd:
    return sized(what::uint, bytes, 2);
  case 0xce:
    return sized(what::uint, bytes, 4);
  case 0xcf:
    return sized(what::uint, bytes, 8);
  case 0xd0:
    return signed_integer(bytes, 1);
  case 0xd1:
    return signed_integer(bytes, 2);
  case 0xd2:
    return signed_integer(bytes, 4);
  case 0xd3:
    return signed_integer(bytes, 8);
  case 0xd4:
    return fixed_extension(1);
  case 0xd5:
    return fixed_extension(2);
  case 0xd6:
    return fixed_extension(4);
  case 0xd7:
    return fixed_extension(8);
  case 0xd8:
    return fixed_extension(16);
  case 0xd9:
    return sized(what::text, bytes, 1);
  case 0xda:
    return sized(what::text, bytes, 2);
  case 0xdb:
    return sized(what::text, bytes, 4);
  case 0xdc:
    return sized(what::array, bytes, 2);
  case 0xdd:
    return sized(what::array, bytes, 4);
  case 0xde:
    return sized(what::map, bytes, 2);
  case 0xdf:
    return sized(what::map, bytes, 4);
  default:
    return {what::unused, 1, 0};
  }
}

std::optional<std::size_t> skip_value(std::string_view bytes) noexcept {
  std::size_t at = 0;
  for (std::uint64_t pending = 1; pending > 0; --pending) {
    const auto t = read_token(bytes.substr(at));
    const auto left = bytes.size() - at;
    if (t.is == what::cut_short || t.is == what::unused || t.own_size() > left) return std::nullopt;
    at += static_cast<std::size_t>(t.own_size());
    pending += t.inner();
    // A value takes a byte at least: what was promised must fit into what is left.
    if (pending - 1 > bytes.size() - at) return std::nullopt;
  }
  return at;
}

} // namespace snug::model
