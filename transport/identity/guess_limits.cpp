#include "transport/identity/guess_limits.hpp"
#include <algorithm>
#include <cmath>

namespace snug::transport {

namespace {

std::string name_of(std::uint64_t address) { return "@" + std::to_string(address); }
std::string name_of(const std::string& account) { return "u" + account; }

} // namespace

double guess_limits::left_of(const bucket& b, std::int64_t now) const noexcept {
  return std::max(0.0, b.used - static_cast<double>(now - b.at) / with_.refill_ms);
}

guess_limits::bucket& guess_limits::refilled(const std::string& name, std::int64_t now) {
  auto& b = buckets_[name];
  b.used = left_of(b, now);
  b.at = now;
  return b;
}

void guess_limits::make_room(std::int64_t now) {
  if (buckets_.size() < most) return;
  std::erase_if(buckets_, [&](const auto& each) { return left_of(each.second, now) < 1; });
  if (buckets_.size() >= most) buckets_.clear(); // memory is bounded, whatever somebody has in mind
}

std::uint32_t guess_limits::take(const std::string& account, std::uint64_t address, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  make_room(now);
  double over = refilled(name_of(account), now).used + 1 - with_.per_account;
  if (address != 0) over = std::max(over, refilled(name_of(address), now).used + 1 - with_.per_address);
  if (over > 1e-6) return static_cast<std::uint32_t>(std::ceil(over * with_.refill_ms));
  ++buckets_[name_of(account)].used;
  if (address != 0) ++buckets_[name_of(address)].used;
  return 0;
}

void guess_limits::give_back(const std::string& account, std::uint64_t address, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  refilled(name_of(account), now).used = 0;
  if (address != 0) {
    auto& b = refilled(name_of(address), now);
    b.used = std::max(0.0, b.used - 1);
  }
}

} // namespace snug::transport
