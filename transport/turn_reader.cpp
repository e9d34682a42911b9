#include "transport/turn_reader.hpp"
#include <exception>
#include <utility>

namespace snug::transport {

namespace {

/// Each of them runs, whatever the others do; the pool hears of the last that threw.
void perform(const std::vector<store::reader::job>& jobs, const store::snapshot& rows) {
  std::exception_ptr trouble;
  for (const auto& job : jobs) {
    try {
      job(rows);
    } catch (...) {
      trouble = std::current_exception();
    }
  }
  if (trouble) std::rethrow_exception(trouble);
}

} // namespace

void turn_reader::submit(job work) {
  if (std::this_thread::get_id() != thread_) return pool_.submit(std::move(work));
  waiting_.push_back(std::move(work));
  if (waiting_.size() == most_together) hand_over();
}

void turn_reader::hand_over() {
  if (waiting_.empty()) return;
  if (waiting_.size() == 1) {
    pool_.submit(std::move(waiting_.front()));
  } else {
    pool_.submit([jobs = std::exchange(waiting_, {})](const store::snapshot& rows) { perform(jobs, rows); });
  }
  waiting_.clear();
}

} // namespace snug::transport
