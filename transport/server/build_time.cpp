#include "transport/server/build_time.hpp"
#include <chrono>
#include <string_view>

namespace snug::server {

namespace {

constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

constexpr unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits)
    if (c != ' ') value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

} // namespace

std::int64_t build_time_ms() {
  using namespace std::chrono;
  constexpr std::string_view date = __DATE__; // "Nov 20 2026"
  constexpr auto month_number = static_cast<unsigned>(months.find(date.substr(0, 3)) / 3 + 1);
  const sys_days day = year{static_cast<int>(number(date.substr(7)))} / month{month_number} /
                       std::chrono::day{number(date.substr(4, 2))};
  return duration_cast<milliseconds>(day.time_since_epoch()).count();
}

} // namespace snug::server
