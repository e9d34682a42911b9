#include "actors/facets/colours.hpp"

namespace snug::facets {

namespace {

/// FNV-1a: the same on every machine, so that somebody tends to have the same colour in every room.
std::size_t preferred(std::string_view user) noexcept {
  std::uint32_t hash = 2'166'136'261u;
  for (const char c : user)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619u;
  return hash % colours::palette.size();
}

} // namespace

std::uint8_t colours::take(std::string_view user) {
  const auto number = choose(user);
  if (holders_[number].here++ == 0) holders_[number].user = user;
  return static_cast<std::uint8_t>(number);
}

/// The one they had; else the one they would like, where nobody had it; else any nobody had; else the one
/// whose holder went longest ago; else they share.
std::size_t colours::choose(std::string_view user) const noexcept {
  const auto wish = preferred(user);
  for (std::size_t i = 0; i < holders_.size(); ++i)
    if (holders_[i].user == user && holders_[i].here == 0) return i;
  std::optional<std::size_t> best;
  for (std::size_t step = 0; step < holders_.size(); ++step) {
    const auto i = (wish + step) % holders_.size();
    const auto& holder = holders_[i];
    if (holder.here != 0) continue;
    if (holder.user.empty()) return i;
    if (!best || holder.went_at < holders_[*best].went_at) best = i;
  }
  return best.value_or(wish);
}

void colours::release(std::string_view user, std::uint8_t number) {
  auto& holder = holders_[number];
  if (--holder.here > 0) return;
  holder.user = user;
  holder.went_at = ++last_went_;
}

void colours::remember(std::string_view user, std::uint8_t number, std::int64_t at) {
  if (number >= palette.size()) return;
  auto& holder = holders_[number];
  if (holder.here != 0 || (!holder.user.empty() && holder.went_at >= at)) return;
  holder = {std::string(user), 0, at};
}

} // namespace snug::facets
