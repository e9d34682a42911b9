#pragma once
#include <atomic>
#include <cstddef>

namespace snug::facets {

/// The memory that views of all rooms together may take for what they could read again. Any thread; what
/// several do at once may go beyond the bound by what each of them adds.
class memory_budget {
public:
  explicit memory_budget(std::size_t bound) noexcept
    : bound_(bound) {}

  /// A holder takes `now` bytes where it took `before`.
  void change(std::size_t before, std::size_t now) noexcept {
    used_.fetch_add(now - before, std::memory_order_relaxed);
  }
  [[nodiscard]] std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t bound() const noexcept { return bound_.load(std::memory_order_relaxed); }
  void set_bound(std::size_t bound) noexcept { bound_.store(bound, std::memory_order_relaxed); }

  /// Nothing more fits.
  [[nodiscard]] bool full() const noexcept { return used() >= bound(); }
  /// An eighth is left or less: what is there may grow, nothing is begun.
  [[nodiscard]] bool scarce() const noexcept { return used() >= bound() - bound() / 8; }
  /// A quarter is left or less: what nobody uses goes at once.
  [[nodiscard]] bool tight() const noexcept { return used() >= bound() - bound() / 4; }

private:
  std::atomic<std::size_t> used_{0};
  std::atomic<std::size_t> bound_;
};

} // namespace snug::facets
