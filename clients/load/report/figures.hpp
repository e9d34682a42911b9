#pragma once
#include "clients/load/measure/histogram.hpp"
#include "clients/load/report/summary.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace snug::load {

/// One number of a summary with its name and unit: the same in every report.
struct figure {
  std::string_view key;  ///< in JSON
  std::string_view name; ///< for people
  double value = 0;
  int digits = 0;
};

/// What is worth saying of this run; what it doesn't have is left out.
[[nodiscard]] std::vector<figure> figures(const summary& run);

/// A latency of a summary.
struct latency {
  std::string_view key;
  std::string_view name;
  const histogram* times;
};

/// Those of which there is any.
[[nodiscard]] std::vector<latency> latencies(const summary& run);

/// What the run was, in a line.
[[nodiscard]] std::string headline(const summary& run);
/// How it ended, in a line.
[[nodiscard]] std::string verdict(const summary& run);

} // namespace snug::load
