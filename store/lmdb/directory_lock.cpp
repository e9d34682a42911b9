#include "store/lmdb/directory_lock.hpp"
#include "store/ports/engine.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace snug::store {

namespace {

std::string holder(int fd) {
  char text[32];
  const auto n = pread(fd, text, sizeof text, 0);
  std::string pid(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  while (!pid.empty() && pid.back() == '\n')
    pid.pop_back();
  return pid.empty() ? "another process" : "process " + pid;
}

} // namespace

model::result<std::unique_ptr<directory_lock>> directory_lock::take(const std::string& directory) {
  const auto path = directory + "/snug.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return failed_with(model::error_code::unavailable, "can't open " + path + ": " + std::strerror(errno));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const auto why = errno == EWOULDBLOCK ? "the data directory " + directory + " is in use by " + holder(fd)
                                          : "can't lock " + path + ": " + std::strerror(errno);
    ::close(fd);
    return failed_with(model::error_code::conflict, why);
  }
  const auto pid = std::to_string(getpid()) + "\n";
  // The number is only for the message above: a disk too full to take it is no reason not to start.
  if (ftruncate(fd, 0) == 0) (void)!pwrite(fd, pid.data(), pid.size(), 0);
  return std::unique_ptr<directory_lock>(new directory_lock(fd));
}

directory_lock::~directory_lock() { ::close(fd_); }

} // namespace snug::store
