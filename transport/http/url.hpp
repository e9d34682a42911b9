#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::transport::http {

/// Takes `%xx` for the byte it means; nothing where an escape is cut short or no hexadecimal. `plus`: a `+`
/// is a space, as in a query.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool plus = false);

/// The decoded names and values of a query, in order; nothing where an escape in it is none.
using query_items = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::optional<query_items> read_query(std::string_view query);

/// A path's segments, not decoded: "/a//b" is "a", "", "b"; "/" is one empty segment.
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view path);

} // namespace snug::transport::http
