#include "tests/bench/disturbance.hpp"
#include <algorithm>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace snug::bench {

namespace {

struct core_seconds {
  double busy = 0, total = 0;
};

core_seconds all_cores() {
  enum { idle = 3, iowait = 4, fields = 8 };
  std::ifstream stat("/proc/stat");
  std::string word;
  stat >> word; // "cpu"
  core_seconds out;
  const auto per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  for (int i = 0; i < fields; ++i) {
    double ticks = 0;
    stat >> ticks;
    out.total += ticks / per_second;
    if (i != idle && i != iowait) out.busy += ticks / per_second;
  }
  return out;
}

double used_by(int whom) {
  rusage use{};
  getrusage(whom, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double used_by_us() { return used_by(RUSAGE_SELF) + used_by(RUSAGE_CHILDREN); }

} // namespace

disturbance::disturbance()
  : busy_(all_cores().busy)
  , total_(all_cores().total)
  , ours_(used_by_us()) {}

double disturbance::share() const {
  const auto now = all_cores();
  const auto others = now.busy - busy_ - (used_by_us() - ours_);
  return now.total > total_ ? std::max(0.0, others / (now.total - total_)) : 0;
}

} // namespace snug::bench
