#include "actors/kept_rooms.hpp"
#include <algorithm>
#include <utility>

namespace snug::actors {

bool kept_rooms::begin(entry next) {
  entering_ = std::move(next);
  const auto& where = entering_->where;
  const auto known =
      std::find_if(rooms_.begin(), rooms_.end(), [&](const auto& r) { return r.name == where.name; });
  if (known == rooms_.end())
    rooms_.push_back(where);
  else if (*known == where)
    return false;
  else
    *known = where;
  return true;
}

const kept_rooms::entry* kept_rooms::entering(std::string_view name) const noexcept {
  return entering_ && entering_->where.name == name ? &*entering_ : nullptr;
}

bool kept_rooms::forget(std::string_view name) {
  return std::erase_if(rooms_, [&](const auto& r) { return r.name == name; }) != 0;
}

/// A room without a name, which nothing leads back to: without any, there would be nothing to miss.
void kept_rooms::end() { rooms_.assign(1, {}); }

void kept_rooms::cut_off() noexcept {
  for (auto& r : rooms_)
    r.epoch = 0;
}

const facets::kept_room* kept_rooms::find(std::string_view name) const noexcept {
  const auto found =
      std::find_if(rooms_.begin(), rooms_.end(), [&](const auto& r) { return r.name == name; });
  return found == rooms_.end() ? nullptr : &*found;
}

} // namespace snug::actors
