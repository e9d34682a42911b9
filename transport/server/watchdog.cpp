#include "transport/server/watchdog.hpp"
#include <utility>

namespace snug::server {

watchdog::watchdog(unsigned loops, std::chrono::microseconds period, std::function<void()> feed)
  : all_(loops >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << loops) - 1)
  , pause_(period / 4) // half of it is what sd_watchdog_enabled(3) asks for; a busy loop is late
  , feed_(std::move(feed)) {}

void watchdog::turned(unsigned number) {
  const auto mine = std::uint64_t{1} << number;
  auto all = turned_.fetch_or(mine) | mine;
  if (all != all_ || !turned_.compare_exchange_strong(all, 0)) return;
  const auto now = clock::now().time_since_epoch();
  if (now.count() - fed_.load() < pause_.count()) return;
  fed_.store(now.count());
  feed_();
}

} // namespace snug::server
