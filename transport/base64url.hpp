#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport {

/// Base64 with the URL alphabet and no padding (RFC 4648 §5), as JSON Web Tokens use it.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
/// Nothing for characters outside the alphabet, padding, an impossible length, or bits set behind the last
/// byte (two texts must not mean the same bytes).
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

} // namespace snug::transport
