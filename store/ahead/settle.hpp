#pragma once
#include "store/ahead/recent_rows.hpp"
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// Puts into LMDB what journal entries up to `number` put and erase; nobody may write into `rows` meanwhile.
/// Several transactions, in key order: LMDB keeps for good the memory of as many pages as one transaction
/// ever touched, and those of neighbours are few. Before the last one LMDB has some rows of those entries and
/// lacks others, which its row `settling` says: until then the journal must keep them. May be called again
/// for the same rows after trouble.
[[nodiscard]] trouble settle_rows(const environment& env, const damage_report& damage,
                                  const recent_rows& rows, std::uint64_t number, const progress& so_far);

} // namespace snug::store
