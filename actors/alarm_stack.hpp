#pragma once
#include <cstdint>
#include <vector>

namespace snug::actors {

/// Which timers are under way, where none of them can be taken back: a new one is worth setting only where it
/// rings before all of them. One that rings for nothing finds the next time itself. So timers never pile up,
/// however often the time that is wanted moves to and fro. One thread.
class alarm_stack {
public:
  /// True where a timer has to be set for `due` (steady ms); it counts as set from then on.
  [[nodiscard]] bool set(std::int64_t due) {
    if (!under_way_.empty() && under_way_.back() <= due) return false;
    under_way_.push_back(due);
    return true;
  }
  /// One rang, which is the earliest.
  void rang() noexcept {
    if (!under_way_.empty()) under_way_.pop_back();
  }
  [[nodiscard]] std::size_t under_way() const noexcept { return under_way_.size(); }

private:
  std::vector<std::int64_t> under_way_; ///< latest first
};

} // namespace snug::actors
