#include "store/memory/layered_snapshot.hpp"

namespace snug::store {

namespace {

constexpr std::size_t owner_bytes = 8;

model::key owner_of(std::string_view key) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < owner_bytes && i < key.size(); ++i)
    value = value << 8 | static_cast<unsigned char>(key[i]);
  return model::key{value};
}

bool is_name(std::string_view key) {
  return key.size() > owner_bytes && static_cast<model::table>(key[owner_bytes]) == model::table::name;
}

} // namespace

const snapshot& layered_snapshot::layer_of(std::string_view key) const {
  return lives_in_memory(owner_of(key)) ? memory_ : disk_;
}

std::optional<std::string> layered_snapshot::get(std::string_view key) const {
  // Names belong to no room: a memory-only room's is in memory, whatever the disk has from an earlier
  // configuration.
  if (is_name(key))
    if (auto found = memory_.get(key)) return found;
  return layer_of(key).get(key);
}

bool layered_snapshot::scan(std::string_view first, std::string_view last, order direction,
                            const visitor& visit) const {
  return layer_of(first).scan(first, last, direction, visit);
}

} // namespace snug::store
