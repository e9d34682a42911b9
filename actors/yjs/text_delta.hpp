#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snug::yjs {

/// One step along a text: so much of it stays, something is put in, so much goes. Counts are UTF-16 code
/// units, as JavaScript and Yjs have them.
struct text_step {
  enum class what : std::uint8_t { keep, insert, remove };
  what is = what::keep;
  std::uint64_t count = 0; ///< of `keep` and `remove`
  std::string text;        ///< of `insert`
  friend bool operator==(const text_step&, const text_step&) = default;
};
/// Steps from the front of a text on; what they don't reach stays.
using text_delta = std::vector<text_step>;

/// Appends a step, joined with the last one where both do the same; nothing where it does nothing.
void add_step(text_delta& delta, text_step step);

/// What makes `to` of `from`, both UTF-8. The shortest delta by characters where the two differ in little; by
/// lines where that takes too long to find out, and at worst one piece in place of another. The time it takes
/// is bounded.
[[nodiscard]] text_delta difference(std::string_view from, std::string_view to);

/// `text` with the delta applied; nothing where it goes beyond the end or cuts a surrogate pair.
[[nodiscard]] std::optional<std::string> applied(std::string_view text, const text_delta& delta);

/// Bytes of the first `units` code units; nothing where there are fewer or the last is half of a pair.
[[nodiscard]] std::optional<std::size_t> bytes_of_units(std::string_view text, std::uint64_t units) noexcept;

} // namespace snug::yjs
