#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace snug::socketio {

/// MessagePack as notepack.io writes it, made into what JSON would have carried, so that data is the same
/// whichever parser it came by: `undefined` becomes nil in an array and is left out of a map, a date becomes
/// its ISO 8601 text, an ArrayBuffer becomes bytes. Appends to `out`. False where there is another ext, more
/// than `max_nesting` containers in each other, or bytes that aren't whole.
inline constexpr unsigned max_nesting = 64;
[[nodiscard]] bool append_plain(std::string_view msgpack, std::string& out);

/// True where the value is notepack's `undefined`.
[[nodiscard]] bool is_undefined(std::string_view msgpack) noexcept;

/// What in a packet's data breaks the payload profile; each element of an array is held to it by itself, as
/// an array of arguments is no part of any of them.
[[nodiscard]] std::optional<std::string_view> complaint_about(std::string_view data);

/// Puts `attachments` in the places of the placeholders in `data` (which is as `json_reader` wrote it) and
/// appends the whole to `out`. False where one has a number that isn't there, or that another has as well.
[[nodiscard]] bool append_with_attachments(std::string_view data, std::span<const std::string> attachments,
                                           std::string& out);

} // namespace snug::socketio
