#pragma once
#include "actors/model/command.hpp"
#include <cstdint>

namespace snug::facets {

/// A number for a connection, never used twice in the life of a node (at most 64 shards, 2^24 slots each).
[[nodiscard]] constexpr std::uint64_t connection_number(const model::return_address& a) noexcept {
  return std::uint64_t{a.shard} << 56 | std::uint64_t{a.slot & 0xffffffu} << 32 | a.generation;
}

} // namespace snug::facets
