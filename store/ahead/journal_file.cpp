#include "store/ahead/journal_file.hpp"
#include "store/ports/engine.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace snug::store {

namespace {
constexpr std::uint64_t growth_step = 256u << 10;
constexpr std::size_t zeros_at_once = 16u << 10;
constexpr char zeros[zeros_at_once] = {};
} // namespace

std::string journal_path(const std::string& directory, unsigned which) {
  return directory + "/journal-" + std::to_string(which);
}

model::result<std::unique_ptr<journal_file>> journal_file::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat now {};
  if (fd < 0 || fstat(fd, &now) != 0) {
    const auto why = std::string(std::strerror(errno));
    if (fd >= 0) ::close(fd);
    return failed_with(model::error_code::unavailable, "can't open " + path + ": " + why);
  }
  return std::unique_ptr<journal_file>(new journal_file(fd, static_cast<std::uint64_t>(now.st_size)));
}

journal_file::~journal_file() { ::close(fd_); }

int journal_file::append(std::string_view entry) noexcept {
  const auto end = at_ + entry.size();
  int rc = end > length_ ? grow_to(end) : 0;
  if (!rc) rc = write(entry, at_);
  if (!rc && fdatasync(fd_) != 0) rc = errno;
  if (rc) {
    // Nobody is told of it: it must not be found whole later.
    (void)!pwrite(fd_, zeros, 8, static_cast<off_t>(at_));
    return rc;
  }
  at_ = end;
  return 0;
}

void journal_file::start_over(std::uint64_t keep_bytes) noexcept {
  at_ = 0;
  if (length_ > keep_bytes && ftruncate(fd_, static_cast<off_t>(keep_bytes)) == 0) length_ = keep_bytes;
}

int journal_file::write(std::string_view bytes, std::uint64_t at) noexcept {
  while (!bytes.empty()) {
    const auto n = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : ENOSPC;
    at += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

int journal_file::grow_to(std::uint64_t length) noexcept {
  const auto wanted = (length + growth_step - 1) / growth_step * growth_step;
  while (length_ < wanted) {
    const auto size = std::min<std::uint64_t>(zeros_at_once, wanted - length_);
    if (const int rc = write({zeros, static_cast<std::size_t>(size)}, length_)) return rc;
    length_ += size;
  }
  return 0;
}

} // namespace snug::store
