#include "actors/facets/guess_guard.hpp"
#include "actors/facets/digest.hpp"
#include <algorithm>

namespace snug::facets {

namespace {

std::size_t place(std::string_view name, std::size_t buckets) { return fnv1a(name) % buckets; }

/// How long until a bucket that is empty at `empty_at` takes one more.
std::int64_t wait_for(std::int64_t empty_at, std::int64_t now, std::uint32_t most, std::int64_t each_ms) {
  return std::max<std::int64_t>(0, empty_at - now - (std::int64_t{most} - 1) * each_ms);
}

} // namespace

std::uint32_t guess_guard::wait(std::string_view user, std::string_view room, std::int64_t now) const {
  const auto one = wait_for(users_[place(user, users_.size())], now, by_one, one_is_back_ms);
  const auto all = wait_for(rooms_[place(room, rooms_.size())], now, in_one, room_is_back_ms);
  return static_cast<std::uint32_t>(std::max(one, all));
}

void guess_guard::wrong(std::string_view user, std::string_view room, std::int64_t now) {
  auto& one = users_[place(user, users_.size())];
  auto& all = rooms_[place(room, rooms_.size())];
  one = std::max(one, now) + one_is_back_ms;
  all = std::max(all, now) + room_is_back_ms;
}

} // namespace snug::facets
