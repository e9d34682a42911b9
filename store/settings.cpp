#include "store/settings.hpp"
#include <algorithm>

namespace snug::store {

settings settings_of(const config::options& options) {
  settings s;
  s.directory = options.store.directory;
  s.map_bytes = options.store.map_bytes;
  // A 32-bit process has no room for more beside its heap and libraries.
  if constexpr (sizeof(void*) == 4) s.map_bytes = std::min<std::uint64_t>(s.map_bytes, 1ull << 30);
  s.reserve_bytes = options.store.reserve_bytes;
  s.readers = std::max(1u, options.store.readers);
  s.max_group = std::max<std::size_t>(1, options.store.max_group);
  return s;
}

} // namespace snug::store
