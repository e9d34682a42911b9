#include "clients/load/measure/histogram.hpp"
#include <algorithm>
#include <bit>
#include <cmath>

namespace snug::load {

std::size_t histogram::bucket_of(std::uint64_t ns) noexcept {
  constexpr std::uint64_t fine = 1u << fine_bits;
  if (ns < fine) return ns;
  const auto shift = static_cast<unsigned>(std::bit_width(ns)) - 1 - fine_bits;
  return (static_cast<std::size_t>(shift) + 1) * fine + ((ns >> shift) - fine);
}

std::uint64_t histogram::upper_end_of(std::size_t bucket) noexcept {
  constexpr std::uint64_t fine = 1u << fine_bits;
  if (bucket < fine) return bucket;
  const auto shift = bucket / fine - 1;
  return ((bucket % fine + fine + 1) << shift) - 1;
}

void histogram::add(const histogram& other) noexcept {
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  most_ = std::max(most_, other.most_);
}

double histogram::percentile_ms(double share) const noexcept {
  if (count_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) return static_cast<double>(std::min(upper_end_of(i), most_)) / 1e6;
  }
  return 0;
}

double histogram::mean_ms() const noexcept {
  return count_ ? static_cast<double>(sum_) / static_cast<double>(count_) / 1e6 : 0;
}

} // namespace snug::load
