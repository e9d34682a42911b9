#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace snug::model {

/// How many partitions rooms and users are spread over; frozen on disk (DESIGN: cluster).
inline constexpr unsigned partition_count = 64;

/// The partition a name belongs to: FNV-1a (64 bit) of its bytes modulo `partition_count`. Frozen on disk.
[[nodiscard]] unsigned partition_of(std::string_view name) noexcept;

/// Eight bytes naming a room or user for good: the first is its partition, the other seven a counter of that
/// partition that is never used again. Counter 0 is the partition itself: the owner of rows without an owner.
class key {
public:
  constexpr key() noexcept = default;
  constexpr explicit key(std::uint64_t value) noexcept
    : value_(value) {}

  /// `counter` is below 2^56.
  [[nodiscard]] static constexpr key make(unsigned partition, std::uint64_t counter) noexcept {
    return key{(std::uint64_t{partition} << 56) | counter};
  }

  [[nodiscard]] constexpr unsigned partition() const noexcept { return static_cast<unsigned>(value_ >> 56); }
  [[nodiscard]] constexpr std::uint64_t counter() const noexcept { return value_ & ((1ull << 56) - 1); }
  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
  /// True where the key names something: a counter of 0 is no room and no user.
  [[nodiscard]] constexpr bool valid() const noexcept { return counter() != 0; }

  friend constexpr auto operator<=>(key, key) noexcept = default;

private:
  std::uint64_t value_ = 0;
};

} // namespace snug::model

template <> struct std::hash<snug::model::key> {
  std::size_t operator()(snug::model::key k) const noexcept {
    // Counters are dense: multiply so that neighbours spread (Fibonacci hashing).
    return static_cast<std::size_t>((k.value() ^ (k.value() >> 56)) * 0x9e3779b97f4a7c15ull);
  }
};
