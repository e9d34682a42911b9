#include "actors/facets/draft.hpp"
#include <algorithm>

namespace snug::facets {

std::optional<std::string> draft::get(std::string_view key) const {
  catch_up();
  const auto found = overlay_.find(key);
  if (found != overlay_.end()) return found->second;
  return erased(key) ? std::nullopt : below_.get(key);
}

bool draft::erased(std::string_view key) const noexcept {
  return std::any_of(erased_.begin(), erased_.end(),
                     [&](const auto& range) { return range.first <= key && key < range.second; });
}

bool draft::scan(std::string_view first, std::string_view last, order direction, const visitor& visit) const {
  if (first >= last) return true;
  catch_up();
  std::vector<overlay::const_pointer> changed; // in the direction of the scan
  for (auto i = overlay_.lower_bound(first); i != overlay_.end() && i->first < last; ++i)
    changed.push_back(&*i);
  if (direction == order::down) std::reverse(changed.begin(), changed.end());

  auto next = changed.begin();
  bool wanted = true;
  const auto tell_changed = [&] {
    const auto& [key, value] = **next++;
    if (value) wanted = visit(key, *value);
  };
  const auto comes_before = [&](std::string_view a, std::string_view b) {
    return direction == order::up ? a < b : b < a;
  };
  const bool in_time = below_.scan(first, last, direction, [&](std::string_view key, std::string_view value) {
    while (wanted && next != changed.end() && comes_before((*next)->first, key))
      tell_changed();
    if (!wanted) return false;
    if (next != changed.end() && (*next)->first == key)
      tell_changed();
    else if (!erased(key))
      wanted = visit(key, value);
    return wanted;
  });
  while (in_time && wanted && next != changed.end())
    tell_changed();
  return in_time;
}

void draft::put(std::string key, std::string value) {
  changes_.push_back({model::change::what::put, std::move(key), std::move(value)});
}

void draft::erase(std::string key) { changes_.push_back({model::change::what::erase, std::move(key), {}}); }

void draft::erase_range(std::string first, std::string last) {
  if (first >= last) return;
  changes_.push_back({model::change::what::erase_range, std::move(first), std::move(last)});
}

void draft::catch_up() const {
  using what = model::change::what;
  for (; seen_ < changes_.size(); ++seen_) {
    const auto& c = changes_[seen_];
    if (c.does == what::put) {
      overlay_.insert_or_assign(c.key, c.value);
    } else if (c.does == what::erase) {
      overlay_.insert_or_assign(c.key, std::nullopt);
    } else {
      overlay_.erase(overlay_.lower_bound(c.key), overlay_.lower_bound(c.value));
      erased_.emplace_back(c.key, c.value);
    }
  }
}

std::vector<model::change> draft::take() noexcept { return std::exchange(changes_, {}); }

} // namespace snug::facets
