#include "clients/console/chat_wait.hpp"
#include <chrono>
#include <iostream>
#include <poll.h>

namespace snug::console {

woken wait_for(int input, const main_queue& queue, const signals& caught, int timeout_ms) {
  // poll() leaves out what has a negative descriptor.
  pollfd ready[] = {{queue.descriptor(), POLLIN, 0}, {caught.descriptor(), POLLIN, 0}, {input, POLLIN, 0}};
  if (::poll(ready, 3, timeout_ms) <= 0) return {};
  woken out;
  if ((ready[1].revents & POLLIN) != 0) out.signal = caught.next();
  out.input = ready[2].revents != 0;
  return out;
}

void say_goodbye(chat_desk& desk, main_queue& queue, const signals& caught) {
  using steady = std::chrono::steady_clock;
  constexpr auto patience = std::chrono::milliseconds(1'500);
  desk.leave();
  for (const auto until = steady::now() + patience; !desk.closed() && steady::now() < until;) {
    (void)wait_for(-1, queue, caught, 50);
    queue.run();
  }
}

int verdict(bool ended_by_server, std::size_t unacknowledged, std::size_t refusals) {
  if (unacknowledged != 0)
    std::cerr << "snug chat: " << unacknowledged << (unacknowledged == 1 ? " message was" : " messages were")
              << " not acknowledged\n";
  return ended_by_server || unacknowledged != 0 || refusals != 0 ? 1 : 0;
}

} // namespace snug::console
