#pragma once
#include "clients/load/report/summary.hpp"
#include <string>

namespace snug::load {

/// The summary as lines for people.
[[nodiscard]] std::string report_table(const summary& run);

} // namespace snug::load
