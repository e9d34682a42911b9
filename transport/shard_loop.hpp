#pragma once
#include <cstdint>
#include <functional>
#include <thread>
#include <uv.h>

namespace snug::transport {

/// A libuv loop with a turn: `turn` runs before each time the loop would sleep, `tick` every 250 ms. Where a
/// turn leaves work, the loop only looks at its sockets before the next one. Everything but `wake` on the
/// loop's thread.
class shard_loop {
public:
  struct steps {
    std::function<void()> turn;
    std::function<void()> tick;
    std::function<bool()> pending; ///< work waits for another turn
  };

  explicit shard_loop(steps steps);
  ~shard_loop();
  shard_loop(const shard_loop&) = delete;
  shard_loop& operator=(const shard_loop&) = delete;

  /// False where there was no descriptor left to wake it by: it must not be run then.
  [[nodiscard]] bool good() const noexcept { return wake_fd_ >= 0; }

  static constexpr std::uint64_t tick_ms = 250;

  [[nodiscard]] uv_loop_t& uv() noexcept { return loop_; }

  /// Makes the loop turn; any thread. On the loop's own it costs nothing: a turn comes before it sleeps.
  void wake() noexcept;

  /// The thread that will call `run`; before anybody calls `wake`.
  void bind(std::thread::id loop_thread) noexcept { thread_ = loop_thread; }
  /// Turns until `stop`, called from a turn or tick.
  void run();
  void stop() noexcept;
  /// Gives up the loop's own handles, behind `run`: only `settle` is left.
  void close();
  /// Turns until every handle that was closed, whoever's, has ended.
  void settle();

private:
  void before_sleep();

  steps steps_;
  uv_loop_t loop_{};
  /// Not a `uv_async_t`: where the waker and the loop share a core, the loop runs before `uv_async_send` is
  /// over and libuv then waits for it spinning, for as long as a commit takes (src/unix/async.c,
  /// `uv__async_spin`).
  uv_poll_t wake_{};
  int wake_fd_ = -1;
  uv_prepare_t prepare_{};
  uv_idle_t idle_{};
  uv_timer_t timer_{};
  std::thread::id thread_;
  bool closed_ = false;
};

} // namespace snug::transport
