#pragma once
#include <string_view>

namespace snug::yjs {

/// True where `text`, which must be UTF-8, is one JSON value that JavaScript's JSON.parse takes, nested 64
/// deep at most. (RapidJSON refuses lone surrogates written as escapes and numbers beyond a double;
/// JSON.stringify writes the former, JSON.parse takes both.) No allocation, any thread.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

} // namespace snug::yjs
