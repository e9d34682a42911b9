#include "actors/places.hpp"

namespace snug::actors {

place* places::find(std::string_view name) noexcept {
  const auto found = rooms_.find(name);
  return found == rooms_.end() ? nullptr : &found->second;
}

place* places::add(const std::string& name, model::key room, std::size_t limit) {
  if (auto* known = find(name)) return known;
  if (rooms_.size() >= limit) return nullptr;
  return &rooms_.emplace(name, place{room}).first->second;
}

void places::joined(const std::string& name, model::key room) {
  rooms_[name] = place{room, true, false};
  current_ = name;
}

void places::left(std::string_view name) {
  if (const auto found = rooms_.find(name); found != rooms_.end()) rooms_.erase(found);
  if (current_ == name) current_.clear();
}

void places::clear() {
  rooms_.clear();
  current_.clear();
}

} // namespace snug::actors
