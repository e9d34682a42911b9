#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/lmdb/row_access.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// How long a snapshot may scan. A reader that stays keeps every page replaced meanwhile from being used
/// again: the file grows.
inline constexpr std::int64_t snapshot_ms = 100;

/// LMDB's read transaction, reset and renewed instead of made anew.
class lmdb_snapshot final : public renewable_snapshot {
public:
  /// Takes `txn`, which is reset, over; the others outlive it.
  lmdb_snapshot(const environment& env, MDB_txn* txn, const damage_report& damage, const clock& time)
    : env_(env)
    , txn_(txn)
    , damage_(damage)
    , time_(time) {}
  ~lmdb_snapshot() override { mdb_txn_abort(txn_); }

  [[nodiscard]] trouble renew() override;
  void reset() noexcept override { mdb_txn_reset(txn_); }
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  [[nodiscard]] std::uint64_t last_commit() const noexcept override { return last_commit_; }

private:
  const environment& env_;
  MDB_txn* txn_;
  const damage_report& damage_;
  const clock& time_;
  deadline until_;
  std::uint64_t last_commit_ = 0;
};

} // namespace snug::store
