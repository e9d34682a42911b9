#pragma once
#include <memory>
#include <mutex>
#include <utility>

namespace snug::transport {

/// Something that many threads read and a reload replaces: whoever reads keeps what it read. Any thread.
template <class T> class setting {
public:
  setting() = default;
  explicit setting(std::shared_ptr<const T> first)
    : now_(std::move(first)) {}

  /// nullptr where there is none.
  [[nodiscard]] std::shared_ptr<const T> now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  /// What was there before goes without the lock, unless others still have it.
  void replace(std::shared_ptr<const T> next) {
    const std::lock_guard lock(mutex_);
    now_.swap(next);
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> now_; ///< guarded by mutex_
};

} // namespace snug::transport
