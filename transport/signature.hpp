#pragma once
#include <string>
#include <string_view>

namespace snug::transport {

/// HMAC-SHA256 of `message`: 32 bytes; "" where the cryptographic library fails.
[[nodiscard]] std::string sign(std::string_view secret, std::string_view message);
/// Compares in constant time; false for an empty or short `signature`.
[[nodiscard]] bool verify(std::string_view secret, std::string_view message, std::string_view signature);

} // namespace snug::transport
