#pragma once
#include "actors/facets/rulebook.hpp"
#include "store/demolition.hpp"
#include "store/journal_stats.hpp"
#include "store/log_sink.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/engine.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/random_source.hpp"
#include "store/row_cache.hpp"
#include "store/sweeper.hpp"
#include "store/trimmer.hpp"
#include <functional>
#include <span>
#include <vector>

namespace snug::store {

/// Told of every commit as data: the batches in order, and how far the store has got with them.
using batch_observer = std::function<void(const progress& so_far, const std::vector<model::batch>& batches)>;

/// A command that waits for its group. `with_next`: it and the following one are decided all or none.
struct queued_command {
  model::command command;
  bool with_next = false;
};

/// Decides a group of commands in one write transaction of an engine and says what became of each. One
/// thread.
class group_writer {
public:
  /// What it works with; the references outlive it.
  struct parts {
    engine& rows;
    const facets::rulebook& rules;
    const clock& time;
    random_source& random;
    journal_stats& stats;
    log_sink log;
    std::int64_t built_at = 0; ///< a wall clock before it is wrong; ms since 1970
    /// Which commands, of those that follow from others, are not about this engine's rows, and where they go
    /// after the commit. Not set: all are.
    std::function<bool(const model::command&)> is_elsewhere = {};
    std::function<void(model::command)> send_on = {};
  };
  /// `so_far` is where the store stands.
  group_writer(parts with, const progress& so_far);

  /// Where every commit goes as data; set before the first.
  void observe(batch_observer observer) { observer_ = std::move(observer); }

  /// The outcomes of `work`, in its order, on disk. `work` isn't needed afterwards.
  [[nodiscard]] commit_group write(std::span<queued_command> work);

  /// Rows that must be there before anybody is served (configured rooms and members): one transaction.
  [[nodiscard]] trouble prepare(const std::function<void(model::rows&)>& put);

  /// A piece of retention, if there is any to do: for when nobody waits.
  void tidy();
  /// When `tidy` has something to do (steady ms): not in the future where it has by now.
  [[nodiscard]] std::int64_t tidy_at() const;

private:
  /// An outcome that is an earlier command's: where it stands in the group, and the offset that command got.
  struct repeat {
    std::size_t outcome;
    std::uint64_t offset;
  };
  /// A transaction under way and what it would come to.
  struct attempt {
    std::unique_ptr<write_transaction> txn;
    std::vector<model::batch> batches;
    std::vector<repeat> repeats;
    std::size_t records = 0;
    std::vector<model::command> for_others; ///< what follows in other engines
    std::size_t answered = 0;               ///< commands of the group that have their outcome
    bool growing = true;
    std::int64_t wall_ms = 0;
    std::uint64_t random = 0; ///< what its commands' random numbers follow from: one draw for all of them
  };

  [[nodiscard]] trouble begin(attempt& a);
  [[nodiscard]] trouble commit(attempt& a);
  [[nodiscard]] trouble keep(attempt& a, unsigned partition, std::vector<model::change> changes);
  /// A command with what follows from it, in the order in which it is carried out.
  using verdicts = std::vector<std::pair<queued_command, facets::verdict>>;

  [[nodiscard]] trouble decide_one(attempt& a, queued_command& work, std::vector<outcome>& out);
  [[nodiscard]] trouble decide_together(attempt& a, std::span<queued_command> work,
                                        std::vector<outcome>& out);
  [[nodiscard]] trouble decide_unit(attempt& a, std::span<queued_command> work, std::vector<outcome>& out,
                                    std::optional<facets::verdict> first);
  [[nodiscard]] std::optional<model::failure> decide_behind(attempt& a, std::vector<model::command> behind,
                                                            facets::draft& rows, verdicts& done);
  [[nodiscard]] trouble demolish(attempt& a);
  [[nodiscard]] facets::verdict judge(attempt& a, const model::command& command,
                                      const model::row_source& rows);
  [[nodiscard]] trouble trim(attempt& a, std::size_t pieces);
  void count(attempt& a, const std::vector<model::record>& records);
  void add_outcome(attempt& a, queued_command& work, facets::verdict&& v, std::vector<outcome>& out);
  void abort(const attempt& a, const model::failure& why, std::span<queued_command> work,
             std::vector<outcome>& out);
  void take_back(model::key room, std::uint64_t last_commit);
  void give_up(const progress& before, const model::failure& why);
  void log_trouble(const model::failure& why);

  parts with_;
  progress so_far_;
  facets::log_heads heads_;
  row_cache rows_; ///< of the attempt under way
  trimmer trimmer_;
  demolition demolition_;
  facets::guess_guard guesses_;
  sweeper sweep_;
  batch_observer observer_;
  std::int64_t complained_at_;
  std::int64_t rest_until_ = 0; ///< retention failed: not before then (steady ms)
};

} // namespace snug::store
