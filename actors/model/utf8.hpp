#pragma once
#include <string_view>

namespace snug::model {

/// True where `text` is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
/// Any thread.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// True where valid UTF-8 has a control character in it (U+0000–U+001F, U+007F–U+009F).
[[nodiscard]] bool has_control_character(std::string_view text) noexcept;

} // namespace snug::model
