#include "store/lmdb/lmdb_transaction.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/meta.hpp"
#include "store/lmdb/row_access.hpp"
#include <cerrno>
#include <utility>

namespace snug::store {

lmdb_transaction::~lmdb_transaction() {
  if (txn_) mdb_txn_abort(txn_);
}

std::optional<std::string> lmdb_transaction::get(std::string_view key) const {
  return get_row(txn_, env_.rows(), key, damage_);
}

bool lmdb_transaction::scan(std::string_view first, std::string_view last, order direction,
                            const visitor& visit) const {
  return scan_rows(txn_, env_.rows(), first, last, direction, visit, damage_, deadline{});
}

trouble lmdb_transaction::apply(std::span<const model::change> changes) {
  for (const auto& change : changes)
    if (const int rc = apply(change)) return lmdb_failure(rc, "writing rows", env_.directory());
  return std::nullopt;
}

trouble lmdb_transaction::commit(const progress& so_far) {
  if (const int rc = write_progress(txn_, env_.meta(), so_far))
    return lmdb_failure(rc, "writing the commit number", env_.directory());
  return commit_part();
}

trouble lmdb_transaction::commit_part() {
  // LMDB frees the transaction whether the commit succeeds or not.
  if (const int rc = mdb_txn_commit(std::exchange(txn_, nullptr)))
    return lmdb_failure(rc, "committing", env_.directory());
  return std::nullopt;
}

trouble lmdb_transaction::put(std::string_view key, std::string_view value) {
  if (const int rc = put_sealed(txn_, env_.rows(), key, value))
    return lmdb_failure(rc, "writing rows", env_.directory());
  return std::nullopt;
}

trouble lmdb_transaction::erase(std::string_view key) {
  auto name = val_of(key);
  const int rc = mdb_del(txn_, env_.rows(), &name, nullptr);
  if (rc && rc != MDB_NOTFOUND) return lmdb_failure(rc, "erasing rows", env_.directory());
  return std::nullopt;
}

trouble lmdb_transaction::settled(std::uint64_t number) {
  if (const int rc = write_settled(txn_, env_.meta(), number))
    return lmdb_failure(rc, "writing the journal's number", env_.directory());
  return std::nullopt;
}

trouble lmdb_transaction::settling(std::uint64_t number) {
  if (const int rc = write_settling(txn_, env_.meta(), number))
    return lmdb_failure(rc, "writing the journal's number", env_.directory());
  return std::nullopt;
}

int lmdb_transaction::apply(const model::change& change) {
  using what = model::change::what;
  switch (change.does) {
  case what::put:
    return put_sealed(txn_, env_.rows(), change.key, change.value);
  case what::erase: {
    auto key = val_of(change.key);
    const int rc = mdb_del(txn_, env_.rows(), &key, nullptr);
    return rc == MDB_NOTFOUND ? 0 : rc;
  }
  case what::erase_range:
    return erase_range(change.key, change.value);
  }
  return EINVAL;
}

int lmdb_transaction::erase_range(std::string_view first, std::string_view last) {
  MDB_cursor* cursor = nullptr;
  if (const int rc = mdb_cursor_open(txn_, env_.rows(), &cursor)) return rc;
  auto key = val_of(first);
  MDB_val value;
  int rc = mdb_cursor_get(cursor, &key, &value, first.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (rc == 0 && view_of(key) < last) {
    rc = mdb_cursor_del(cursor, 0);
    // Behind a deletion the cursor stands on the next row already; MDB_NEXT knows that.
    if (!rc) rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
  }
  mdb_cursor_close(cursor);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

} // namespace snug::store
