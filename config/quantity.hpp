#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::config {

/// Reads "64 MiB", "10 kB", "512" (bytes). Units: B, KiB, MiB, GiB, TiB (1024) and kB, MB, GB, TB (1000), any
/// case. Nothing for anything else, and for what doesn't fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// Reads "30s", "7 days", "1500" (milliseconds) into milliseconds. Units: ms, s, min, h, d and their English
/// words.
[[nodiscard]] std::optional<std::uint64_t> parse_duration(std::string_view text);

/// The shortest text that parse_size reads back to the same number: "64 MiB", "1000 B".
[[nodiscard]] std::string print_size(std::uint64_t bytes);

/// The shortest text that parse_duration reads back to the same number: "7d", "1500ms".
[[nodiscard]] std::string print_duration(std::uint64_t milliseconds);

} // namespace snug::config
