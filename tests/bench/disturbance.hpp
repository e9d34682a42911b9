#pragma once

namespace snug::bench {

/// How much of the machine other programs used since this was made: what they take, the numbers lack.
class disturbance {
public:
  disturbance();

  /// Share of all cores, 0 to 1. Counts as ours: this process and the children it has waited for.
  [[nodiscard]] double share() const;

private:
  double busy_;
  double total_;
  double ours_;
};

} // namespace snug::bench
