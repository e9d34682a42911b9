#pragma once
#include "clients/load/measure/tally.hpp"
#include <vector>

namespace snug::load {

/// How a run went over time, in equal steps from the start of the measurement.
class timeline {
public:
  struct point {
    double at = 0; ///< s since the measurement began; the end of the step
    double sent_per_second = 0;
    double delivered_per_second = 0;
    double acknowledged_per_second = 0;
    double p50_ms = 0, p99_ms = 0, max_ms = 0; ///< of deliveries in the step
    double server_cores = 0;                   ///< CPU s per s; 0 where nobody measures
    double generator_cores = 0;
  };

  /// CPU time so far, ns.
  struct cpu {
    std::uint64_t server = 0;
    std::uint64_t generator = 0;
  };

  void begin(std::uint64_t now, const tally& so_far, cpu used);
  /// Ends a step; empties `so_far.interval`.
  const point& step(std::uint64_t now, tally& so_far, cpu used);
  [[nodiscard]] const std::vector<point>& points() const noexcept { return points_; }

private:
  std::uint64_t begin_ = 0;
  std::uint64_t last_ = 0;
  tally::counts counts_;
  cpu cpu_;
  std::vector<point> points_;
};

} // namespace snug::load
