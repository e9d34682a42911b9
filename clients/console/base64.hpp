#pragma once
#include <string>
#include <string_view>

namespace snug::console {

/// Base64 with padding (RFC 4648 §4).
[[nodiscard]] std::string base64(std::string_view bytes);
/// Base64url without padding (RFC 4648 §5), as JWTs want it.
[[nodiscard]] std::string base64url(std::string_view bytes);

} // namespace snug::console
