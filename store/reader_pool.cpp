#include "store/reader_pool.hpp"
#include "store/unreadable_snapshot.hpp"
#include <algorithm>
#include <exception>
#include <pthread.h>
#include <string>

namespace snug::store {

namespace {
constexpr std::int64_t slow_ms = 100;
} // namespace

reader_pool::reader_pool(engine& rows, unsigned threads, const clock& time, log_sink log)
  : rows_(rows)
  , time_(time)
  , log_(std::move(log)) {
  for (unsigned i = 0; i < std::max(1u, threads); ++i) {
    threads_.emplace_back([this] { run(); });
    pthread_setname_np(threads_.back().native_handle(), "snug.reader");
  }
}

reader_pool::~reader_pool() { stop(); }

void reader_pool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void reader_pool::submit(job work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    jobs_.push_back(std::move(work));
  }
  woken_.notify_one(); // whoever wakes finds the lock free
}

reader_figures reader_pool::figures() const noexcept {
  const auto value = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  const std::lock_guard lock(mutex_);
  return {jobs_.size(), value(done_), value(slow_), value(failed_)};
}

reader::job reader_pool::next() {
  std::unique_lock lock(mutex_);
  woken_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
  if (jobs_.empty()) return {};
  auto work = std::move(jobs_.front());
  jobs_.pop_front();
  return work;
}

void reader_pool::run() {
  auto view = rows_.open_snapshot();
  while (const auto work = next()) {
    if (!view) view = rows_.open_snapshot();
    const auto failed = view ? (*view)->renew() : trouble{view.error()};
    if (failed) {
      say(log_, log_level::error, "reader: no snapshot: " + failed->message);
      failed_.fetch_add(1, std::memory_order_relaxed);
      perform(unreadable_snapshot{}, work);
    } else {
      perform(**view, work);
      (*view)->reset();
    }
  }
}

void reader_pool::perform(const snapshot& view, const job& work) {
  const auto begun = time_.steady_ms();
  try {
    work(view);
  } catch (const std::exception& e) {
    failed_.fetch_add(1, std::memory_order_relaxed);
    say(log_, log_level::error, std::string("reader: a job threw: ") + e.what());
  } catch (...) {
    failed_.fetch_add(1, std::memory_order_relaxed);
    say(log_, log_level::error, "reader: a job threw");
  }
  done_.fetch_add(1, std::memory_order_relaxed);
  const auto took = time_.steady_ms() - begun;
  if (took <= slow_ms) return;
  slow_.fetch_add(1, std::memory_order_relaxed);
  say(log_, log_level::warning, "reader: a job took " + std::to_string(took) + " ms; its scans were ended");
}

} // namespace snug::store
