#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace snug::dialect {

/// Appends `bytes` as base64 (RFC 4648 §4, padded).
void append_base64(std::string& out, std::string_view bytes);

/// The bytes `text` stands for, or nothing where it isn't base64 exactly as `append_base64` writes it:
/// padded, without white space, unused bits zero.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

} // namespace snug::dialect
