#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace snug::console {

/// One character of UTF-8 text: its code point and the bytes it takes. Bytes that are no UTF-8 are U+FFFD,
/// one by one.
struct character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

/// The character at the start of `text`, which isn't empty.
[[nodiscard]] character first_character(std::string_view text) noexcept;

/// Columns a terminal gives `code`: 0, 1 or 2.
[[nodiscard]] unsigned columns_of(char32_t code) noexcept;
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;

/// What others wrote, fit for a terminal: control characters (C0, DEL, C1), line and bidirectional controls
/// and bytes that aren't UTF-8 come out as a visible sign, so that no message moves the cursor, changes the
/// terminal or forges a line. One line always.
[[nodiscard]] std::string safe_text(std::string_view text);

/// The longest beginning of `text` that fits into `columns`.
[[nodiscard]] std::string_view fit(std::string_view text, std::size_t columns) noexcept;

} // namespace snug::console
