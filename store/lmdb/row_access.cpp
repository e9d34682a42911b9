#include "store/lmdb/row_access.hpp"
#include "store/checksum.hpp"
#include <memory>

namespace snug::store {

namespace {

/// How many rows pass between two looks at the clock.
constexpr unsigned rows_per_look = 32;

struct cursor_closer {
  void operator()(MDB_cursor* c) const noexcept { mdb_cursor_close(c); }
};
using cursor_ptr = std::unique_ptr<MDB_cursor, cursor_closer>;

cursor_ptr open_cursor(MDB_txn* txn, MDB_dbi tree) {
  MDB_cursor* cursor = nullptr;
  return cursor_ptr(mdb_cursor_open(txn, tree, &cursor) == 0 ? cursor : nullptr);
}

/// Puts the cursor on the first row at or behind `at`. LMDB knows no empty key.
int seek(MDB_cursor* cursor, std::string_view at, MDB_val& key, MDB_val& value) {
  if (at.empty()) return mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
  key = val_of(at);
  return mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
}

/// Puts the cursor on the last row before `end`.
int seek_before(MDB_cursor* cursor, std::string_view end, MDB_val& key, MDB_val& value) {
  const int found = seek(cursor, end, key, value);
  return mdb_cursor_get(cursor, &key, &value, found == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
}

} // namespace

std::optional<std::string> get_row(MDB_txn* txn, MDB_dbi tree, std::string_view key,
                                   const damage_report& damage) {
  auto name = val_of(key);
  MDB_val sealed;
  if (mdb_get(txn, tree, &name, &sealed) != 0) return std::nullopt;
  const auto value = unseal(key, view_of(sealed));
  if (!value) {
    damage.met(key);
    return std::nullopt;
  }
  return std::string(*value);
}

bool scan_rows(MDB_txn* txn, MDB_dbi tree, std::string_view first, std::string_view last,
               model::row_source::order direction, const model::row_source::visitor& visit,
               const damage_report& damage, const deadline& until) {
  if (first >= last) return true;
  if (until.over()) return false;
  const auto cursor = open_cursor(txn, tree);
  if (!cursor) return true;
  const bool up = direction == model::row_source::order::up;
  MDB_val key, sealed;
  int rc = up ? seek(cursor.get(), first, key, sealed) : seek_before(cursor.get(), last, key, sealed);
  for (unsigned seen = 1; rc == 0; ++seen) {
    const auto name = view_of(key);
    if (up ? name >= last : name < first) break;
    if (const auto value = unseal(name, view_of(sealed))) {
      if (!visit(name, *value)) break;
    } else {
      damage.met(name);
    }
    if (seen % rows_per_look == 0 && until.over()) return false;
    rc = mdb_cursor_get(cursor.get(), &key, &sealed, up ? MDB_NEXT : MDB_PREV);
  }
  return true;
}

} // namespace snug::store
