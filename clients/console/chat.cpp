#include "clients/console/chat.hpp"
#include "clients/console/line_chat.hpp"
#include "clients/console/signals.hpp"
#include "clients/console/terminal_chat.hpp"
#include "clients/cpp/loop.hpp"
#include <exception>
#include <iostream>

namespace snug::console {

int chat(const chat_options& options) {
  try {
    const signals caught;
    client::loop loop;
    if (!options.json && terminal::usable()) return terminal_chat(loop, options, caught).run();
    return line_chat(loop, options, caught).run();
  } catch (const std::exception& e) {
    std::cerr << "snug chat: " << e.what() << '\n';
    return 1;
  }
}

} // namespace snug::console
