#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

namespace snug::server {

/// Feeds the service manager's watchdog from the event loops: once every one of them has turned again, and
/// not more often than it takes. A loop that hangs, and with it everybody on it, lets the watchdog starve; no
/// thread of its own could feed it by mistake. Any loop's thread.
class watchdog {
public:
  /// `loops`: 1 to 64. `period`: within which it wants to be fed. `feed` must not block.
  watchdog(unsigned loops, std::chrono::microseconds period, std::function<void()> feed);

  /// The loop `number` turns.
  void turned(unsigned number);

private:
  using clock = std::chrono::steady_clock;

  const std::uint64_t all_;
  const clock::duration pause_; ///< between two feedings
  const std::function<void()> feed_;
  std::atomic<std::uint64_t> turned_{0}; ///< bit i: loop i has, since all of them had
  std::atomic<clock::rep> fed_{0};
};

} // namespace snug::server
