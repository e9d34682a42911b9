#include "store/memory/layered_snapshot.hpp"
#include <utility>
#include <vector>

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

/// Tables of a partition that have rows about rooms of both sorts.
bool is_in_both(std::string_view key) {
  if (key.size() <= owner_bytes || owner_of(key).valid()) return false;
  const auto table = static_cast<model::table>(key[owner_bytes]);
  return table == model::table::rooms_of || table == model::table::listed;
}

} // namespace

bool layered_snapshot::scan_both(std::string_view first, std::string_view last, const visitor& visit) const {
  std::vector<std::pair<std::string, std::string>> in_memory;
  memory_.scan(first, last, order::up, [&](std::string_view key, std::string_view value) {
    in_memory.emplace_back(key, value);
    return true;
  });
  auto next = in_memory.begin();
  bool wanted = true;
  const bool in_time = disk_.scan(first, last, order::up, [&](std::string_view key, std::string_view value) {
    for (; wanted && next != in_memory.end() && next->first < key; ++next)
      wanted = visit(next->first, next->second);
    if (wanted) wanted = visit(key, value);
    return wanted;
  });
  for (; in_time && wanted && next != in_memory.end(); ++next)
    wanted = visit(next->first, next->second);
  return in_time;
}

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
  if (is_in_both(first) && direction == order::up) return scan_both(first, last, visit);
  return layer_of(first).scan(first, last, direction, visit);
}

} // namespace snug::store
