#pragma once
#include "tests/risk/words.hpp"

namespace snug::risk {

/// The journal thread, a step at a time: collects a group, decides it, commits it or fails, posts it to one
/// shard after the other. Only what was committed can be read.
class journal_model {
public:
  using post = std::function<void(std::size_t shard, const outcome&)>;

  journal_model(dice& dice, flaw flaw, rows first, std::size_t shards, post post);

  void submit(command command) { queue_.push_back(std::move(command)); }
  [[nodiscard]] snapshot read() const { return committed_; }
  [[nodiscard]] bool idle() const { return queue_.empty() && phase_ == phase::idle; }

  /// No commit fails from now on.
  void stop_failing() { may_fail_ = false; }
  void step();

  /// The connection whose command caused a record (by commit number), for "reply before event".
  [[nodiscard]] const address& cause_of(std::uint64_t commit) const { return causes_.at(commit); }

private:
  enum class phase { idle, decided, posting };

  void collect();
  void commit();
  [[nodiscard]] bool was_committed(const outcome& outcome) const;
  void post_to_next();
  [[nodiscard]] outcome decide(const command& command, rows& draft);
  [[nodiscard]] outcome_code judge(const command& command, const room_rows& room) const;
  record_ptr append(const command& command, rows& draft);

  dice& dice_;
  flaw flaw_;
  std::size_t shards_;
  post post_;
  snapshot committed_;
  std::shared_ptr<rows> draft_;
  std::deque<command> queue_;
  std::vector<outcome> group_;
  std::map<std::uint64_t, address> causes_;
  phase phase_ = phase::idle;
  std::size_t next_shard_ = 0;
  bool may_fail_ = true;
};

} // namespace snug::risk
