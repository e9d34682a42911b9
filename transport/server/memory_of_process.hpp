#pragma once
#include <cstddef>

namespace snug::server {

/// Bytes of this process, as the kernel counts them (`/proc/self/statm`); zeros where it doesn't say.
struct memory_of_process {
  std::size_t resident = 0; ///< all of it
  std::size_t shared = 0;   ///< of that, pages of files
  [[nodiscard]] static memory_of_process now();
};

} // namespace snug::server
