#pragma once
#include "actors/loop/slow_handler.hpp"
#include <atomic>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace snug::loop {

/// Lets actors run on an event loop's thread: their run queue. Two execution units are needed (LIBRARY_FACTS
/// A5): this one takes what becomes runnable; `context` is what running actors hold, so that others they wake
/// go to the scheduler and not onto this thread.
class loop_unit final : public caf::execution_unit {
public:
  /// `wake` is called from any thread when work waits for a loop that has none yet; it makes the loop call
  /// `run`.
  loop_unit(caf::actor_system& system, std::function<void()> wake);
  ~loop_unit() override;

  /// The thread that calls `run`; set it before any actor is spawned.
  void bind(std::thread::id loop_thread) noexcept { thread_ = loop_thread; }

  /// Has `tell` called for every handler that takes longer than `longest`. Before any actor is spawned.
  void watch(std::chrono::microseconds longest, slow_handler_sink tell);

  /// Any thread.
  void exec_later(caf::resumable* work) override;

  /// One pass over what was waiting when it began; what becomes runnable meanwhile waits for the next. Loop
  /// thread only. Returns how many actors ran. True from `pending()` afterwards means: come again.
  std::size_t run();
  [[nodiscard]] bool pending() const noexcept;

  /// A handler of an actor on this loop has ended; `told` says whose and of what, should it have taken too
  /// long. One look at the clock: handlers follow one another, so each began where the one before it ended.
  template <class Told> void handled(Told told) {
    if (!slow_) return;
    const auto now = std::chrono::steady_clock::now();
    const auto took = now - std::exchange(began_, now);
    if (took > longest_) report(told(std::chrono::duration_cast<std::chrono::microseconds>(took)));
  }

private:
  struct context_unit final : caf::execution_unit {
    using caf::execution_unit::execution_unit;
    void exec_later(caf::resumable* work) override;
  };
  void step(caf::resumable* work);
  void report(const slow_handler& slow);

  context_unit context_;
  std::function<void()> wake_;
  std::thread::id thread_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::vector<caf::resumable*> arrived_; ///< from other threads, guarded by mutex_
  std::vector<caf::resumable*> local_;   ///< from this thread
  std::vector<caf::resumable*> running_;
  std::atomic<bool> armed_{false};
  slow_handler_sink slow_; ///< empty: nobody watches
  std::chrono::steady_clock::duration longest_{};
  std::chrono::steady_clock::time_point began_; ///< the handler that runs, or the pass
};

} // namespace snug::loop
