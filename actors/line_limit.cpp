#include "actors/line_limit.hpp"
#include <string>
#include <utility>

namespace snug::actors {

line_limit::line_limit(trouble_sink to, const store::clock& clock, unsigned per_second)
  : to_(std::move(to))
  , clock_(clock)
  , per_second_(per_second) {}

void line_limit::operator()(std::string_view line) {
  const auto second = clock_.steady_ms() / 1000;
  std::uint64_t missing = 0;
  {
    const std::lock_guard lock(mutex_);
    if (second != std::exchange(second_, second)) let_through_ = 0;
    if (let_through_ == per_second_) {
      ++kept_back_;
      return;
    }
    ++let_through_;
    missing = std::exchange(kept_back_, 0);
  }
  if (missing == 0) return to_(line);
  to_(std::string(line) + " (and " + std::to_string(missing) + " more like it before)");
}

} // namespace snug::actors
