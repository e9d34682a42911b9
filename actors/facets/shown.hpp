#pragma once
#include "actors/model/identity.hpp"
#include <string>
#include <vector>

namespace snug::facets {

/// What a room tells of somebody besides id and name: a MessagePack map of what `shows` (a kind's) names,
/// `avatar` and attributes; "" where there is none of it.
[[nodiscard]] std::string shown_of(const model::identity& who, const std::vector<std::string>& shows);

} // namespace snug::facets
