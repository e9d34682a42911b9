#pragma once
#include "clients/load/protocol/token_mint.hpp"
#include "tests/bench/pinned_server.hpp"
#include "tests/bench/report.hpp"
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace snug::bench {

/// The "first numbers": what one server costs at rest, idle with many clients, fanning out, and writing. Each
/// measure starts the servers anew, one after the other, so that what disturbs the machine disturbs all of
/// them.
class campaign {
public:
  struct settings {
    std::string server;                    ///< path of `snug`; "": only the floor is measured
    std::string floor;                     ///< path of `snug-floor`; "": not compared
    std::string slow_sync;                 ///< path of the preload library; "": no disk stands still
    std::string folder = "/var/tmp";       ///< where data directories are made: on a real disk
    std::size_t idle_connections = 10'000; ///< in 100 rooms
    double idle_seconds = 25; ///< one heartbeat interval of snug's: a round of them is always in it
    std::size_t receivers = 1'000;
    double fan_out_seconds = 2; ///< per window
    double durable_seconds = 4; ///< per number of writers
    unsigned idle_repeats = 1;
    unsigned repeats = 5;
  };

  explicit campaign(settings what);

  /// Each adds a row's values; false where a server failed, lost, doubled or swapped something (`complaint`).
  [[nodiscard]] bool at_rest();
  [[nodiscard]] bool idle();
  [[nodiscard]] bool fanning_out();
  [[nodiscard]] bool storming();
  [[nodiscard]] bool stalling();
  [[nodiscard]] bool writing();

  [[nodiscard]] const report& results() const noexcept { return report_; }
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

private:
  /// One of the servers under comparison.
  struct subject {
    std::string name; ///< its column
    pinned_server::command_line words;
  };

  using measure = std::function<bool(const subject&, pinned_server&)>;

  [[nodiscard]] subject snug(std::string more_configuration = {}) const;
  [[nodiscard]] subject floor(std::string name, bool gather) const;
  /// Starts, measures and stops each of `who`, `repeats` times over.
  [[nodiscard]] bool each(const std::vector<subject>& who, unsigned repeats, const measure& what);
  [[nodiscard]] bool once(const subject& who, const measure& what);
  [[nodiscard]] bool idle_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool quiet_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool fan_out_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool storm_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool stall_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool writing_of(const subject& who, pinned_server& server);
  [[nodiscard]] bool complain(const subject& who, const std::string& what);

  settings settings_;
  load::token_mint mint_;
  std::vector<std::string> rooms_;
  std::vector<subject> snugs_; ///< snug, where it is measured
  std::vector<subject> all_;   ///< the same, then the floors
  report report_;
  std::string complaint_;
};

} // namespace snug::bench
