#pragma once
#include "store/log_sink.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/engine.hpp"
#include "store/ports/reader.hpp"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace snug::store {

/// What the readers have done.
struct reader_figures {
  std::uint64_t queued = 0; ///< jobs that wait
  std::uint64_t jobs = 0;
  std::uint64_t slow = 0;   ///< jobs over 100 ms: their scans were ended
  std::uint64_t failed = 0; ///< jobs that threw or had nothing to read
};

/// The threads that read: each runs one job at a time on a snapshot of its own, renewed for every job. A job
/// that throws is logged; who submitted it hears nothing.
class reader_pool final : public reader {
public:
  /// Starts `threads` (at least 1) threads. The references outlive the pool.
  reader_pool(engine& rows, unsigned threads, const clock& time, log_sink log);
  /// Stops.
  ~reader_pool() override;

  /// Every job submitted so far is run before it returns; later ones are dropped.
  void stop();
  void submit(job work) override;
  [[nodiscard]] reader_figures figures() const noexcept;

private:
  void run();
  /// Nothing where the pool is to end.
  [[nodiscard]] job next();
  void perform(const snapshot& view, const job& work);

  engine& rows_;
  const clock& time_;
  log_sink log_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<job> jobs_;  ///< guarded by mutex_
  bool stopping_ = false; ///< guarded by mutex_
  std::atomic<std::uint64_t> done_{0}, slow_{0}, failed_{0};
  std::vector<std::thread> threads_;
};

} // namespace snug::store
