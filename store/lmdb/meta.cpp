#include "store/lmdb/meta.hpp"
#include "store/checksum.hpp"

namespace snug::store {

namespace {

constexpr std::string_view schema_key = "schema";
constexpr std::string_view card_key = "identity";
constexpr std::string_view progress_key = "progress";
constexpr std::string_view settled_key = "settled";
constexpr std::string_view settling_key = "settling";
constexpr char first_version = 1;

void append_u64(std::string& out, std::uint64_t v) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(v >> shift));
}

std::uint64_t u64_at(std::string_view bytes, std::size_t at) noexcept {
  std::uint64_t v = 0;
  for (const char c : bytes.substr(at, 8))
    v = (v << 8) | static_cast<unsigned char>(c);
  return v;
}

/// The value behind its version byte, if it has at least `bytes` bytes there.
std::optional<std::string> read(MDB_txn* txn, MDB_dbi meta, std::string_view key, std::size_t bytes) {
  auto name = val_of(key);
  MDB_val sealed;
  if (mdb_get(txn, meta, &name, &sealed) != 0) return std::nullopt;
  const auto value = unseal(key, view_of(sealed));
  if (!value || value->size() < bytes + 1 || value->front() != first_version) return std::nullopt;
  return std::string(value->substr(1));
}

/// 0 where there is no such row.
std::optional<std::uint64_t> read_number(MDB_txn* txn, MDB_dbi meta, std::string_view key) {
  auto name = val_of(key);
  MDB_val nothing;
  if (mdb_get(txn, meta, &name, &nothing) == MDB_NOTFOUND) return 0;
  const auto value = read(txn, meta, key, 8);
  if (!value) return std::nullopt;
  return u64_at(*value, 0);
}

int write_number(MDB_txn* txn, MDB_dbi meta, std::string_view key, std::uint64_t number) {
  std::string value(1, first_version);
  append_u64(value, number);
  return put_sealed(txn, meta, key, value);
}

} // namespace

std::optional<std::uint32_t> read_schema(MDB_txn* txn, MDB_dbi meta) {
  const auto value = read(txn, meta, schema_key, 8);
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(u64_at(*value, 0));
}

std::optional<identity_card> read_card(MDB_txn* txn, MDB_dbi meta) {
  const auto value = read(txn, meta, card_key, 16);
  if (!value) return std::nullopt;
  return identity_card{u64_at(*value, 0), value->substr(16), static_cast<std::int64_t>(u64_at(*value, 8))};
}

std::optional<progress> read_progress(MDB_txn* txn, MDB_dbi meta) {
  const auto value = read(txn, meta, progress_key, 16);
  if (!value) return std::nullopt;
  return progress{u64_at(*value, 0), static_cast<std::int64_t>(u64_at(*value, 8))};
}

std::optional<std::uint64_t> read_settled(MDB_txn* txn, MDB_dbi meta) {
  return read_number(txn, meta, settled_key);
}

std::optional<std::uint64_t> read_settling(MDB_txn* txn, MDB_dbi meta) {
  return read_number(txn, meta, settling_key);
}

int write_schema(MDB_txn* txn, MDB_dbi meta, std::uint32_t schema) {
  return write_number(txn, meta, schema_key, schema);
}

int write_card(MDB_txn* txn, MDB_dbi meta, const identity_card& card) {
  std::string value(1, first_version);
  append_u64(value, card.store_id);
  append_u64(value, static_cast<std::uint64_t>(card.created_at));
  value += card.signing_secret;
  return put_sealed(txn, meta, card_key, value);
}

int write_progress(MDB_txn* txn, MDB_dbi meta, const progress& so_far) {
  std::string value(1, first_version);
  append_u64(value, so_far.last_commit);
  append_u64(value, static_cast<std::uint64_t>(so_far.newest_at));
  return put_sealed(txn, meta, progress_key, value);
}

int write_settled(MDB_txn* txn, MDB_dbi meta, std::uint64_t number) {
  return write_number(txn, meta, settled_key, number);
}

int write_settling(MDB_txn* txn, MDB_dbi meta, std::uint64_t number) {
  return write_number(txn, meta, settling_key, number);
}

int put_sealed(MDB_txn* txn, MDB_dbi tree, std::string_view key, std::string_view value) {
  auto name = val_of(key);
  MDB_val sealed{value.size() + checksum_bytes, nullptr};
  if (const int rc = mdb_put(txn, tree, &name, &sealed, MDB_RESERVE)) return rc;
  seal(key, value, static_cast<char*>(sealed.mv_data));
  return 0;
}

} // namespace snug::store
