// A preload library: writes down what a process does to its store's files, so that they can be put together
// as they would be after a cut of power at any moment. Format: disk_log.hpp.
#include "tests/store/power_cut/disk_log.hpp"
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct MDB_env;

namespace {

using snug::store::test::disk_event;
using snug::store::test::disk_event_head;

constexpr int most_descriptors = 1024;
enum class watched : char { no, cached, synced_at_once };
struct descriptor {
  watched how = watched::no;
  std::uint64_t file = 0;
};
descriptor descriptors[most_descriptors];

descriptor kind_of(int fd) { return fd >= 0 && fd < most_descriptors ? descriptors[fd] : descriptor{}; }
bool is_watched(int fd) { return kind_of(fd).how != watched::no; }

/// The log itself is written by bare system calls: `write` is one of the functions that stand here.
class log_file {
public:
  void add(disk_event what, std::uint64_t file, std::uint64_t offset, const void* bytes, std::size_t size) {
    const std::lock_guard lock(mutex_);
    const disk_event_head head{what, file, offset, size};
    buffer_.append(reinterpret_cast<const char*>(&head), sizeof head);
    buffer_.append(static_cast<const char*>(bytes), size);
    if (buffer_.size() > (1u << 20)) flush();
  }
  ~log_file() { flush(); }

private:
  void flush() {
    if (fd_ < 0) {
      const char* const path = std::getenv("SNUG_DISK_LOG");
      if (!path) return;
      fd_ = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    }
    for (std::size_t at = 0; at < buffer_.size();) {
      const auto n = syscall(SYS_write, fd_, buffer_.data() + at, buffer_.size() - at);
      if (n <= 0) std::abort();
      at += static_cast<std::size_t>(n);
    }
    buffer_.clear();
  }
  std::mutex mutex_;
  std::string buffer_;
  int fd_ = -1;
};

log_file& the_log() {
  static log_file log;
  return log;
}

template <class F> F* real(const char* name) { return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name)); }

int opened(const char* path, int flags, int fd) {
  if (fd < 0 || fd >= most_descriptors) return fd;
  const std::string_view name(path);
  descriptors[fd] = {};
  for (std::uint64_t file = 0; file < snug::store::test::watched_files; ++file)
    if (name.ends_with(snug::store::test::watched_names[file]))
      descriptors[fd] = {(flags & O_DSYNC) == O_DSYNC ? watched::synced_at_once : watched::cached, file};
  return fd;
}

void wrote(int fd, const void* bytes, ssize_t size, off_t offset) {
  const auto kind = kind_of(fd);
  if (kind.how == watched::no || size <= 0) return;
  the_log().add(kind.how == watched::cached ? disk_event::write : disk_event::write_through, kind.file,
                static_cast<std::uint64_t>(offset), bytes, static_cast<std::size_t>(size));
}

/// The test of the test: with SNUG_FORGETFUL_JOURNAL the journal files' syncs do nothing.
void synced(int fd) {
  const auto kind = kind_of(fd);
  if (kind.how == watched::no) return;
  if (kind.file != 0 && std::getenv("SNUG_FORGETFUL_JOURNAL")) return;
  the_log().add(disk_event::sync, kind.file, 0, nullptr, 0);
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = va_arg(rest, int);
  va_end(rest);
  static const auto next = real<int(const char*, int, ...)>("open");
  return opened(path, flags, next(path, flags, mode));
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = va_arg(rest, int);
  va_end(rest);
  static const auto next = real<int(const char*, int, ...)>("open64");
  return opened(path, flags, next(path, flags, mode));
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t offset) {
  static const auto next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite64");
  const auto n = next(fd, bytes, size, offset);
  wrote(fd, bytes, n, offset);
  return n;
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  return pwrite64(fd, bytes, size, offset);
}

ssize_t pwritev64(int fd, const struct iovec* parts, int count, off_t offset) {
  ssize_t done = 0;
  for (int i = 0; i < count; ++i) {
    const auto n = pwrite64(fd, parts[i].iov_base, parts[i].iov_len, offset + done);
    if (n < 0) return done ? done : n;
    done += n;
  }
  return done;
}

ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  return pwritev64(fd, parts, count, offset);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto next = real<ssize_t(int, const void*, size_t)>("write");
  const auto at = !is_watched(fd) ? 0 : lseek(fd, 0, SEEK_CUR);
  const auto n = next(fd, bytes, size);
  wrote(fd, bytes, n, at);
  return n;
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  static const auto next = real<ssize_t(int, const struct iovec*, int)>("writev");
  if (!is_watched(fd)) return next(fd, parts, count);
  ssize_t done = 0;
  for (int i = 0; i < count; ++i) {
    const auto n = write(fd, parts[i].iov_base, parts[i].iov_len);
    if (n < 0) return done ? done : n;
    done += n;
  }
  return done;
}

int fdatasync(int fd) {
  static const auto next = real<int(int)>("fdatasync");
  const int rc = next(fd);
  if (rc == 0) synced(fd);
  return rc;
}

int fsync(int fd) {
  static const auto next = real<int(int)>("fsync");
  const int rc = next(fd);
  if (rc == 0) synced(fd);
  return rc;
}

int rename(const char* from, const char* to) {
  static const auto next = real<int(const char*, const char*)>("rename");
  const int rc = next(from, to);
  if (rc == 0 && std::string_view(to).ends_with("/data.mdb"))
    the_log().add(disk_event::named, 0, 0, nullptr, 0);
  return rc;
}

/// Another test of the test: with MDB_NOMETASYNC rows leave the journal before LMDB has them for good.
int mdb_env_open(MDB_env* env, const char* path, unsigned flags, mode_t mode) {
  constexpr unsigned no_meta_sync = 0x40000; // MDB_NOMETASYNC
  static const auto next = real<int(MDB_env*, const char*, unsigned, mode_t)>("mdb_env_open");
  return next(env, path, flags | (std::getenv("SNUG_NOMETASYNC") ? no_meta_sync : 0u), mode);
}

/// Called by the writer when something was acknowledged.
void snug_disk_log_acknowledged(const void* bytes, size_t size) {
  the_log().add(disk_event::acknowledged, 0, 0, bytes, size);
}
}
