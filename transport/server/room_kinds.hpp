#pragma once
#include "actors/facets/rulebook.hpp"
#include "config/options.hpp"

namespace snug::server {

/// The kinds of rooms that a configuration names, as the rules want them.
[[nodiscard]] facets::kinds kinds_of(const config::options& options);

/// The rooms of the configuration with their members, made where they aren't there yet. Runs inside a write
/// transaction. Members are added, never taken away: a role that was changed since stays changed.
void ensure_rooms(const config::options& options, const facets::rulebook& rules, model::rows& rows,
                  std::int64_t wall_ms, const std::function<std::uint64_t()>& next_id);

} // namespace snug::server
