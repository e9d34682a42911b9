#pragma once
#include <cstdint>
#include <functional>
#include <uv.h>

namespace snug::client {

class loop;

/// A one-shot timer on a loop. Loop thread only, the destructor too.
class timer {
public:
  timer(loop& on, std::function<void()> due);
  ~timer();
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  /// (Re)starts it: `due` runs once, in `ms`. `due` may not destroy the timer.
  void in(std::uint64_t ms);
  void stop() noexcept;

private:
  uv_timer_t* handle_; ///< deleted by libuv's close callback, a turn after the timer is gone
  std::function<void()> due_;
};

} // namespace snug::client
