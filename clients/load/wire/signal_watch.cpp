#include "clients/load/wire/signal_watch.hpp"
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace snug::load {

signal_watch::signal_watch(event_loop& loop, std::initializer_list<int> signals, std::function<void()> tell)
  : tell_(std::move(tell)) {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (const int each : signals)
    sigaddset(&wanted, each);
  pthread_sigmask(SIG_BLOCK, &wanted, &before_);
  descriptor_ = signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor_ >= 0) (void)loop.watch(descriptor_, EPOLLIN, *this);
}

signal_watch::~signal_watch() {
  if (descriptor_ >= 0) close(descriptor_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void signal_watch::ready(std::uint32_t, std::uint64_t) {
  signalfd_siginfo told{};
  while (read(descriptor_, &told, sizeof told) == sizeof told)
    tell_();
}

} // namespace snug::load
