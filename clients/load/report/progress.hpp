#pragma once
#include "clients/load/measure/timeline.hpp"
#include <cstdint>
#include <cstdio>
#include <string>

namespace snug::load {

/// Says how a run is getting on, while it does: a bar with a live line on a terminal, else a plain line a
/// second. Writes to standard error only.
class progress {
public:
  enum class manner : std::uint8_t { silent, lines, bar };
  /// What fits this process's standard error.
  [[nodiscard]] static manner fitting(bool quiet);

  explicit progress(manner how)
    : how_(how) {}
  ~progress() { end(); }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// A new part of the run.
  void phase(std::string name);
  /// How far it is, 0 to 1, and what there is to say; shown where it is time to. `now`: the steady clock, ns.
  void show(std::uint64_t now, double share, const std::string& line);
  /// Leaves the cursor at the beginning of a line.
  void end();

  /// One step of the measurement in words.
  [[nodiscard]] static std::string words(const timeline::point& p, std::uint64_t faults);

private:
  manner how_;
  std::string phase_;
  std::uint64_t next_at_ = 0;
  bool line_open_ = false;
};

} // namespace snug::load
