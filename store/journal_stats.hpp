#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace snug::store {

/// What the journal has done, as numbers for `/status` and `/metrics`.
struct journal_figures {
  /// Upper bounds of the histogram's first buckets, µs; one more bucket takes the rest.
  static constexpr std::array<std::uint64_t, 12> bounds_us{
      100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000};

  std::uint64_t queued = 0;   ///< commands that wait
  std::uint64_t groups = 0;   ///< commits
  std::uint64_t commands = 0; ///< decided, refused ones included
  std::uint64_t records = 0;
  std::uint64_t trimmed = 0; ///< records that retention took
  std::uint64_t failed_groups = 0;
  std::uint64_t bytes_changed = 0;                         ///< keys and values put
  std::array<std::uint64_t, bounds_us.size() + 1> syncs{}; ///< commits by duration, each in one bucket
  std::uint64_t sync_us = 0;                               ///< of all commits together
  std::uint64_t longest_sync_us = 0;
  std::uint64_t last_commit = 0;
  bool read_only = false;   ///< an error of the disk: nothing is written any more
  bool growing = true;      ///< false: only what takes rows away is written
  bool clock_wrong = false; ///< the wall clock is before the build or the newest record
  std::string last_error;   ///< "" where there was none
};

/// The counters behind it. Written by the journal thread (`queued` by all), read by any thread.
class journal_stats {
public:
  void synced(std::uint64_t us) noexcept;
  void failed(const std::string& why);
  [[nodiscard]] journal_figures figures() const;

  std::atomic<std::uint64_t> queued{0}, commands{0}, records{0}, trimmed{0}, bytes_changed{0}, last_commit{0};
  std::atomic<bool> read_only{false}, growing{true}, clock_wrong{false};

private:
  std::atomic<std::uint64_t> groups_{0}, failed_groups_{0}, sync_us_{0}, longest_sync_us_{0};
  std::array<std::atomic<std::uint64_t>, journal_figures::bounds_us.size() + 1> syncs_{};
  mutable std::mutex mutex_;
  std::string last_error_; ///< guarded by mutex_
};

} // namespace snug::store
