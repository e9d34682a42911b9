#pragma once
#include <cstdint>

namespace snug::server {

/// When this program was built, ms since 1970 (midnight of that day, UTC): a wall clock before it is wrong.
[[nodiscard]] std::int64_t build_time_ms();

} // namespace snug::server
