#pragma once
#include "tests/risk/words.hpp"

namespace snug::risk {

/// What a run did, so that a test can see that it did something.
struct deeds {
  std::uint64_t records = 0;
  std::uint64_t heard = 0;
  std::optional<std::string> broken; ///< the promise that did not hold
};

/// One run of the two lanes: a node of one to three shards, five clients, a random order of everybody's next
/// steps until it falls quiet. The same seed gives the same run.
[[nodiscard]] deeds explore(std::uint64_t seed, flaw built_in);

} // namespace snug::risk
