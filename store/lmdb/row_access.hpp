#pragma once
#include "actors/model/rows.hpp"
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/clock.hpp"

namespace snug::store {

/// When a scan has to end; without a clock: never.
struct deadline {
  const clock* time = nullptr;
  std::int64_t at = 0; ///< steady ms
  [[nodiscard]] bool over() const noexcept { return time && time->steady_ms() >= at; }
};

/// Reads one row of `tree` and checks it; a damaged one is reported and read as nothing.
[[nodiscard]] std::optional<std::string> get_row(MDB_txn* txn, MDB_dbi tree, std::string_view key,
                                                 const damage_report& damage);

/// `model::row_source::scan` over `tree`; damaged rows are reported and passed over.
bool scan_rows(MDB_txn* txn, MDB_dbi tree, std::string_view first, std::string_view last,
               model::row_source::order direction, const model::row_source::visitor& visit,
               const damage_report& damage, const deadline& until);

} // namespace snug::store
