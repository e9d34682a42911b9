#pragma once
#include "config/load.hpp"
#include <iosfwd>
#include <string>

namespace snug::config {

/// `snug config show`: every effective value as TOML, with where it came from as a comment. Secrets are
/// masked.
void print_effective(std::ostream& out, const loaded& from);

/// `snug config example`: a TOML file with every option at its default, its reason and its bounds. Shipped as
/// packaging/snug.example.toml; a test compares.
[[nodiscard]] std::string example_toml();

} // namespace snug::config
