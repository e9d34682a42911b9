#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace snug::model {

inline constexpr std::size_t max_room_name = 128; ///< bytes
inline constexpr std::size_t max_name = 64;       ///< bytes of a command's or event's name
inline constexpr std::size_t max_id = 64;         ///< bytes of a command's id

/// Each returns the rule that `name` breaks ("must be …"), or nothing. All are UTF-8 without control
/// characters; they differ in how many bytes they may take (at least 1). Any thread.
[[nodiscard]] std::optional<std::string_view> check_room_name(std::string_view name) noexcept;
/// A command's or an app's own event's name.
[[nodiscard]] std::optional<std::string_view> check_name(std::string_view name) noexcept;
/// The id a client gives a command.
[[nodiscard]] std::optional<std::string_view> check_id(std::string_view id) noexcept;

} // namespace snug::model
