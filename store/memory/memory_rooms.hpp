#pragma once
#include "store/group_writer.hpp"
#include "store/memory/memory_engine.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace snug::store {

/// The rooms whose kind is `durability = "none"`, beside those on disk. They have the same rules, offsets,
/// repeats and resume until the process ends, without a journal: a command is decided by the thread that
/// submits it and told at once. Everything else goes on to the disk's journal and readers. Any thread.
class memory_rooms final : public journal, public reader {
public:
  /// The references outlive it.
  memory_rooms(journal& disk, reader& disk_reads, const facets::rulebook& rules, const clock& time,
               random_source& random, log_sink log);

  /// Before anything is submitted: who is told, and the rooms there are (with their members).
  void add_listener(commit_listener& listener) { listeners_.push_back(&listener); }
  [[nodiscard]] trouble prepare(const std::set<std::string>& names,
                                const std::function<void(model::rows&)>& put);

  void submit(model::command command) override;
  void submit(std::vector<model::command> together) override;
  void submit(job work) override;

private:
  [[nodiscard]] bool owns(const model::command& command) const;
  void write(std::vector<queued_command> work);

  journal& disk_;
  reader& disk_reads_;
  const clock& time_;
  memory_engine rows_;
  journal_stats stats_;
  std::set<std::string> names_;
  std::vector<commit_listener*> listeners_;
  std::mutex mutex_; ///< guards writer_, and with it the order in which groups are told
  group_writer writer_;
};

} // namespace snug::store
