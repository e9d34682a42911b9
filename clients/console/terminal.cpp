#include "clients/console/terminal.hpp"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace snug::console {
namespace {

constexpr std::string_view bracketed_paste_on = "\x1b[?2004h";
constexpr std::string_view bracketed_paste_off = "\x1b[?2004l";
constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/// What a fault's handler needs: it may touch nothing that isn't here. Written before `taken` is set.
termios before;
std::atomic<bool> taken{false};

/// Async-signal-safe.
void put_back() noexcept {
  if (!taken.exchange(false)) return;
  [[maybe_unused]] const auto written =
      ::write(STDOUT_FILENO, bracketed_paste_off.data(), bracketed_paste_off.size());
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

void on_fault(int signal) {
  put_back();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

} // namespace

bool terminal::usable() noexcept {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && kind != nullptr &&
         std::strcmp(kind, "dumb") != 0;
}

terminal::terminal() {
  ::tcgetattr(STDIN_FILENO, &before);
  for (const auto fault : faults)
    std::signal(fault, on_fault);
  take();
}

terminal::~terminal() {
  put_back();
  for (const auto fault : faults)
    std::signal(fault, SIG_DFL);
}

void terminal::take() noexcept {
  auto raw = before;
  raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cflag |= CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  taken = true;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  write(bracketed_paste_on);
}

void terminal::write(std::string_view bytes) const noexcept {
  while (!bytes.empty()) {
    const auto written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd writable{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return; // the terminal is gone; reading it will say so
    }
  }
}

std::size_t terminal::columns() const noexcept {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

void terminal::suspend() noexcept {
  put_back();
  std::raise(SIGTSTP);
  take();
}

} // namespace snug::console
