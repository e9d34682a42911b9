#include "config/complaint.hpp"
#include <ostream>

namespace snug::config {

void print_complaints(std::ostream& out, const std::vector<complaint>& complaints) {
  for (const auto& each : complaints) {
    out << each.where << ": ";
    if (!each.field.empty()) out << each.field << ": ";
    out << each.message << '\n';
  }
}

} // namespace snug::config
