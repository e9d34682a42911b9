#pragma once
#include "store/lmdb/damage_report.hpp"
#include "store/lmdb/environment.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

/// LMDB's rows as the one writer reads them while it decides a group: without a deadline, for a deadline
/// would decide. One thread.
class lmdb_view final : public model::row_source {
public:
  /// Both outlive it. It reads nothing until `renew`.
  lmdb_view(const environment& env, const damage_report& damage)
    : env_(env)
    , damage_(damage.part()) {}
  ~lmdb_view() override;
  lmdb_view(const lmdb_view&) = delete;
  lmdb_view& operator=(const lmdb_view&) = delete;

  /// Sees the newest commit from now on.
  [[nodiscard]] trouble renew();
  /// Lets go of the pages.
  void reset() noexcept { mdb_txn_reset(txn_); }

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  /// The keys of [first, last), those of damaged rows too.
  [[nodiscard]] std::vector<std::string> keys(std::string_view first, std::string_view last) const;
  /// Damaged rows met since it was made.
  [[nodiscard]] std::uint64_t damage_met() const noexcept { return damage_.count(); }

private:
  const environment& env_;
  damage_report damage_;
  MDB_txn* txn_ = nullptr;
};

} // namespace snug::store
