#pragma once
#include "clients/load/wire/clock.hpp"
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <sys/epoll.h>
#include <vector>

namespace snug::load {

/// epoll, level-triggered, one thread, and the one buffer everybody reads into.
class event_loop {
public:
  /// Something with a descriptor. Must outlive its watch; may be told to go while a turn is under way, not
  /// destroyed.
  class watcher {
  public:
    virtual ~watcher() = default;
    /// `events`: EPOLLIN …; `now`: the steady clock in ns, read once per call.
    virtual void ready(std::uint32_t events, std::uint64_t now) = 0;
  };

  event_loop();
  ~event_loop();
  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;

  /// False where the kernel refuses.
  [[nodiscard]] bool watch(int descriptor, std::uint32_t events, watcher& who) noexcept;
  void change(int descriptor, std::uint32_t events, watcher& who) noexcept;

  /// Waits at most `most_ms` for something to happen and tells the watchers; -1: as long as it takes.
  void turn(int most_ms);
  /// The same, in ns: who has to send at a time can't round to milliseconds.
  void turn_ns(std::uint64_t most_ns);
  /// Turns until `now_ns()` passes `end` or `done()` is true.
  template <class Done> void turn_until(std::uint64_t end, Done&& done);
  void turn_until(std::uint64_t end);

  /// Valid within one call of `ready`.
  [[nodiscard]] std::span<char> scratch() noexcept { return scratch_; }

private:
  void tell(int count);

  int epoll_;
  bool has_fine_wait_ = true; ///< false: the kernel (or valgrind) waits in milliseconds only
  std::array<epoll_event, 1024> events_{};
  std::vector<char> scratch_;
};

template <class Done> void event_loop::turn_until(std::uint64_t end, Done&& done) {
  for (auto now = now_ns(); now < end && !done(); now = now_ns())
    turn(static_cast<int>(std::min<std::uint64_t>((end - now) / 1'000'000 + 1, 100)));
}

inline void event_loop::turn_until(std::uint64_t end) {
  turn_until(end, [] { return false; });
}

} // namespace snug::load
