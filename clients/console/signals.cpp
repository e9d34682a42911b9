#include "clients/console/signals.hpp"
#include <stdexcept>
#include <sys/signalfd.h>
#include <unistd.h>

namespace snug::console {

signals::signals() {
  sigset_t caught;
  sigemptyset(&caught);
  for (const auto signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH})
    sigaddset(&caught, signal);
  ::pthread_sigmask(SIG_BLOCK, &caught, &before_);
  fd_ = ::signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ >= 0) return;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  throw std::runtime_error("console: no descriptor left");
}

signals::~signals() {
  ::close(fd_);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> signals::next() const noexcept {
  signalfd_siginfo info{};
  if (::read(fd_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

} // namespace snug::console
