#pragma once
#include "config/load.hpp"
#include "config/value.hpp"

namespace snug::config {

/// Whether the value belongs below `[kinds]` or `[[rooms]]`, which have names of their own.
[[nodiscard]] bool is_kind_or_room(const given& value);

/// Takes one such value over into the options, or adds a complaint.
void take_kind_or_room(loaded& out, const given& value);

} // namespace snug::config
