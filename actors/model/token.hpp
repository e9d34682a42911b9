#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::model {

/// The head of one MessagePack value: what it is and what stands in the head itself. Reads nothing behind the
/// head.
struct token {
  enum class what : std::uint8_t {
    cut_short, ///< the head isn't all there
    unused,    ///< 0xc1, which MessagePack never uses
    nil,
    boolean,  ///< `n` is 0 or 1
    uint,     ///< `n` is the value
    negative, ///< `n` is the value's two's complement; always below zero
    real,     ///< `n` is the bits of a double
    text,     ///< `n` bytes follow, as for `bytes` and `ext`
    bytes,
    ext,
    array, ///< `n` values follow
    map,   ///< `n` keys, each with its value, follow
  };
  what is = what::cut_short;
  std::uint8_t head = 0; ///< bytes of the head
  std::uint64_t n = 0;

  /// Bytes the value takes apart from values inside it.
  [[nodiscard]] std::uint64_t own_size() const noexcept {
    return is == what::text || is == what::bytes || is == what::ext ? head + n : head;
  }
  /// Values directly inside it.
  [[nodiscard]] std::uint64_t inner() const noexcept {
    return is == what::array ? n : is == what::map ? 2 * n : 0;
  }
};

/// `read_token` for first bytes from 0xc0 on.
[[nodiscard]] token read_long_token(std::string_view bytes) noexcept;

/// Reads the head at the start of `bytes`. No allocation, any thread, any bytes.
[[nodiscard]] inline token read_token(std::string_view bytes) noexcept {
  // Most heads are one byte, and every command is read by its heads: inline.
  if (bytes.empty()) return {};
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80) return {token::what::uint, 1, first};
  if (first < 0x90) return {token::what::map, 1, first & 0x0fu};
  if (first < 0xa0) return {token::what::array, 1, first & 0x0fu};
  if (first < 0xc0) return {token::what::text, 1, first & 0x1fu};
  return read_long_token(bytes);
}

/// How many bytes the value at the start of `bytes` takes, held to nothing but being whole: ext, depth, text
/// and keys aren't looked at. Nothing where it is cut short. Costs a step per value, whatever the nesting.
[[nodiscard]] std::optional<std::size_t> skip_value(std::string_view bytes) noexcept;

} // namespace snug::model
