#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace snug::load {

/// What a server can do wrong. A run that finds any of it has failed.
enum class fault : std::uint8_t {
  lost,         ///< a message that somebody should have received never came
  doubled,      ///< it came twice
  out_of_order, ///< it came after a later one of its sender, or of its room's log
  misdelivered, ///< it came to somebody whom it wasn't for, or as somebody else's
  altered,      ///< it came, but is not what was sent
  unanswered,   ///< a command got no answer, or more than one
  refused,      ///< the server said no
  disconnected, ///< the server closed a connection, or couldn't be reached
};

inline constexpr std::array fault_names{"lost",    "doubled",    "out of order", "misdelivered",
                                        "altered", "unanswered", "refused",      "disconnected"};

[[nodiscard]] constexpr std::string_view name_of(fault f) noexcept {
  return fault_names[static_cast<std::size_t>(f)];
}

} // namespace snug::load
