#pragma once
#include <cstdint>
#include <optional>
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

/// Half of a surrogate pair is written so: U+FFFD.
inline constexpr std::string_view replacement = "\xef\xbf\xbd";

/// What is left of `whole` without its first `count` clocks (0 < count < length).
[[nodiscard]] piece without_front(const piece& whole, std::uint64_t count) noexcept;
/// The first `count` clocks of `whole` (0 < count < length).
[[nodiscard]] piece only_front(const piece& whole, std::uint64_t count) noexcept;
/// The part of `whole` in [first, end), which it spans.
[[nodiscard]] piece part(const piece& whole, std::uint64_t first, std::uint64_t end) noexcept;

/// What stands on the wire in front of an item that has no origins.
struct parent_info {
  std::optional<id> of;  ///< the item whose content is the type it stands in; nothing: a root
  std::string_view root; ///< that root's name
  std::optional<std::string_view> key;
};
/// Reads a `piece::parent` that was checked and isn't "". Views into it.
[[nodiscard]] parent_info read_parent(std::string_view parent) noexcept;

/// Appends its body, with what is written for halves of pairs.
void append_body(std::string& out, const piece& p);

/// Appends it as it stands in an update.
void put_piece(std::string& out, const piece& p);

} // namespace snug::yjs
