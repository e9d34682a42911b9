#include "store/lmdb/environment.hpp"
#include "store/lmdb/lmdb_failure.hpp"
#include "store/ports/engine.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace snug::store {

namespace {
/// LMDB's tree of free pages; it has no name in lmdb.h but is read like any other (mdb_stat does).
constexpr MDB_dbi free_tree = 0;
constexpr unsigned named_trees = 2;
} // namespace

model::result<std::unique_ptr<environment>> environment::open(const std::string& directory,
                                                              std::uint64_t map_bytes, mode how) {
  MDB_env* env = nullptr;
  if (const int rc = mdb_env_create(&env)) return lmdb_failure(rc, "making an environment", directory);
  std::unique_ptr<environment> made(new environment(env, directory));
  int rc = mdb_env_set_mapsize(env, static_cast<std::size_t>(map_bytes));
  if (!rc) rc = mdb_env_set_maxdbs(env, named_trees);
  unsigned flags = MDB_NOTLS;
  if (how == mode::read_only) flags |= MDB_RDONLY;
  if (how == mode::copy) flags |= MDB_NOSUBDIR | MDB_NOLOCK;
  if (!rc) rc = mdb_env_open(env, directory.c_str(), flags, 0600);
  int dead_readers = 0;
  if (!rc && how != mode::copy) rc = mdb_reader_check(env, &dead_readers);
  if (!rc) rc = made->open_trees(how);
  if (rc) return lmdb_failure(rc, "opening the store in " + directory, directory);
  return made;
}

environment::~environment() { mdb_env_close(env_); }

int environment::open_trees(mode how) {
  const bool writes = how != mode::read_only;
  MDB_txn* txn = nullptr;
  if (const int rc = mdb_txn_begin(env_, nullptr, writes ? 0 : MDB_RDONLY, &txn)) return rc;
  int rc = mdb_dbi_open(txn, nullptr, 0, &meta_);
  if (!rc) rc = mdb_dbi_open(txn, "rows", writes ? MDB_CREATE : 0, &rows_);
  if (rc) {
    mdb_txn_abort(txn);
    return rc;
  }
  rc = mdb_txn_commit(txn);
  if (!rc && how == mode::write) sync_directory(directory_);
  return rc;
}

model::result<MDB_txn*> environment::begin(unsigned flags) const {
  MDB_txn* txn = nullptr;
  if (const int rc = mdb_txn_begin(env_, nullptr, flags, &txn))
    return lmdb_failure(rc, "beginning a transaction", directory_);
  return txn;
}

std::uint64_t environment::map_bytes() const {
  MDB_envinfo info{};
  mdb_env_info(env_, &info);
  return info.me_mapsize;
}

std::uint64_t environment::bytes_used(std::uint64_t unless_below) const {
  MDB_envinfo info{};
  MDB_stat stat{};
  mdb_env_info(env_, &info);
  mdb_env_stat(env_, &stat);
  const std::uint64_t length = (static_cast<std::uint64_t>(info.me_last_pgno) + 1) * stat.ms_psize;
  if (length <= unless_below) return length;
  return length - free_pages() * stat.ms_psize;
}

std::uint64_t environment::free_pages() const {
  auto txn = begin(MDB_RDONLY);
  if (!txn) return 0;
  std::uint64_t pages = 0;
  MDB_cursor* cursor = nullptr;
  if (mdb_cursor_open(*txn, free_tree, &cursor) == 0) {
    MDB_val key, list;
    while (mdb_cursor_get(cursor, &key, &list, MDB_NEXT) == 0) {
      std::size_t count = 0; // a list begins with its length
      std::memcpy(&count, list.mv_data, sizeof count);
      pages += count;
    }
    mdb_cursor_close(cursor);
  }
  mdb_txn_abort(*txn);
  return pages;
}

std::optional<model::failure> environment::copy_to(const std::string& file) const {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return failed_with(model::error_code::unavailable, "can't make " + file + ": " + std::strerror(errno));
  int rc = mdb_env_copyfd2(env_, fd, 0);
  if (!rc && fsync(fd) != 0) rc = errno;
  if (::close(fd) != 0 && !rc) rc = errno;
  const auto slash = file.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : file.substr(0, slash + 1);
  if (rc) {
    ::unlink(file.c_str()); // half a copy must not be taken for one
    return lmdb_failure(rc, "copying to " + file, folder);
  }
  sync_directory(folder);
  return std::nullopt;
}

void sync_directory(const std::string& directory) noexcept {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  ::close(fd);
}

} // namespace snug::store
