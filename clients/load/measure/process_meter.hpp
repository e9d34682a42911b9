#pragma once
#include <cstdint>
#include <string>
#include <sys/types.h>

namespace snug::load {

/// What the kernel says of another process. All from /proc; 0 where the process is gone.
class process_meter {
public:
  explicit process_meter(pid_t pid) noexcept
    : pid_(pid) {}

  /// CPU time of all its threads (system time included), in ns. Threads that have ended aren't counted.
  [[nodiscard]] std::uint64_t cpu_ns() const;
  /// VmRSS, in KiB.
  [[nodiscard]] std::uint64_t resident_kib() const { return status_kib("VmRSS:"); }
  /// RssAnon, in KiB.
  [[nodiscard]] std::uint64_t anonymous_kib() const { return status_kib("RssAnon:"); }
  /// Bytes it handed to write calls (`wchar`): files; what goes to sockets by send(2) isn't counted. Not
  /// `write_bytes`: that counts whole folios of the page cache, several times what the disk is given.
  [[nodiscard]] std::uint64_t written_bytes() const;

private:
  [[nodiscard]] std::uint64_t status_kib(const std::string& key) const;
  [[nodiscard]] std::string folder() const { return "/proc/" + std::to_string(pid_); }

  pid_t pid_;
};

} // namespace snug::load
