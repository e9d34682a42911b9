#include "store/lmdb/lmdb_view.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/row_access.hpp"

namespace snug::store {

lmdb_view::~lmdb_view() {
  if (txn_) mdb_txn_abort(txn_);
}

trouble lmdb_view::renew() {
  if (!txn_) {
    auto begun = env_.begin(MDB_RDONLY);
    if (!begun) return begun.error();
    txn_ = *begun;
    return std::nullopt;
  }
  if (const int rc = mdb_txn_renew(txn_)) return lmdb_failure(rc, "renewing a view", env_.directory());
  return std::nullopt;
}

std::optional<std::string> lmdb_view::get(std::string_view key) const {
  return get_row(txn_, env_.rows(), key, damage_);
}

bool lmdb_view::scan(std::string_view first, std::string_view last, order direction,
                     const visitor& visit) const {
  return scan_rows(txn_, env_.rows(), first, last, direction, visit, damage_, deadline{});
}

std::vector<std::string> lmdb_view::keys(std::string_view first, std::string_view last) const {
  std::vector<std::string> found;
  MDB_cursor* cursor = nullptr;
  if (mdb_cursor_open(txn_, env_.rows(), &cursor) != 0) return found;
  auto key = val_of(first);
  MDB_val value;
  int rc = mdb_cursor_get(cursor, &key, &value, first.empty() ? MDB_FIRST : MDB_SET_RANGE);
  for (; rc == 0 && view_of(key) < last; rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
    found.emplace_back(view_of(key));
  mdb_cursor_close(cursor);
  return found;
}

} // namespace snug::store
