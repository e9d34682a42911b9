#pragma once
#include "clients/console/chat_desk.hpp"
#include "clients/console/key_reader.hpp"
#include "clients/console/line_editor.hpp"
#include "clients/console/main_queue.hpp"
#include "clients/console/signals.hpp"
#include "clients/console/terminal.hpp"
#include "clients/console/terminal_display.hpp"

namespace snug::console {

/// A chat at a terminal.
class terminal_chat {
public:
  terminal_chat(client::loop& on, const chat_options& options, const signals& caught);
  /// Until the user leaves, a signal comes or the server ends it. Returns the exit code.
  int run();

private:
  void turn();
  void read();
  void press(const key_press& pressed);
  void edit(const key_press& pressed);

  const signals& caught_;
  main_queue queue_;
  terminal terminal_;
  line_editor editor_;
  key_reader keys_;
  terminal_display display_;
  chat_desk desk_;
  bool leaving_ = false;
};

} // namespace snug::console
