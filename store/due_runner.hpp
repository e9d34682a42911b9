#pragma once
#include "actors/facets/due_rows.hpp"
#include "store/ports/clock.hpp"
#include "store/ports/journal.hpp"
#include "store/ports/reader.hpp"
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace snug::store {

/// Says `schedule.run` for what is due, on a thread of its own. Knows what is scheduled from the rows it
/// reads at its start and from every commit behind that; the row goes with the record that tells the event,
/// so what it says twice has its effect once.
class due_runner final : public commit_listener {
public:
  /// `clock_wrong`: true while the wall clock isn't to be believed; then nothing is due. The references
  /// outlive it.
  due_runner(journal& writes, reader& reads, const clock& time, std::function<bool()> clock_wrong);
  ~due_runner() override;

  /// Reads what is there and begins. Call once, when the journal and the readers run.
  void start();
  /// Ends it; nothing is said any more. The readers may still be reading for it: they stop behind it.
  void stop();

  void committed(const commit_group_ptr& group) noexcept override;

  /// How many events wait.
  [[nodiscard]] std::size_t waiting() const;

private:
  /// What wasn't answered by its end by then (a full disk) is tried again.
  static constexpr std::int64_t again_ms = 10'000;
  /// The wall clock may be set: it is looked at this often.
  static constexpr std::int64_t look_ms = 500;

  using subject = std::pair<model::key, std::uint64_t>; ///< room and id

  void read(unsigned partition, std::string from);
  void wait_for(const subject& what, std::int64_t at);
  void forget(const subject& what);
  void live();
  void run(const subject& what);
  void say(const subject& what);

  journal& writes_;
  reader& reads_;
  const clock& time_;
  const std::function<bool()> clock_wrong_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<subject, std::int64_t> when_;                ///< when it is said next; wall clock, ms
  std::set<std::pair<std::int64_t, subject>> in_order_; ///< the same by time
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace snug::store
