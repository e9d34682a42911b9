#pragma once
#include "clients/load/measure/histogram.hpp"
#include <cstdint>

namespace snug::load {

/// What all simulated clients count into. One thread; times are the steady clock in ns.
class tally {
public:
  /// Totals since the start.
  struct counts {
    std::uint64_t sent = 0;
    std::uint64_t delivered = 0;   ///< messages of the load received, right ones only
    std::uint64_t undisturbed = 0; ///< of these, by clients that always read
    std::uint64_t acknowledged = 0;
    std::uint64_t resent = 0;       ///< after a cut, with the same id
    std::uint64_t caught_up = 0;    ///< of the delivered: told after coming back
    std::uint64_t other_events = 0; ///< presence and the like
    std::uint64_t foreign = 0;      ///< messages of another generator
    std::uint64_t replaced = 0;     ///< cursors that a newer one took the place of
    std::uint64_t late = 0;         ///< open loop: sent more than `late_ns` after they were due
    std::uint64_t held_back = 0;    ///< open loop: not sent, because the client's socket took no more
    std::uint64_t missed_turns = 0; ///< open loop: not sent, because the client was away
    std::uint64_t comebacks = 0;    ///< connections made again
  };
  static constexpr std::uint64_t late_ns = 1'000'000;

  counts count;
  histogram delivery;        ///< from due (closed loop: from sending) to each receiver's reading it
  histogram acknowledgement; ///< from due to the answer
  histogram welcome;         ///< from connecting to the answer to hello
  histogram arrival;         ///< from connecting to the answer to join
  histogram catching_up;     ///< from coming back to having what the log had then
  histogram interval;        ///< as `delivery`, since the timeline last took it

  /// Only messages due from now on are timed.
  void measure_from(std::uint64_t now) noexcept {
    from_ = now;
    until_ = ~std::uint64_t{0};
  }
  /// Messages due later aren't timed; what is under way still is.
  void measure_until(std::uint64_t now) noexcept { until_ = now; }
  [[nodiscard]] bool times(std::uint64_t due) const noexcept { return due >= from_ && due < until_; }

  void delivered(std::uint64_t due, std::uint64_t now) noexcept {
    if (!times(due)) return;
    delivery.add(now - due);
    interval.add(now - due);
  }
  void acknowledged(std::uint64_t due, std::uint64_t now) noexcept {
    ++count.acknowledged;
    if (times(due)) acknowledgement.add(now - due);
  }
  void sent(std::uint64_t due, std::uint64_t now) noexcept {
    ++count.sent;
    if (now - due > late_ns && times(due)) ++count.late;
  }

private:
  std::uint64_t from_ = ~std::uint64_t{0};
  std::uint64_t until_ = 0;
};

} // namespace snug::load
