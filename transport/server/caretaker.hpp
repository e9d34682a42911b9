#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace snug::server {

/// A thread that does small chores once a second, away from loops and journal: look whether files have
/// changed, drop what has run out.
class caretaker {
public:
  /// `chores` are called one after the other, on the thread; they must not throw.
  explicit caretaker(std::vector<std::function<void()>> chores);
  /// Waits for the chore under way.
  ~caretaker();
  caretaker(const caretaker&) = delete;
  caretaker& operator=(const caretaker&) = delete;

private:
  void live();

  const std::vector<std::function<void()>> chores_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool over_ = false; ///< guarded by mutex_
  std::thread thread_;
};

} // namespace snug::server
