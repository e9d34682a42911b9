#pragma once
#include "store/ahead/journal_entry.hpp"
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/log_sink.hpp"
#include <span>

namespace snug::store {

/// The entries of the journal files in `directory` that come behind `settled`, in order. `conflict` where
/// some of them are missing: the files are damaged, or of another day than the data.
[[nodiscard]] model::result<std::vector<journal_entry>>
read_journal(const std::string& directory, std::uint64_t store_id, std::uint64_t settled);

/// Puts the rows of entries behind those that are in `env` already, in one transaction.
[[nodiscard]] trouble take_in(const environment& env, std::span<const journal_entry> entries,
                              const damage_report& damage);

/// What an earlier process acknowledged and LMDB doesn't have: once, before anything is read.
[[nodiscard]] trouble take_in_journal(const environment& env, std::uint64_t store_id,
                                      const damage_report& damage, const log_sink& log);

/// The number of the newest entry whose rows are in `env`.
[[nodiscard]] model::result<std::uint64_t> settled_in(const environment& env);

} // namespace snug::store
