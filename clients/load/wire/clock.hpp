#pragma once
#include <cstdint>
#include <ctime>

namespace snug::load {

/// The steady clock in ns. Any thread.
[[nodiscard]] inline std::uint64_t now_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

/// CPU time of the calling thread in ns, system time included.
[[nodiscard]] inline std::uint64_t own_cpu_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace snug::load
