#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace snug::load {

/// A histogram of times in ns whose buckets are at most 1/64 wide: nothing is allocated however many are
/// added, and adding costs a few instructions. 32 KiB.
class histogram {
public:
  void add(std::uint64_t ns) noexcept {
    ++buckets_[bucket_of(ns)];
    ++count_;
    sum_ += ns;
    if (ns > most_) most_ = ns;
  }
  void add(const histogram& other) noexcept;
  void clear() noexcept { *this = {}; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The time in ms that `share` (0 to 1) of all do not exceed: the upper end of a bucket, but never more
  /// than the longest; 0 where there are none.
  [[nodiscard]] double percentile_ms(double share) const noexcept;
  /// The longest, exactly.
  [[nodiscard]] double max_ms() const noexcept { return static_cast<double>(most_) / 1e6; }
  [[nodiscard]] double mean_ms() const noexcept;

private:
  static constexpr unsigned fine_bits = 6;

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns) noexcept;
  [[nodiscard]] static std::uint64_t upper_end_of(std::size_t bucket) noexcept;

  std::array<std::uint64_t, 64u << fine_bits> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t most_ = 0;
};

} // namespace snug::load
