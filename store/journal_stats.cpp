#include "store/journal_stats.hpp"
#include <algorithm>

namespace snug::store {

void journal_stats::synced(std::uint64_t us) noexcept {
  const auto& bounds = journal_figures::bounds_us;
  const auto bucket =
      static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), us) - bounds.begin());
  syncs_[bucket].fetch_add(1, std::memory_order_relaxed);
  sync_us_.fetch_add(us, std::memory_order_relaxed);
  groups_.fetch_add(1, std::memory_order_relaxed);
  // One writer: nobody comes between the look and the store.
  if (us > longest_sync_us_.load(std::memory_order_relaxed))
    longest_sync_us_.store(us, std::memory_order_relaxed);
}

void journal_stats::failed(const std::string& why) {
  failed_groups_.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  last_error_ = why;
}

journal_figures journal_stats::figures() const {
  const auto value = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  journal_figures f;
  f.queued = value(queued);
  f.groups = value(groups_);
  f.commands = value(commands);
  f.records = value(records);
  f.trimmed = value(trimmed);
  f.failed_groups = value(failed_groups_);
  f.bytes_changed = value(bytes_changed);
  for (std::size_t i = 0; i < f.syncs.size(); ++i)
    f.syncs[i] = value(syncs_[i]);
  f.sync_us = value(sync_us_);
  f.longest_sync_us = value(longest_sync_us_);
  f.last_commit = value(last_commit);
  f.read_only = value(read_only);
  f.growing = value(growing);
  f.clock_wrong = value(clock_wrong);
  const std::lock_guard lock(mutex_);
  f.last_error = last_error_;
  return f;
}

} // namespace snug::store
