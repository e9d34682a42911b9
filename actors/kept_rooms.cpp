#include "actors/kept_rooms.hpp"
#include <algorithm>
#include <utility>

namespace snug::actors {

void kept_rooms::recall(std::vector<facets::kept_room> rooms, std::vector<std::uint64_t> stands) {
  rooms_ = std::move(rooms);
  stands_ = std::move(stands);
}

void kept_rooms::begin(entry next, bool way_back) {
  forget(next.name);
  rooms_.push_back({next.name, way_back ? next.stands.epoch : 0, next.stands.offset, 0});
  entering_ = std::move(next);
}

void kept_rooms::go_on(std::string_view name) {
  for (std::size_t i = 0; i < rooms_.size() && i < stands_.size(); ++i)
    if (rooms_[i].name == name)
      entering_ = entry{rooms_[i].name, {rooms_[i].epoch, stands_[i]}, std::nullopt};
}

const kept_rooms::entry* kept_rooms::entering(std::string_view name) const noexcept {
  return entering_ && entering_->name == name ? &*entering_ : nullptr;
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

} // namespace snug::actors
