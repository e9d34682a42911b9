#pragma once
#include "clients/load/measure/process_meter.hpp"
#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace snug::load {

/// What a run costs the server's process, seen from outside. Without a process id it measures nothing.
class server_meter {
public:
  struct reading {
    std::uint64_t cpu_ns = 0;
    std::uint64_t written_bytes = 0;
  };
  /// Anonymous memory in KiB.
  struct memory {
    std::uint64_t before = 0;
    std::uint64_t connected = 0;
    std::uint64_t peak = 0;
  };

  explicit server_meter(std::optional<pid_t> pid);

  [[nodiscard]] bool measures() const noexcept { return process_.has_value(); }
  /// False where there is no such process, or one that may not be looked at.
  [[nodiscard]] bool can_read() const;

  void before_connecting();
  void after_connecting();
  /// Looks at the memory for the peak. Cheap; a few times a second is enough.
  void sample();
  [[nodiscard]] reading read() const;
  [[nodiscard]] const memory& anonymous() const noexcept { return memory_; }

private:
  std::uint64_t look_at_memory();

  std::optional<process_meter> process_;
  memory memory_;
};

} // namespace snug::load
