#pragma once
#include <optional>
#include <signal.h>

namespace snug::console {

/// SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGWINCH as something to poll, for as long as this lives. Threads
/// started meanwhile leave them alone; make it before any.
class signals {
public:
  /// Throws std::runtime_error where the system has no descriptor left.
  signals();
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  [[nodiscard]] int descriptor() const noexcept { return fd_; }
  /// The next signal that came; nothing where none did.
  [[nodiscard]] std::optional<int> next() const noexcept;

private:
  sigset_t before_{};
  int fd_;
};

} // namespace snug::console
