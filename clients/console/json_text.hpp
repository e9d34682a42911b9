#pragma once
#include "actors/model/payload.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace snug::console {

/// A MessagePack value as JSON on one line. bin becomes `{"$bin": "<base64>"}`, NaN and infinities null.
[[nodiscard]] std::string to_json(const model::value& value);

/// `text` in quotes, escaped.
[[nodiscard]] std::string quoted(std::string_view text);

/// JSON as MessagePack; nothing where it isn't JSON. `{"$bin": "<base64>"}` stays a map.
[[nodiscard]] std::optional<std::string> from_json(std::string_view json);

} // namespace snug::console
