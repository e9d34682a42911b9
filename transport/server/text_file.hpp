#pragma once
#include <optional>
#include <string>
#include <vector>

namespace snug::server {

/// The largest file that is read for keys and certificates.
inline constexpr std::size_t largest_text_file = 1u << 20;

/// The content of a file, up to a byte more than `largest_text_file`; nothing where it can't be read.
[[nodiscard]] std::optional<std::string> read_text_file(const std::string& path);

/// What files look like from outside: differs as soon as one is written, replaced, or gone. Cheap enough for
/// every second.
[[nodiscard]] std::string stamp_of_files(const std::vector<std::string>& paths);

} // namespace snug::server
