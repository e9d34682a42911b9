#include "clients/load/cast.hpp"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace snug::load {

namespace {

std::size_t share_of(double share, std::uint32_t all) {
  return static_cast<std::size_t>(std::llround(share * static_cast<double>(all)));
}

/// Client numbers in an order of the seed's, those that don't talk last: churning takes them from behind.
std::vector<std::uint32_t> shuffled(const scenario& s, const std::vector<part>& parts) {
  std::vector<std::uint32_t> out(s.clients);
  std::iota(out.begin(), out.end(), 0u);
  std::shuffle(out.begin(), out.end(), std::mt19937_64(s.seed));
  std::stable_partition(out.begin(), out.end(), [&parts](std::uint32_t i) { return parts[i].talks; });
  return out;
}

} // namespace

std::vector<part> cast_of(const scenario& s) {
  std::vector<part> out(s.connections());
  for (std::uint32_t i = 0; i < s.clients; ++i)
    out[i] = {i % s.rooms, i / s.rooms < s.talkers, trouble::none};
  for (std::uint32_t i = s.clients; i < out.size(); ++i)
    out[i] = {(i - s.clients) % s.rooms, true, trouble::none};

  auto order = shuffled(s, out);
  const auto silent = std::ranges::count_if(order, [&out](std::uint32_t i) { return !out[i].talks; });
  const auto churning = std::min(share_of(s.churn, s.clients), static_cast<std::size_t>(silent));
  for (std::size_t i = 0; i < churning; ++i) {
    out[order.back()].has = trouble::churns;
    order.pop_back();
  }
  std::shuffle(order.begin(), order.end(), std::mt19937_64(s.seed + 1));
  const auto cut = std::min(share_of(s.cut, s.clients), order.size());
  const auto stalled = std::min(share_of(s.stall, s.clients), order.size() - cut);
  for (std::size_t i = 0; i < cut; ++i)
    out[order[i]].has = trouble::is_cut;
  for (std::size_t i = cut; i < cut + stalled; ++i)
    out[order[i]].has = trouble::stalls;
  return out;
}

} // namespace snug::load
