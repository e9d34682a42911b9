#pragma once
#include "clients/load/report/summary.hpp"
#include <string>

namespace snug::load {

/// The summary as one HTML page that needs nothing else, no network and no script: figures, latency curve,
/// throughput and latency over time, faults.
[[nodiscard]] std::string report_html(const summary& run);

} // namespace snug::load
