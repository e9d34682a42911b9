#pragma once
#include "clients/load/scenario.hpp"
#include <cstdint>
#include <vector>

namespace snug::load {

/// What happens to a client besides talking and listening.
enum class trouble : std::uint8_t { none, churns, is_cut, stalls };

/// One client's part in a scenario.
struct part {
  std::uint32_t room = 0; ///< where it begins
  bool talks = false;
  trouble has = trouble::none;
};

/// Everybody's part, by client number: the scenario's `clients` first, then the `senders` of each room. The
/// troubled ones are chosen by the seed.
[[nodiscard]] std::vector<part> cast_of(const scenario& s);

} // namespace snug::load
