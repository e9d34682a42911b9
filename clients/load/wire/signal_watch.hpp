#pragma once
#include "clients/load/wire/event_loop.hpp"
#include <csignal>
#include <functional>
#include <initializer_list>

namespace snug::load {

/// Turns signals into calls from the event loop. While it lives, they don't do what they otherwise would.
class signal_watch final : public event_loop::watcher {
public:
  signal_watch(event_loop& loop, std::initializer_list<int> signals, std::function<void()> tell);
  ~signal_watch() override;
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

  void ready(std::uint32_t events, std::uint64_t now) override;

private:
  std::function<void()> tell_;
  sigset_t before_{};
  int descriptor_ = -1;
};

} // namespace snug::load
