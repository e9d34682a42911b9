#include "store/lmdb/lmdb_snapshot.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/meta.hpp"
#include "store/ports/engine.hpp"

namespace snug::store {

trouble lmdb_snapshot::renew() {
  if (const int rc = mdb_txn_renew(txn_)) return lmdb_failure(rc, "renewing a snapshot", env_.directory());
  const auto so_far = read_progress(txn_, env_.meta());
  if (!so_far) {
    mdb_txn_reset(txn_);
    return failed_with(model::error_code::unavailable, "the store's commit number can't be read");
  }
  last_commit_ = so_far->last_commit;
  until_ = {&time_, time_.steady_ms() + snapshot_ms};
  return std::nullopt;
}

std::optional<std::string> lmdb_snapshot::get(std::string_view key) const {
  return get_row(txn_, env_.rows(), key, damage_);
}

bool lmdb_snapshot::scan(std::string_view first, std::string_view last, order direction,
                         const visitor& visit) const {
  return scan_rows(txn_, env_.rows(), first, last, direction, visit, damage_, until_);
}

} // namespace snug::store
