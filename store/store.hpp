#pragma once
#include "actors/facets/rulebook.hpp"
#include "store/journal_thread.hpp"
#include "store/log_sink.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/random_source.hpp"
#include "store/reader_pool.hpp"
#include "store/settings.hpp"
#include <memory>

namespace snug::store {

/// Numbers for `/status` and `/metrics`.
struct store_figures {
  journal_figures journal;
  reader_figures readers;
  std::uint64_t bytes_used = 0;
  std::uint64_t damaged_rows = 0; ///< met since the store was opened
};

/// The store of one node: an engine, the journal thread and the readers. Open it, add listeners, `prepare`,
/// `start`, `stop`.
class store {
public:
  /// The references outlive the store. `conflict` where another process has the directory or the data can't
  /// be used, `unavailable` or `storage_full` for the disk's reasons; the message is for the operator.
  [[nodiscard]] static model::result<std::unique_ptr<store>> open(const settings& with,
                                                                  const facets::rulebook& rules,
                                                                  const clock& time, random_source& random,
                                                                  log_sink log);
  /// Stops.
  ~store();
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  /// Before `start`: who is told of commits (outlives the store), where they go as data, and rows that must
  /// be there (configured rooms and members) in one transaction.
  void add_listener(commit_listener& listener) { journal_->add_listener(listener); }
  void observe(batch_observer observer) { journal_->observe(std::move(observer)); }
  [[nodiscard]] trouble prepare(const std::function<void(model::rows&)>& put) {
    return journal_->prepare(put);
  }

  /// The same while it runs, on the journal's thread; waits for it. Any thread but a shard's.
  [[nodiscard]] trouble amend(const std::function<void(model::rows&)>& put) { return journal_->amend(put); }

  void start() { journal_->start(); }
  /// Everything submitted is decided, synced, told and read before it returns. Readers stop last.
  void stop();

  [[nodiscard]] journal& writes() noexcept { return *journal_; }
  [[nodiscard]] reader& reads() noexcept { return *readers_; }
  /// 32 bytes that sign resume tokens; the same for the life of the store.
  [[nodiscard]] const std::string& signing_secret() const noexcept { return rows_->card().signing_secret; }
  /// Random; another one after a restore.
  [[nodiscard]] std::uint64_t store_id() const noexcept { return rows_->card().store_id; }

  /// Any thread.
  [[nodiscard]] store_figures stats() const;
  /// False after an error of the disk: `/ready` fails and durable commands are answered `unavailable`.
  [[nodiscard]] bool healthy() const noexcept { return !stats_.read_only.load(std::memory_order_relaxed); }
  [[nodiscard]] bool clock_wrong() const noexcept {
    return stats_.clock_wrong.load(std::memory_order_relaxed);
  }

  [[nodiscard]] engine& rows() noexcept { return *rows_; }

private:
  explicit store(std::unique_ptr<engine> rows)
    : rows_(std::move(rows)) {}

  std::unique_ptr<engine> rows_;
  journal_stats stats_;
  std::unique_ptr<journal_thread> journal_;
  std::unique_ptr<reader_pool> readers_;
};

} // namespace snug::store
