#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace snug::transport {

/// How many connections there are of each user or address, by a number (a hash); those of 0 aren't counted.
/// One object for all shards; any thread.
class head_count {
public:
  /// Counts one more; false where there are `most` already. `most` 0: no bound.
  [[nodiscard]] bool enter(std::uint64_t of, std::size_t most) {
    if (of == 0) return true;
    const std::lock_guard lock(mutex_);
    auto& count = counts_[of];
    if (most != 0 && count >= most) return false;
    ++count;
    return true;
  }
  void leave(std::uint64_t of) noexcept {
    if (of == 0) return;
    const std::lock_guard lock(mutex_);
    const auto it = counts_.find(of);
    if (it != counts_.end() && --it->second == 0) counts_.erase(it);
  }

private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::size_t> counts_;
};

} // namespace snug::transport
