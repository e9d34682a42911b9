#include "store/lmdb/lmdb_failure.hpp"
#include "store/ports/engine.hpp"
#include <cerrno>
#include <limits>
#include <lmdb.h>
#include <sys/statvfs.h>

namespace snug::store {

namespace {

/// Below this an EIO is taken for a full disk: a group of large commands may fail with something left.
constexpr std::uint64_t nearly_nothing = 4ull << 20;

bool full(int code, const std::string& directory) {
  switch (code) {
  case MDB_MAP_FULL:
  case MDB_TXN_FULL:
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return true;
  case EIO:
    return free_disk(directory) < nearly_nothing;
  default:
    return false;
  }
}

} // namespace

model::failure lmdb_failure(int code, std::string_view what, const std::string& directory) {
  auto message = std::string(what) + ": " + mdb_strerror(code);
  if (full(code, directory)) return failed_with(model::error_code::storage_full, std::move(message));
  return failed_with(model::error_code::unavailable, std::move(message));
}

std::uint64_t free_disk(const std::string& directory) noexcept {
  struct statvfs disk {};
  if (statvfs(directory.c_str(), &disk) != 0) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

} // namespace snug::store
