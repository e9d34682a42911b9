#pragma once
#include <cstdint>

namespace snug::transport {

/// When a connection is asked for a sign of life and when it has missed to give one. Pure: the wheel keeps
/// the deadlines, the shard the time of the last sign. All times are of the steady clock, in ms.
class heartbeats {
public:
  heartbeats(std::uint32_t interval_ms, std::uint32_t timeout_ms) noexcept
    : interval_(interval_ms)
    , timeout_(timeout_ms) {}

  enum class step : std::uint8_t {
    wait,   ///< come back at `next`: it was heard, or can't be
    ask,    ///< send a ping; see `pong_due` at `next`
    missed, ///< it gave no sign: close
  };
  struct verdict {
    step what = step::wait;
    std::int64_t next = 0;
  };

  /// `unread`: its socket isn't read (credits), so that it can't be heard; it is taken for alive.
  [[nodiscard]] verdict interval_over(std::int64_t now, std::int64_t last_heard, bool unread) const noexcept {
    if (unread) return {step::wait, now + interval_};
    if (now - last_heard < interval_) return {step::wait, last_heard + interval_};
    return {step::ask, now + timeout_};
  }

  /// `due`: what `next` was when it was asked.
  [[nodiscard]] verdict pong_due(std::int64_t now, std::int64_t due, std::int64_t last_heard,
                                 bool unread) const noexcept {
    const auto asked = due - timeout_;
    if (unread || last_heard >= asked) return interval_over(now, last_heard, unread);
    return {step::missed, 0};
  }

private:
  std::int64_t interval_;
  std::int64_t timeout_;
};

} // namespace snug::transport
