#pragma once
#include "clients/console/chat_desk.hpp"
#include "clients/console/main_queue.hpp"
#include "clients/console/signals.hpp"
#include <optional>

namespace snug::console {

/// What woke the drawing thread.
struct woken {
  bool input = false; ///< something can be read, or standard input is gone
  std::optional<int> signal;

  /// A signal that asks to end.
  [[nodiscard]] bool ends() const noexcept { return signal && *signal != SIGWINCH; }
};

/// Waits for input (-1: none is wanted), for the queue, for a signal, or `timeout_ms` (-1: for ever).
[[nodiscard]] woken wait_for(int input, const main_queue& queue, const signals& caught, int timeout_ms);

/// Ends the session and waits for its goodbye for a moment, so that the server sees one.
void say_goodbye(chat_desk& desk, main_queue& queue, const signals& caught);

/// Says what stayed unacknowledged; the exit code of a chat.
[[nodiscard]] int verdict(bool ended_by_server, std::size_t unacknowledged, std::size_t refusals);

} // namespace snug::console
