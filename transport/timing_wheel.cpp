#include "transport/timing_wheel.hpp"
#include <algorithm>

namespace snug::transport {

void timing_wheel::add(const deadline& d) {
  const auto exact = (d.due + tick_ms - 1) / tick_ms;
  const auto at = std::clamp(exact, tick_ + 1, tick_ + static_cast<std::int64_t>(buckets) - 1);
  bucket_of(at).push_back(d);
}

} // namespace snug::transport
