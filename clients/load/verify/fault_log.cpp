#include "clients/load/verify/fault_log.hpp"
#include <numeric>

namespace snug::load {

std::uint64_t fault_log::total() const noexcept {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

} // namespace snug::load
