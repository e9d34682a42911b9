#include "actors/model/key.hpp"

namespace snug::model {

unsigned partition_of(std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ull;
  }
  return static_cast<unsigned>(hash % partition_count);
}

} // namespace snug::model
