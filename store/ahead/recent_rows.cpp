#include "store/ahead/recent_rows.hpp"
#include <utility>

namespace snug::store {

void recent_rows::apply(std::uint64_t number, std::span<const model::change> changes) {
  const std::lock_guard lock(mutex_);
  for (const auto& change : changes)
    set(number, change.key, change.does == model::change::what::put ? content(change.value) : std::nullopt);
}

namespace {
std::size_t mark_of(std::string_view key, std::size_t count) noexcept {
  return std::hash<std::string_view>{}(key) % count;
}
} // namespace

bool recent_rows::may_know(std::string_view key) const noexcept { return marks_[mark_of(key, mark_count)]; }

void recent_rows::set(std::uint64_t number, const std::string& key, content is) {
  const auto [at, first_time] = rows_.try_emplace(key);
  if (first_time) marks_[mark_of(key, mark_count)] = true;
  auto& newest = at->second;
  if (!first_time && newest.number == number) {
    newest.is = std::move(is);
    return;
  }
  if (!first_time) newest.older = std::make_unique<version>(std::move(newest));
  newest.number = number;
  newest.is = std::move(is);
  fresh_.push_back(at);
}

void recent_rows::take_back() noexcept {
  const std::lock_guard lock(mutex_);
  for (const auto at : fresh_) {
    if (auto older = std::move(at->second.older))
      at->second = std::move(*older);
    else
      rows_.erase(at);
  }
  fresh_.clear();
}

const recent_rows::version* recent_rows::as_of(const version& newest, std::uint64_t number) noexcept {
  const auto* seen = &newest;
  while (seen && seen->number > number)
    seen = seen->older.get();
  return seen;
}

std::optional<recent_rows::content> recent_rows::get(std::string_view key, std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  if (!may_know(key)) return std::nullopt;
  const auto found = rows_.find(key);
  const auto* const seen = found == rows_.end() ? nullptr : as_of(found->second, number);
  if (!seen) return std::nullopt;
  return seen->is;
}

std::vector<recent_rows::row> recent_rows::read(std::string_view first, std::string_view last,
                                                model::row_source::order direction, std::uint64_t number,
                                                std::size_t most) const {
  std::vector<row> page;
  const std::lock_guard lock(mutex_);
  const auto take = [&](const rows::value_type& one) {
    if (const auto* const seen = as_of(one.second, number)) page.push_back({one.first, seen->is});
  };
  if (direction == model::row_source::order::up) {
    for (auto at = rows_.lower_bound(first); at != rows_.end() && at->first < last && page.size() < most;
         ++at)
      take(*at);
  } else {
    auto at = rows_.lower_bound(last);
    while (at != rows_.begin() && (--at)->first >= first && page.size() < most)
      take(*at);
  }
  return page;
}

void recent_rows::for_each(const visitor& visit) const {
  for (const auto& [key, newest] : rows_)
    if (!visit(key, newest.is)) return;
}

} // namespace snug::store
