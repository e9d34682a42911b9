#include "clients/load/report/progress.hpp"
#include "clients/load/report/quantities.hpp"
#include <algorithm>
#include <unistd.h>

namespace snug::load {

namespace {
constexpr std::uint64_t between_bars_ns = 100'000'000;
constexpr std::uint64_t between_lines_ns = 1'000'000'000;
constexpr std::size_t bar_width = 24;
} // namespace

progress::manner progress::fitting(bool quiet) {
  if (quiet) return manner::silent;
  return isatty(STDERR_FILENO) ? manner::bar : manner::lines;
}

void progress::phase(std::string name) {
  phase_ = std::move(name);
  next_at_ = 0;
}

void progress::print(std::uint64_t now, double share, const std::string& line) {
  next_at_ = now + (how_ == manner::bar ? between_bars_ns : between_lines_ns);
  share = std::clamp(share, 0.0, 1.0);
  if (how_ == manner::lines) {
    std::fprintf(stderr, "%s %3.0f %%  %s\n", phase_.c_str(), share * 100, line.c_str());
    return;
  }
  const auto done = static_cast<std::size_t>(share * static_cast<double>(bar_width));
  const auto bar = std::string(done, '#') + std::string(bar_width - done, '.');
  // Back to the line's start, and what the last one left behind it goes.
  std::fprintf(stderr, "\r%-10s [%s] %3.0f %%  %s\x1b[K", phase_.c_str(), bar.c_str(), share * 100,
               line.c_str());
  line_open_ = true;
}

void progress::end() {
  if (line_open_) std::fputc('\n', stderr);
  line_open_ = false;
}

std::string progress::words(const timeline::point& p, std::uint64_t faults) {
  std::string out =
      "sent " + count_text(p.sent_per_second) + "/s  delivered " + count_text(p.delivered_per_second) + "/s";
  if (p.acknowledged_per_second > 0) out += "  acknowledged " + count_text(p.acknowledged_per_second) + "/s";
  if (p.max_ms > 0) out += "  p50 " + ms_text(p.p50_ms) + "  p99 " + ms_text(p.p99_ms) + " ms";
  return out + "  faults " + std::to_string(faults);
}

} // namespace snug::load
