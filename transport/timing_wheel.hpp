#pragma once
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace snug::transport {

/// Deadlines of peers, in buckets one tick wide, so that no connection needs a timer of its own. Adding costs
/// one append and nothing is ever taken out: whoever is called back checks whether the deadline still means
/// something. One shard's thread only.
class timing_wheel {
public:
  enum class reason : std::uint8_t { hello, heartbeat, pong, finish, expiry, orphan };

  struct deadline {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
    std::int64_t due = 0; ///< steady ms
    reason why = reason::hello;
  };

  static constexpr std::int64_t tick_ms = 250;
  static constexpr std::size_t buckets =
      256; ///< 64 s; what lies further waits in the last one and is put in anew

  explicit timing_wheel(std::int64_t now) noexcept
    : tick_(now / tick_ms) {}

  void add(const deadline& d);

  /// Calls `due(deadline)` for all that are due at `now`, up to one tick late. `due` may add.
  template <class F> void advance(std::int64_t now, F&& due) {
    while (tick_ < now / tick_ms) {
      ++tick_;
      // Taken out: what `due` adds may land in this very bucket again, for the next round. Its memory goes,
      // or in time every bucket would keep as much as the fullest second of all needed.
      const auto running = std::exchange(bucket_of(tick_), {});
      for (const auto& d : running) {
        if (d.due > tick_ * tick_ms)
          add(d);
        else
          due(d);
      }
    }
  }

private:
  [[nodiscard]] std::vector<deadline>& bucket_of(std::int64_t tick) noexcept {
    return buckets_[static_cast<std::size_t>(tick) % buckets];
  }

  std::int64_t tick_;
  std::array<std::vector<deadline>, buckets> buckets_;
};

} // namespace snug::transport
