#pragma once
#include "tests/risk/words.hpp"

namespace snug::risk {

/// The reader pool: a job's snapshot is taken some time after it was submitted, its result comes some time
/// after that, jobs overtake each other.
class reader_model {
public:
  using job = std::function<void(const snapshot&)>;

  void submit(job work) { jobs_.push_back({std::move(work), nullptr}); }
  [[nodiscard]] bool idle() const { return jobs_.empty(); }

  void step(dice& dice, const std::function<snapshot()>& read) {
    if (jobs_.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(dice.below(jobs_.size()));
    auto& job = jobs_[static_cast<std::size_t>(at)];
    if (!job.seen) {
      job.seen = read();
      return;
    }
    const auto done = std::move(job);
    jobs_.erase(jobs_.begin() + at);
    done.work(done.seen);
  }

private:
  struct pending {
    job work;
    snapshot seen;
  };
  std::vector<pending> jobs_;
};

} // namespace snug::risk
