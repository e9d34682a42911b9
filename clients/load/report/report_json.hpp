#pragma once
#include "clients/load/report/summary.hpp"
#include <string>

namespace snug::load {

/// The summary as one JSON object: `scenario`, `figures`, `latency_ms`, `faults`, `over_time`, `verdict`,
/// `exit_code`. Keys stay what they are; more may come.
[[nodiscard]] std::string report_json(const summary& run);

} // namespace snug::load
