#include "store/backup.hpp"
#include "actors/facets/log_rows.hpp"
#include "store/lmdb/environment.hpp"
#include "store/lmdb/journal_recovery.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "store/lmdb/meta.hpp"
#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <vector>

namespace snug::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t rooms_per_commit = 1'000;
constexpr int most_tries = 20;

model::failure refusal(std::string why) { return failed_with(model::error_code::conflict, std::move(why)); }

bool has_store(const std::string& directory) {
  std::error_code unknown;
  return fs::exists(directory + "/data.mdb", unknown);
}

trouble copy_file(const std::string& from, const std::string& to) {
  std::error_code failed;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
  if (failed)
    return failed_with(model::error_code::unavailable,
                       "can't copy " + from + " to " + to + ": " + failed.message());
  const int fd = ::open(to.c_str(), O_RDWR | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) return failed_with(model::error_code::unavailable, "can't sync " + to);
  return std::nullopt;
}

trouble rooms_of(const engine& rows, std::vector<model::key>& rooms, std::uint64_t& damaged) {
  return rows.walk([&](std::string_view key, std::string_view, bool intact) {
    if (!intact) ++damaged;
    if (key.size() != 9 || key[8] != static_cast<char>(model::table::lineage)) return true;
    std::uint64_t value = 0;
    for (const char c : key.substr(0, 8))
      value = (value << 8) | static_cast<unsigned char>(c);
    rooms.emplace_back(value);
    return true;
  });
}

/// One transaction: a new life for each of `rooms`.
trouble begin_lives(engine& rows, std::span<const model::key> rooms, const progress& so_far,
                    random_source& random) {
  auto txn = rows.begin();
  if (!txn) return txn.error();
  std::vector<model::change> changes;
  for (const auto room : rooms) {
    const auto head = facets::read_head(**txn, room);
    auto lineage = facets::read_lineage_row(**txn, room);
    if (!head || !lineage) continue; // damaged: fsck's
    lineage->lives.push_back({random.next_id(), head->last + 1});
    changes.push_back({model::change::what::put, facets::lineage_key(room), facets::encode(*lineage)});
  }
  if (auto failed = (*txn)->apply(changes)) return failed;
  return (*txn)->commit(so_far);
}

/// Makes the copy in `with.directory` another store than the one it is a copy of.
model::result<restored> make_another(const settings& with, const clock& time, random_source& random,
                                     const log_sink& log) {
  auto opened = lmdb_engine::open(with, {time, random, log});
  if (!opened) return opened.error();
  auto& rows = **opened;
  const auto so_far = rows.so_far();
  if (!so_far) return so_far.error();
  restored done;
  std::vector<model::key> rooms;
  if (auto failed = rooms_of(rows, rooms, done.damaged)) return *failed;
  for (std::size_t at = 0; at < rooms.size(); at += rooms_per_commit) {
    const auto piece = std::span(rooms).subspan(at, std::min(rooms_per_commit, rooms.size() - at));
    if (auto failed = begin_lives(rows, piece, *so_far, random)) return *failed;
  }
  auto card = rows.card();
  card.store_id = random.next_id();
  if (auto failed = rows.rename(card)) return *failed;
  done.rooms = rooms.size();
  return done;
}

/// What the store's process acknowledged and LMDB doesn't have yet. A file that is begun anew while it is
/// read shows as a hole; then once more.
model::result<std::vector<journal_entry>> journal_of(const environment& env) {
  auto txn = env.begin(MDB_RDONLY);
  if (!txn) return txn.error();
  const auto card = read_card(*txn, env.meta());
  mdb_txn_abort(*txn);
  if (!card) return refusal("the store's identity can't be read");
  for (int tries = 1;; ++tries) {
    const auto here = settled_in(env);
    if (!here) return here.error();
    auto entries = read_journal(env.directory(), card->store_id, here->whole);
    if (entries || tries == most_tries) return entries;
  }
}

/// Puts what was ahead of LMDB into a copy of it.
trouble complete(const std::string& file, std::uint64_t map_bytes, std::span<const journal_entry> ahead) {
  const auto copy = environment::open(file, map_bytes, environment::mode::copy);
  if (!copy) return copy.error();
  const damage_report damage{log_sink{}};
  return take_in(**copy, ahead, damage);
}

} // namespace

trouble backup(const settings& with, const std::string& file) {
  if (!has_store(with.directory)) return refusal("there is no store in " + with.directory);
  const auto env = environment::open(with.directory, with.map_bytes, environment::mode::read_only);
  if (!env) return env.error();
  for (int tries = 1;; ++tries) {
    const auto ahead = journal_of(**env);
    if (!ahead) return ahead.error();
    // What is settled from here on is in the copy and in `ahead`, where it is passed over. Where LMDB has
    // come to rows that were written after we read the journal, the copy has some of a commit without the
    // others.
    if (auto failed = (*env)->copy_to(file)) return failed;
    auto failed = complete(file, with.map_bytes, *ahead);
    if (!failed) return std::nullopt;
    ::unlink(file.c_str());
    if (failed->code != model::error_code::conflict || tries == most_tries) return failed;
  }
}

model::result<restored> restore(const settings& with, const std::string& file, const clock& time,
                                random_source& random, const log_sink& log) {
  std::error_code failed;
  fs::create_directories(with.directory, failed);
  if (failed) return failed_with(model::error_code::unavailable, "can't make " + with.directory);
  const auto lock = directory_lock::take(with.directory);
  if (!lock) return lock.error();
  if (has_store(with.directory)) return refusal("there is a store in " + with.directory + " already");
  // In a folder of its own until it is done: a restore that is cut off leaves no store behind.
  auto aside = with;
  aside.directory += "/restoring";
  fs::remove_all(aside.directory, failed);
  fs::create_directory(aside.directory, failed);
  if (auto trouble = copy_file(file, aside.directory + "/data.mdb")) return *trouble;
  auto done = make_another(aside, time, random, log);
  if (!done) return done;
  fs::rename(aside.directory + "/data.mdb", with.directory + "/data.mdb", failed);
  if (failed) return failed_with(model::error_code::unavailable, "can't move the store: " + failed.message());
  sync_directory(with.directory);
  fs::remove_all(aside.directory, failed);
  return done;
}

} // namespace snug::store
