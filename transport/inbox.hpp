#pragma once
#include "transport/posts.hpp"
#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace snug::transport {

/// The way into a shard. Any thread pushes; the shard's loop takes. What one thread pushes stays in order.
/// The shard's own thread (its actors) takes no lock. Unbounded by itself: credits and the byte budget bound
/// what is pushed.
class inbox {
public:
  /// `wake` makes the loop call `take`; called from any thread, once per sleep of the loop.
  explicit inbox(std::function<void()> wake)
    : wake_(std::move(wake)) {}
  inbox(const inbox&) = delete;
  inbox& operator=(const inbox&) = delete;

  /// The thread that takes; set before it begins.
  void bind(std::thread::id loop_thread) noexcept { thread_ = loop_thread; }

  void push(post p);

  /// Hands posts to `handle(post&)` in order until none is left or `more()` is false; the rest comes first
  /// next time. What `handle` pushes is taken in the same call, behind what was there. Loop thread only.
  template <class Handle, class More> void take(Handle&& handle, More&& more) {
    do {
      if (next_ == running_.size() && !refill()) return;
      handle(running_[next_++]);
    } while (more());
  }

  /// True where something waits to be taken. Loop thread only.
  [[nodiscard]] bool pending() const noexcept;

private:
  bool refill();

  std::function<void()> wake_;
  std::thread::id thread_;
  std::mutex mutex_;
  std::vector<post> arrived_; ///< from other threads; guarded by mutex_
  std::vector<post> local_;   ///< from the loop's own
  std::vector<post> running_;
  std::size_t next_ = 0;
  std::atomic<bool> armed_{false}; ///< the loop was woken and hasn't looked since
};

} // namespace snug::transport
