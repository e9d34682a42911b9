#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// LMDB's write transaction. The thread that began it ends it.
class lmdb_transaction final : public write_transaction {
public:
  /// Takes `txn` over; `env` outlives it. `committed` is told of a commit.
  lmdb_transaction(const environment& env, MDB_txn* txn, log_sink log,
                   std::function<void(const progress&, std::uint64_t damage)> ended);
  ~lmdb_transaction() override;

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction, const visitor& visit) const override;
  [[nodiscard]] trouble apply(std::span<const model::change> changes) override;
  [[nodiscard]] trouble commit(const progress& so_far) override;
  [[nodiscard]] std::uint64_t damage_met() const noexcept override;

private:
  const environment& env_;
};

} // namespace snug::store
