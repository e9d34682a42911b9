#include "clients/load/wire/event_loop.hpp"
#include <cerrno>
#include <unistd.h>

namespace snug::load {

namespace {
constexpr std::size_t scratch_bytes = 256u << 10;
}

event_loop::event_loop()
  : epoll_(epoll_create1(EPOLL_CLOEXEC))
  , scratch_(scratch_bytes) {}

event_loop::~event_loop() { close(epoll_); }

bool event_loop::watch(int descriptor, std::uint32_t events, watcher& who) noexcept {
  epoll_event event{events, {.ptr = &who}};
  return epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void event_loop::change(int descriptor, std::uint32_t events, watcher& who) noexcept {
  epoll_event event{events, {.ptr = &who}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event);
}

void event_loop::turn(int most_ms) {
  tell(epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), most_ms));
}

void event_loop::turn_ns(std::uint64_t most_ns) {
  constexpr std::uint64_t ns_per_ms = 1'000'000;
  if (!has_fine_wait_) return turn(static_cast<int>((most_ns + ns_per_ms - 1) / ns_per_ms));
  const timespec most{static_cast<std::time_t>(most_ns / 1'000'000'000),
                      static_cast<long>(most_ns % 1'000'000'000)};
  const int count = epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()), &most, nullptr);
  has_fine_wait_ = count >= 0 || errno != ENOSYS;
  tell(count);
}

void event_loop::tell(int count) {
  for (int i = 0; i < count; ++i) {
    const auto& event = events_[static_cast<std::size_t>(i)];
    static_cast<watcher*>(event.data.ptr)->ready(event.events, now_ns());
  }
}

} // namespace snug::load
