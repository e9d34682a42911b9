#pragma once
#include "store/ports/engine.hpp"
#include <string>
#include <vector>

namespace snug::store {

/// What a look at every row came to.
struct fsck_report {
  std::uint64_t rows = 0;
  std::uint64_t rooms = 0;
  std::uint64_t records = 0;
  std::uint64_t problems = 0;
  std::vector<std::string> findings; ///< one line per problem, the first 1,000

  [[nodiscard]] bool clean() const noexcept { return problems == 0; }
};

/// Reads every row and checks it against its neighbours: checksums, keys and owners, codecs, logs without
/// holes, repeat rows with their records, names and rooms, lineages. Changes nothing. Nobody may write
/// meanwhile.
[[nodiscard]] model::result<fsck_report> fsck(engine& rows);

} // namespace snug::store
