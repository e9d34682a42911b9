#include "transport/hooks/backoff.hpp"
#include <algorithm>

namespace snug::transport::hooks {

std::uint32_t backoff::after(std::uint32_t failures, std::uint64_t random) const noexcept {
  std::uint64_t wait = std::min(first_ms, last_ms);
  for (std::uint32_t i = 1; i < failures && wait < last_ms; ++i)
    wait *= 2;
  wait = std::min<std::uint64_t>(wait, last_ms);
  return static_cast<std::uint32_t>(wait - random % (wait / 2 + 1));
}

} // namespace snug::transport::hooks
