#pragma once
#include "clients/load/measure/timeline.hpp"
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

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
  /// How far it is, 0 to 1. `words()` says what there is to say; it is asked only where it is time to show
  /// something: turns of the loop are many. `now`: the steady clock, ns.
  template <std::invocable Words> void show(std::uint64_t now, double share, Words&& words) {
    if (how_ != manner::silent && now >= next_at_) print(now, share, std::forward<Words>(words)());
  }
  /// Leaves the cursor at the beginning of a line.
  void end();

  /// One step of the measurement in words.
  [[nodiscard]] static std::string words(const timeline::point& p, std::uint64_t faults);

private:
  void print(std::uint64_t now, double share, const std::string& line);

  manner how_;
  std::string phase_;
  std::uint64_t next_at_ = 0;
  bool line_open_ = false;
};

} // namespace snug::load
