#pragma once
#include <functional>
#include <mutex>
#include <vector>

namespace snug::console {

/// Brings what happens on other threads to the one that draws. `descriptor` becomes readable when something
/// waits.
class main_queue {
public:
  /// Throws std::runtime_error where the system has no descriptor left.
  main_queue();
  ~main_queue();
  main_queue(const main_queue&) = delete;
  main_queue& operator=(const main_queue&) = delete;

  /// Any thread.
  void post(std::function<void()> task);
  /// Runs what waits, in order. Drawing thread only.
  void run();
  [[nodiscard]] int descriptor() const noexcept { return fd_; }

private:
  int fd_;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_; ///< guarded by mutex_
};

} // namespace snug::console
