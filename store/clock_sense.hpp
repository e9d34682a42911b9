#pragma once
#include <cstdint>

namespace snug::store {

/// How far a wall clock may be behind the newest record and still be believed: clocks are set back a little
/// all the time.
inline constexpr std::int64_t clock_leeway_ms = 2'000;

/// True for a clock that shows a time before the program was built or the newest record was written (a board
/// without a battery). All three in ms since 1970.
[[nodiscard]] constexpr bool clock_is_wrong(std::int64_t wall, std::int64_t built_at,
                                            std::int64_t newest_at) noexcept {
  return wall < built_at || wall + clock_leeway_ms < newest_at;
}

} // namespace snug::store
