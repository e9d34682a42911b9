#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::yjs {

/// What one struct holds; the numbers stand on the wire (the low 5 bits of its info byte).
enum class content : std::uint8_t {
  gc = 0,
  deleted = 1,
  json = 2,
  binary = 3,
  text = 4,
  embed = 5,
  format = 6,
  type = 7,
  any = 8,
  document = 9,
  skip = 10, ///< a hole: clocks that the writer doesn't know
};

struct id {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  friend bool operator==(const id&, const id&) = default;
};

/// One struct of an update. The views point into the bytes it was read from.
struct piece {
  static constexpr std::uint8_t has_origin = 0x80;
  static constexpr std::uint8_t has_right_origin = 0x40;
  static constexpr std::uint8_t has_key = 0x20;

  id at;
  std::uint64_t length = 0; ///< clocks it spans, at least 1
  std::uint8_t info = 0;    ///< kind and flags, as written
  id origin;                ///< where `info` has it
  id right_origin;          ///< where `info` has it
  /// Parent and key as they stand on the wire; "" behind an origin.
  std::string_view parent;
  /// Without what `length` already says: the text or values alone, "" for gc, deleted and skip.
  std::string_view body;
  /// The text begins or ends with half a surrogate pair, which is written as U+FFFD.
  bool half_front = false;
  bool half_back = false;

  [[nodiscard]] content kind() const noexcept { return static_cast<content>(info & 0x1f); }
  [[nodiscard]] std::uint64_t end() const noexcept { return at.clock + length; }
  /// True where it may be cut: it spans several clocks.
  [[nodiscard]] bool is_item() const noexcept { return kind() != content::gc && kind() != content::skip; }
};

/// UTF-16 code units of valid UTF-8.
[[nodiscard]] std::uint64_t utf16_length(std::string_view text) noexcept;

/// What is left of `whole` without its first `count` clocks (0 < count < length).
[[nodiscard]] piece without_front(const piece& whole, std::uint64_t count) noexcept;
/// The first `count` clocks of `whole` (0 < count < length).
[[nodiscard]] piece only_front(const piece& whole, std::uint64_t count) noexcept;

/// Appends it as it stands in an update.
void put_piece(std::string& out, const piece& p);

} // namespace snug::yjs
