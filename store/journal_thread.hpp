#pragma once
#include "store/group_writer.hpp"
#include "store/ports/journal.hpp"
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace snug::store {

/// The one writer: a thread that takes what was submitted, writes it group by group and tells the listeners.
class journal_thread final : public journal {
public:
  /// Data of commands that ends a group: it is held several times over on its way to disk and to members, and
  /// beyond this a sync no longer dominates.
  static constexpr std::size_t max_group_bytes = 256u << 10;

  /// At most `max_group` commands (at least 1) make a group, but what was submitted together stays together.
  journal_thread(group_writer::parts with, const progress& so_far, std::size_t max_group);
  /// Stops.
  ~journal_thread() override;

  /// Both before `start`. Listeners outlive the thread.
  void add_listener(commit_listener& listener) { listeners_.push_back(&listener); }
  void observe(batch_observer observer) { writer_.observe(std::move(observer)); }
  /// Before `start`, on the caller's thread: one transaction for what must be there.
  [[nodiscard]] trouble prepare(const std::function<void(model::rows&)>& put) { return writer_.prepare(put); }

  void start();
  /// The same while it runs, between two groups; waits for it. Not on the journal's own thread.
  [[nodiscard]] trouble amend(const std::function<void(model::rows&)>& put);
  /// Everything submitted so far is decided, synced and told before it returns. What is submitted later is
  /// dropped: who could be answered has stopped by then.
  void stop();

  void submit(model::command command) override;
  void submit(std::vector<model::command> together) override;

private:
  void run();
  /// Waits for work; false where the journal is to end and nothing is left.
  bool fetch();
  void give_back_room();
  [[nodiscard]] std::size_t end_of_group() const noexcept;
  void write_group();
  void carry_out_amendments();

  group_writer writer_;
  const clock& time_;
  journal_stats& stats_;
  const std::size_t max_group_;
  std::vector<commit_listener*> listeners_;

  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<queued_command> arrived_;                   ///< guarded by mutex_
  std::vector<std::packaged_task<trouble()>> amendments_; ///< guarded by mutex_
  bool asleep_ = false;                                   ///< and nobody has woken it yet; guarded by mutex_
  bool stopping_ = false;                                 ///< guarded by mutex_

  std::vector<queued_command> work_; ///< the thread's own: what it has taken, from next_ on not yet written
  std::size_t next_ = 0;
  std::thread thread_;
};

} // namespace snug::store
