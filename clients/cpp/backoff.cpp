#include "clients/cpp/backoff.hpp"
#include <algorithm>

namespace snug::client {

std::uint64_t backoff::next(std::uint64_t random, std::uint32_t hint_ms) noexcept {
  // 2^20 times the first wait is beyond any sensible longest one; stopping there keeps the shift in range.
  const auto doublings = std::min(++attempts_, 20u);
  const auto ceiling = std::max<std::uint64_t>(
      options_.first_ms,
      std::min<std::uint64_t>(options_.longest_ms, std::uint64_t{options_.first_ms} << doublings));
  const auto jitter = random % (ceiling - options_.first_ms + 1);
  return hint_ms + options_.first_ms + jitter;
}

} // namespace snug::client
