#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"
#include <span>

namespace snug::store {

/// One step from schema `from` to `from + 1`. It and the new schema number are one transaction.
struct migration {
  std::uint32_t from = 0;
  std::string_view what; ///< one sentence for the log
  trouble (*run)(write_transaction& rows) = nullptr;
};

/// The steps that lead to `current_schema`, oldest first.
[[nodiscard]] std::span<const migration> migrations() noexcept;

/// Brings the store from its schema to `target` by `steps`. Before each step the data file is copied to
/// `before-schema-<n>.mdb` beside it (an older copy of that name is of a step that didn't finish, and goes).
/// A store newer than `target`, or older than the steps reach, is refused.
[[nodiscard]] trouble migrate(const environment& env, std::span<const migration> steps, std::uint32_t target,
                              const damage_report& damage, const log_sink& log);

} // namespace snug::store
