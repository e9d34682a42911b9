#pragma once
#include <span>
#include <string_view>

namespace snug::config {

/// A profile that is part of the program: a file of `packaging/profiles`, by its name without `.toml`.
struct shipped_profile {
  std::string_view name;
  std::string_view text;
};

/// All of them, by name. Written by the build from the files.
[[nodiscard]] std::span<const shipped_profile> shipped_profiles() noexcept;

} // namespace snug::config
