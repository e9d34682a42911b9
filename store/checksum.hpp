#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace snug::store {

/// Bytes that the checksum adds to a value.
inline constexpr std::size_t checksum_bytes = 4;

/// CRC-32 (zlib's) of key and value, one after the other: a value under the wrong key is damaged too.
[[nodiscard]] std::uint32_t checksum(std::string_view key, std::string_view value) noexcept;

/// Writes `value` and its checksum (big-endian) to `out`, which has room for `value.size() + checksum_bytes`.
void seal(std::string_view key, std::string_view value, char* out) noexcept;

/// The value inside a sealed one, or nothing where it is damaged.
[[nodiscard]] std::optional<std::string_view> unseal(std::string_view key, std::string_view sealed) noexcept;

} // namespace snug::store
