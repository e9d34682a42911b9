#pragma once
#include <string>

namespace snug::facets {

/// The command and event tables as one HTML page that needs nothing else: what a node serves as `/docs`.
[[nodiscard]] std::string reference_page();

} // namespace snug::facets
