#pragma once
#include "clients/console/chat_desk.hpp"
#include "clients/console/json_display.hpp"
#include "clients/console/main_queue.hpp"
#include "clients/console/plain_display.hpp"
#include "clients/console/signals.hpp"
#include <chrono>
#include <string>

namespace snug::console {

/// A chat without a terminal: each line of standard input is a message, each event a line of standard output.
class line_chat {
public:
  line_chat(client::loop& on, const chat_options& options, const signals& caught);
  /// Until the user leaves, a signal comes, the server ends it, or standard input ended and everything is
  /// acknowledged (or `ack_ms` went by). Returns the exit code.
  int run();

private:
  [[nodiscard]] display& shown();
  [[nodiscard]] bool done() const;
  [[nodiscard]] int input() const;
  void read();
  void enter_lines();

  const chat_options& options_;
  const signals& caught_;
  main_queue queue_;
  plain_display plain_;
  json_display json_;
  chat_desk desk_;
  std::string arriving_;
  bool open_ = true;
  std::chrono::steady_clock::time_point patience_ends_;
};

} // namespace snug::console
