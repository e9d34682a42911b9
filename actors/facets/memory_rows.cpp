#include "actors/facets/memory_rows.hpp"
#include <iterator>
#include <utility>

namespace snug::facets {

std::optional<std::string> memory_rows::get(std::string_view key) const {
  const auto found = rows_.find(key);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

bool memory_rows::scan(std::string_view first, std::string_view last, order direction,
                       const visitor& visit) const {
  if (first >= last) return true;
  const auto begin = rows_.lower_bound(first);
  const auto end = rows_.lower_bound(last);
  if (direction == order::up) {
    for (auto i = begin; i != end; ++i)
      if (!visit(i->first, i->second)) break;
  } else {
    for (auto i = end; i != begin;) {
      --i;
      if (!visit(i->first, i->second)) break;
    }
  }
  return true;
}

void memory_rows::put(std::string key, std::string value) {
  rows_.insert_or_assign(std::move(key), std::move(value));
}

void memory_rows::erase(std::string key) { rows_.erase(key); }

void memory_rows::erase_range(std::string first, std::string last) {
  if (first < last) rows_.erase(rows_.lower_bound(first), rows_.lower_bound(last));
}

void memory_rows::apply(const std::vector<model::change>& changes) {
  using what = model::change::what;
  for (const auto& change : changes) {
    switch (change.does) {
    case what::put:
      put(change.key, change.value);
      break;
    case what::erase:
      erase(change.key);
      break;
    case what::erase_range:
      erase_range(change.key, change.value);
      break;
    }
  }
}

} // namespace snug::facets
