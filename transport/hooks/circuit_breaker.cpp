#include "transport/hooks/circuit_breaker.hpp"
#include <algorithm>

namespace snug::transport::hooks {

bool circuit_breaker::allow(std::int64_t now) noexcept {
  if (wait(now) > 0) return false;
  if (open()) probing_ = true;
  return true;
}

void circuit_breaker::succeeded() noexcept {
  failures_ = 0;
  probing_ = false;
}

void circuit_breaker::failed(std::int64_t now, std::uint64_t random) noexcept {
  probing_ = false;
  failures_ = std::min(failures_ + 1, by_.failures + 32);
  if (open()) until_ = std::max(until_, now + by_.rest.after(failures_ - by_.failures + 1, random));
}

std::uint32_t circuit_breaker::wait(std::int64_t now) const noexcept {
  if (!open()) return 0;
  if (now < until_) return static_cast<std::uint32_t>(until_ - now);
  return probing_ ? 100 : 0; // the one that went decides
}

} // namespace snug::transport::hooks
