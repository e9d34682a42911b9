#include "store/lmdb/lmdb_engine.hpp"
#include "store/checksum.hpp"
#include "store/lmdb/journal_recovery.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/lmdb/lmdb_snapshot.hpp"
#include "store/lmdb/lmdb_transaction.hpp"
#include "store/lmdb/meta.hpp"
#include "store/ports/engine.hpp"
#include <filesystem>

namespace snug::store {

namespace {

/// The share of the map behind which nothing is added: deleting copies pages, too, and must stay possible.
constexpr std::uint64_t growth_percent = 90;
/// Above that share the list of free pages decides. It is read this often, and the free disk is asked for:
/// what fits into that time is far less than the reserve.
constexpr std::int64_t judge_every_ms = 100;
constexpr int secret_words = 4;

std::string new_secret(random_source& random) {
  std::string secret;
  for (int word = 0; word < secret_words; ++word) {
    const auto bits = random.next();
    for (int shift = 56; shift >= 0; shift -= 8)
      secret.push_back(static_cast<char>(bits >> shift));
  }
  return secret;
}

trouble make_directory(const std::string& directory) {
  std::error_code failed;
  const bool made = std::filesystem::create_directories(directory, failed);
  if (failed)
    return failed_with(model::error_code::unavailable, "can't make " + directory + ": " + failed.message());
  // Messages and the signing secret are nobody else's business.
  if (made) std::filesystem::permissions(directory, std::filesystem::perms::owner_all, failed);
  return std::nullopt;
}

trouble write_first_rows(const environment& env, const identity_card& card) {
  auto txn = env.begin(0);
  if (!txn) return txn.error();
  int rc = write_schema(*txn, env.meta(), current_schema);
  if (!rc) rc = write_card(*txn, env.meta(), card);
  if (!rc) rc = write_progress(*txn, env.meta(), progress{});
  if (rc)
    mdb_txn_abort(*txn);
  else
    rc = mdb_txn_commit(*txn);
  if (rc) return lmdb_failure(rc, "making the store", env.directory());
  return std::nullopt;
}

/// Makes the store in a folder aside and moves it to its name when it is whole: a cut of power meanwhile
/// leaves no store, not half of one.
trouble make_store(const settings& with, const lmdb_engine::surroundings& around) {
  const auto aside = with.directory + "/making";
  std::error_code failed;
  std::filesystem::remove_all(aside, failed);
  if (auto trouble = make_directory(aside)) return trouble;
  {
    const auto env = environment::open(aside, with.map_bytes, environment::mode::write);
    if (!env) return env.error();
    const identity_card card{around.random.next_id(), new_secret(around.random), around.time.wall_ms()};
    if (auto trouble = write_first_rows(**env, card)) return trouble;
  }
  std::filesystem::rename(aside + "/data.mdb", with.directory + "/data.mdb", failed);
  if (failed) return failed_with(model::error_code::unavailable, "can't move the store: " + failed.message());
  sync_directory(with.directory);
  std::filesystem::remove_all(aside, failed);
  return std::nullopt;
}

} // namespace

lmdb_engine::lmdb_engine(std::unique_ptr<directory_lock> lock, std::unique_ptr<environment> env,
                         std::uint64_t reserve, surroundings around)
  : lock_(std::move(lock))
  , env_(std::move(env))
  , reserve_bytes_(reserve)
  , time_(around.time)
  , damage_(std::move(around.log)) {}

model::result<std::unique_ptr<lmdb_engine>> lmdb_engine::open(const settings& with, surroundings around) {
  if (auto failed = make_directory(with.directory)) return *failed;
  auto lock = directory_lock::take(with.directory);
  if (!lock) return lock.error();
  if (!std::filesystem::exists(with.directory + "/data.mdb"))
    if (auto failed = make_store(with, around)) return *failed;
  auto env = environment::open(with.directory, with.map_bytes, environment::mode::write);
  if (!env) return env.error();
  const auto log = around.log;
  std::unique_ptr<lmdb_engine> opened(
      new lmdb_engine(std::move(*lock), std::move(*env), with.reserve_bytes, std::move(around)));
  if (auto failed = opened->read_identity()) return *failed;
  if (auto failed = take_in_journal(*opened->env_, opened->card_.store_id, opened->damage_, log))
    return *failed;
  if (auto failed = migrate(*opened->env_, migrations(), current_schema, opened->damage_, log))
    return *failed;
  return opened;
}

trouble lmdb_engine::read_identity() {
  auto txn = env_->begin(MDB_RDONLY);
  if (!txn) return txn.error();
  auto card = read_card(*txn, env_->meta());
  mdb_txn_abort(*txn);
  if (!card)
    return failed_with(model::error_code::conflict, "the store's identity can't be read: restore a backup");
  card_ = std::move(*card);
  return std::nullopt;
}

model::result<std::unique_ptr<write_transaction>> lmdb_engine::begin() {
  auto txn = env_->begin(0);
  if (!txn) return txn.error();
  return std::unique_ptr<write_transaction>(std::make_unique<lmdb_transaction>(*env_, *txn, damage_));
}

model::result<std::unique_ptr<renewable_snapshot>> lmdb_engine::open_snapshot() {
  auto txn = env_->begin(MDB_RDONLY);
  if (!txn) return txn.error();
  mdb_txn_reset(*txn);
  return std::unique_ptr<renewable_snapshot>(std::make_unique<lmdb_snapshot>(*env_, *txn, damage_, time_));
}

model::result<progress> lmdb_engine::so_far() const {
  auto txn = env_->begin(MDB_RDONLY);
  if (!txn) return txn.error();
  const auto found = read_progress(*txn, env_->meta());
  mdb_txn_abort(*txn);
  if (!found) return failed_with(model::error_code::conflict, "the store's commit number can't be read");
  return *found;
}

bool lmdb_engine::may_grow_by(std::uint64_t more) {
  const auto now = time_.steady_ms();
  if (!disk_seen_at_ || now >= *disk_seen_at_ + judge_every_ms) {
    disk_seen_at_ = now;
    disk_has_room_ = free_disk(env_->directory()) >= reserve_bytes_;
  }
  if (!disk_has_room_) return false;
  const auto growth = env_->map_bytes() / 100 * growth_percent;
  if (more >= growth) return false;
  const auto bound = growth - more;
  if (!map_has_room_ && now < judged_at_ + judge_every_ms) return false;
  judged_at_ = now;
  map_has_room_ = env_->bytes_used(bound) < bound;
  return map_has_room_;
}

trouble lmdb_engine::walk(const walker& visit) const {
  auto txn = env_->begin(MDB_RDONLY);
  if (!txn) return txn.error();
  MDB_cursor* cursor = nullptr;
  int rc = mdb_cursor_open(*txn, env_->rows(), &cursor);
  MDB_val key, sealed;
  while (!rc && !(rc = mdb_cursor_get(cursor, &key, &sealed, MDB_NEXT))) {
    const auto value = unseal(view_of(key), view_of(sealed));
    if (!visit(view_of(key), value.value_or(view_of(sealed)), value.has_value())) break;
  }
  if (cursor) mdb_cursor_close(cursor);
  mdb_txn_abort(*txn);
  if (rc && rc != MDB_NOTFOUND) return lmdb_failure(rc, "walking the rows", env_->directory());
  return std::nullopt;
}

trouble lmdb_engine::rename(const identity_card& card) {
  auto txn = env_->begin(0);
  if (!txn) return txn.error();
  if (const int rc = write_card(*txn, env_->meta(), card)) {
    mdb_txn_abort(*txn);
    return lmdb_failure(rc, "writing the identity", env_->directory());
  }
  if (const int rc = mdb_txn_commit(*txn)) return lmdb_failure(rc, "committing", env_->directory());
  card_ = card;
  return std::nullopt;
}

} // namespace snug::store
