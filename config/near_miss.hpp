#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace snug::config {

/// The candidate that somebody who typed `name` most likely meant: the same last part in another section
/// ("port" → "listen.port"), or a few letters away. "" where nothing is near.
[[nodiscard]] std::string near_miss(std::string_view name, const std::vector<std::string>& candidates);

/// "no such option" with ", did you mean …?" where there is a near miss.
[[nodiscard]] std::string unknown(std::string_view what, std::string_view name,
                                  const std::vector<std::string>& candidates);

} // namespace snug::config
