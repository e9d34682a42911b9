#include "store/journal_thread.hpp"
#include <algorithm>
#include <chrono>
#include <iterator>
#include <pthread.h>
#include <utility>

namespace snug::store {

namespace {
constexpr std::int64_t longest_pause_ms = 60'000;
}

journal_thread::journal_thread(group_writer::parts with, const progress& so_far, std::size_t max_group)
  : writer_(with, so_far)
  , time_(with.time)
  , stats_(with.stats)
  , max_group_(std::max<std::size_t>(1, max_group)) {}

journal_thread::~journal_thread() { stop(); }

void journal_thread::start() {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "snug.journal");
}

void journal_thread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void journal_thread::submit(model::command command) {
  stats_.queued.fetch_add(1, std::memory_order_relaxed);
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back({std::move(command), false});
    if (!std::exchange(asleep_, false)) return;
  }
  woken_.notify_one();
}

void journal_thread::submit(std::vector<model::command> together) {
  if (together.empty()) return;
  stats_.queued.fetch_add(together.size(), std::memory_order_relaxed);
  {
    const std::lock_guard lock(mutex_);
    for (auto& command : together)
      arrived_.push_back({std::move(command), true});
    arrived_.back().with_next = false;
    if (!std::exchange(asleep_, false)) return;
  }
  woken_.notify_one();
}

trouble journal_thread::amend(const std::function<void(model::rows&)>& put) {
  std::packaged_task<trouble()> work([this, &put] { return writer_.prepare(put); });
  auto done = work.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return failed_with(model::error_code::unavailable, "the journal has stopped");
    amendments_.push_back(std::move(work));
    asleep_ = false;
  }
  woken_.notify_one();
  return done.get();
}

void journal_thread::carry_out_amendments() {
  std::vector<std::packaged_task<trouble()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(amendments_);
  }
  for (auto& work : waiting)
    work();
}

void journal_thread::run() {
  while (fetch()) {
    carry_out_amendments();
    if (next_ < work_.size())
      write_group();
    else
      writer_.tidy();
  }
}

bool journal_thread::fetch() {
  work_.erase(work_.begin(), work_.begin() + static_cast<std::ptrdiff_t>(next_));
  next_ = 0;
  if (work_.size() >= max_group_) return true;
  std::unique_lock lock(mutex_);
  if (work_.empty() && arrived_.empty()) give_back_room();
  while (work_.empty() && arrived_.empty() && amendments_.empty() && !stopping_) {
    const auto pause = std::min(writer_.tidy_at() - time_.steady_ms(), longest_pause_ms);
    if (pause <= 0) break;
    asleep_ = true;
    woken_.wait_for(lock, std::chrono::milliseconds(pause));
    asleep_ = false;
  }
  if (work_.empty())
    work_.swap(arrived_);
  else
    work_.insert(work_.end(), std::make_move_iterator(arrived_.begin()),
                 std::make_move_iterator(arrived_.end()));
  arrived_.clear();
  return !work_.empty() || !amendments_.empty() || !stopping_;
}

/// What a burst took; usual groups keep theirs.
void journal_thread::give_back_room() {
  for (auto* queue : {&work_, &arrived_})
    if (queue->capacity() > 2 * max_group_) std::vector<queued_command>().swap(*queue);
}

std::size_t journal_thread::end_of_group() const noexcept {
  std::size_t end = 0, bytes = 0;
  while (end < work_.size() && ((end < max_group_ && bytes < max_group_bytes) || work_[end - 1].with_next))
    bytes += work_[end++].command.data.size();
  return end;
}

void journal_thread::write_group() {
  const auto end = end_of_group();
  auto group = std::make_shared<commit_group>(writer_.write({work_.data(), end}));
  next_ = end;
  stats_.queued.fetch_sub(end, std::memory_order_relaxed);
  const commit_group_ptr told = std::move(group);
  for (auto* listener : listeners_)
    listener->committed(told);
}

} // namespace snug::store
