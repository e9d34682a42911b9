#pragma once
#include "store/ahead/journal_entry.hpp"
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/log_sink.hpp"
#include <span>

namespace snug::store {

/// How far the journal's rows are in LMDB.
struct settled_up_to {
  std::uint64_t whole = 0;  ///< the number of the newest entry whose rows are all there
  std::uint64_t partly = 0; ///< the number of the newest of which some may be there, at least `whole`
};
[[nodiscard]] model::result<settled_up_to> settled_in(const environment& env);

/// The entries of the journal files in `directory` that come behind `settled`, in order. `conflict` where
/// some of them are missing: the files are damaged, or of another day than the data.
[[nodiscard]] model::result<std::vector<journal_entry>>
read_journal(const std::string& directory, std::uint64_t store_id, std::uint64_t settled);

/// Puts the rows of entries into `env`, but for those that are in it already. `conflict` where it has some
/// rows of entries that aren't among them.
[[nodiscard]] trouble take_in(const environment& env, std::span<const journal_entry> entries,
                              const damage_report& damage);

/// What an earlier process acknowledged and LMDB doesn't have: once, before anything is read.
[[nodiscard]] trouble take_in_journal(const environment& env, std::uint64_t store_id,
                                      const damage_report& damage, const log_sink& log);

} // namespace snug::store
