#pragma once
#include <atomic>
#include <cstddef>

namespace snug::transport {

/// Bytes of commands accepted and not yet answered, over the whole process. One object per node, shared by
/// all shards; any thread.
class byte_budget {
public:
  explicit byte_budget(std::size_t bound) noexcept
    : bound_(bound) {}

  /// Takes `bytes`; false, and nothing taken, where the bound would be exceeded.
  [[nodiscard]] bool take(std::size_t bytes) noexcept {
    const auto before = taken_.fetch_add(bytes, std::memory_order_relaxed);
    if (before + bytes <= bound()) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::size_t bytes) noexcept { taken_.fetch_sub(bytes, std::memory_order_relaxed); }

  [[nodiscard]] std::size_t taken() const noexcept { return taken_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t bound() const noexcept { return bound_.load(std::memory_order_relaxed); }
  /// What is taken already stays taken, be it more.
  void set_bound(std::size_t bound) noexcept { bound_.store(bound, std::memory_order_relaxed); }

private:
  std::atomic<std::size_t> bound_;
  std::atomic<std::size_t> taken_{0};
};

} // namespace snug::transport
