#pragma once
#include "config/options.hpp"
#include <map>
#include <string>

namespace snug::config {

/// The kinds of room that are there before a file is read: direct, group, course, class, workspace, code,
/// project, inbox.
[[nodiscard]] std::map<std::string, kind_options> shipped_kinds();

/// All defaults, shipped kinds included.
[[nodiscard]] options default_options();

} // namespace snug::config
