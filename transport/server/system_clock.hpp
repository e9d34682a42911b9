#pragma once
#include "store/ports/clock.hpp"

namespace snug::server {

/// The machine's clocks. Steady time goes on while the machine sleeps (CLOCK_BOOTTIME), so that heartbeats
/// and grace times are over when it wakes.
class system_clock final : public store::clock {
public:
  [[nodiscard]] std::int64_t wall_ms() const noexcept override;
  [[nodiscard]] std::int64_t steady_ms() const noexcept override;
};

} // namespace snug::server
