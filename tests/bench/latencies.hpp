#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace snug::bench {

/// A histogram of times in ns whose buckets are at most 1/32 wide: nothing is allocated however many are
/// added.
class latencies {
public:
  void add(std::uint64_t ns) noexcept {
    ++buckets_[bucket_of(ns)];
    ++count_;
  }
  void clear() noexcept { *this = {}; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The time in ms that `share` (0 to 1) of all do not exceed; 0 where there are none.
  [[nodiscard]] double percentile_ms(double share) const noexcept;

private:
  static constexpr unsigned fine_bits = 5;

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns) noexcept;
  [[nodiscard]] static std::uint64_t upper_end_of(std::size_t bucket) noexcept;

  std::array<std::uint64_t, 64u << fine_bits> buckets_{};
  std::uint64_t count_ = 0;
};

} // namespace snug::bench
