#include "transport/server/system_clock.hpp"
#include <ctime>

namespace snug::server {

namespace {
std::int64_t read(clockid_t which) noexcept {
  timespec now{};
  clock_gettime(which, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}
} // namespace

std::int64_t system_clock::wall_ms() const noexcept { return read(CLOCK_REALTIME); }
std::int64_t system_clock::steady_ms() const noexcept { return read(CLOCK_BOOTTIME); }

} // namespace snug::server
