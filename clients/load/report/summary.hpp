#pragma once
#include "clients/load/measure/server_meter.hpp"
#include "clients/load/measure/tally.hpp"
#include "clients/load/measure/timeline.hpp"
#include "clients/load/settings.hpp"
#include "clients/load/verify/fault_log.hpp"
#include <string>
#include <vector>

namespace snug::load {

/// How a run went: what every report is made of.
struct summary {
  settings wanted;
  std::string failure; ///< why the run could not be made; empty: it was

  tally numbers;          ///< counts of the whole run, latencies of the measurement
  tally::counts measured; ///< counts of the measurement alone
  fault_log faults;
  timeline over_time;

  std::uint32_t came_in = 0;
  std::uint64_t pings = 0;      ///< answered during the measurement
  double seconds = 0;           ///< of the measurement
  double coming_in_seconds = 0; ///< from the first connect to the last join
  double generator_cores = 0;   ///< CPU s per s, in the measurement
  std::uint64_t unsettled = 0;  ///< clients that hadn't everything when patience ended

  bool server_measured = false;
  double server_cpu_s = 0;            ///< in the measurement
  double server_connecting_cpu_s = 0; ///< from the first connect to the end of the quiet behind the last join
  double server_written_bytes = 0;    ///< in the measurement, to files
  server_meter::memory server_memory;

  [[nodiscard]] bool ran() const noexcept { return failure.empty(); }
  [[nodiscard]] bool sound() const noexcept { return ran() && faults.total() == 0; }
  /// What the process ends with: 0 all is well, 1 faults, 2 the run could not be made.
  [[nodiscard]] int exit_code() const noexcept { return !ran() ? 2 : sound() ? 0 : 1; }

  /// Server CPU in us per message delivered; 0 where there is none.
  [[nodiscard]] double cpu_us_per_delivery() const noexcept;
  /// Server CPU in us for a connection's connecting, hello and join, and what follows from it.
  [[nodiscard]] double cpu_us_per_connection() const noexcept;
  /// Server memory in KiB for each connection.
  [[nodiscard]] double kib_per_connection() const noexcept;
  /// Of the messages due in the measurement, the share that was sent late.
  [[nodiscard]] double late_share() const noexcept;
  /// What makes the numbers say more about the generator than about the server; empty where nothing does.
  [[nodiscard]] std::vector<std::string> caveats() const;
};

} // namespace snug::load
