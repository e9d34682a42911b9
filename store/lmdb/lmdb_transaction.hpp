#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// LMDB's write transaction. The thread that began it ends it.
class lmdb_transaction final : public write_transaction {
public:
  /// Takes `txn` over; `env` and `damage` outlive it.
  lmdb_transaction(const environment& env, MDB_txn* txn, const damage_report& damage)
    : env_(env)
    , txn_(txn)
    , damage_(damage.part()) {}
  ~lmdb_transaction() override;

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  [[nodiscard]] trouble apply(std::span<const model::change> changes) override;
  [[nodiscard]] trouble commit(const progress& so_far) override;
  [[nodiscard]] std::uint64_t damage_met() const noexcept override { return damage_.count(); }

  /// One row, without a `change` around it.
  [[nodiscard]] trouble put(std::string_view key, std::string_view value);
  [[nodiscard]] trouble erase(std::string_view key);
  /// The number of the newest journal entry whose rows are in it now.
  [[nodiscard]] trouble settled(std::uint64_t number);
  /// The number of the newest journal entry of which rows are in it, but not all; and the commit of such a
  /// part, which leaves how far the store has got as it was.
  [[nodiscard]] trouble settling(std::uint64_t number);
  [[nodiscard]] trouble commit_part();

  /// For the meta rows, which aren't `rows`. Nothing once it was committed.
  [[nodiscard]] MDB_txn* raw() const noexcept { return txn_; }

private:
  [[nodiscard]] int apply(const model::change& change);
  [[nodiscard]] int erase_range(std::string_view first, std::string_view last);

  const environment& env_;
  MDB_txn* txn_;
  damage_report damage_;
};

} // namespace snug::store
