#pragma once
#include <optional>
#include <string_view>

namespace snug::facets {

/// The rule an event's name breaks, or nothing: 1 to 64 bytes, no control characters, and none of the names
/// that are the server's own (what begins with one of its nouns), so that nobody can forge a `message.sent`.
[[nodiscard]] std::optional<std::string_view> check_event_name(std::string_view name) noexcept;

} // namespace snug::facets
