#include "transport/server/memory_of_process.hpp"
#include <fstream>
#include <unistd.h>

namespace snug::server {

memory_of_process memory_of_process::now() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0, resident = 0, shared = 0;
  if (!(statm >> size >> resident >> shared)) return {};
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return {resident * page, shared * page};
}

} // namespace snug::server
