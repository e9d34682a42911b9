#pragma once
#include <string>
#include <string_view>

namespace snug::dialect {

/// Appends the MessagePack of a JSON number to `out`: an integer where it is written as one and fits 64 bits,
/// else the nearest double. What is too small for a double is zero; false where it is too large. `number`
/// must have JSON's grammar. Any thread.
[[nodiscard]] bool append_json_number(std::string_view number, std::string& out);

} // namespace snug::dialect
