#pragma once
#include "transport/hooks/circuit_breaker.hpp"
#include <cstdint>
#include <mutex>

namespace snug::transport::hooks {

/// Lets requests of people who wait through to a back end: so many at once, and none while it doesn't answer.
/// Any thread.
class gate {
public:
  explicit gate(std::uint32_t most)
    : most_(most) {}

  /// How many may go at once from now on.
  void set_most(std::uint32_t most) {
    const std::lock_guard lock(mutex_);
    most_ = most;
  }
  /// 0: it may go, and is reported by `came_back`; else in how many ms to come again.
  [[nodiscard]] std::uint32_t enter(std::int64_t now) {
    const std::lock_guard lock(mutex_);
    if (under_way_ >= most_) return 1'000;
    if (!breaker_.allow(now)) return breaker_.wait(now);
    ++under_way_;
    return 0;
  }
  /// `well`: it answered, whatever.
  void came_back(bool well, std::int64_t now, std::uint64_t random) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    if (well)
      breaker_.succeeded();
    else
      breaker_.failed(now, random);
  }

private:
  std::mutex mutex_;
  std::uint32_t most_; ///< guarded by mutex_, as all below
  std::uint32_t under_way_ = 0;
  circuit_breaker breaker_;
};

} // namespace snug::transport::hooks
