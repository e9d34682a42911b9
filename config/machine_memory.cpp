#include "config/machine_memory.hpp"
#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace snug::config {

std::uint64_t machine_memory() {
  const auto pages = sysconf(_SC_PHYS_PAGES);
  const auto page = sysconf(_SC_PAGE_SIZE);
  const auto installed =
      pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : 0;
  // Says "max" where there is no limit, which reads as no number.
  std::ifstream group{"/sys/fs/cgroup/memory.max"};
  std::uint64_t allowed = 0;
  if (!(group >> allowed) || allowed == 0) return installed;
  return installed == 0 ? allowed : std::min(installed, allowed);
}

} // namespace snug::config
