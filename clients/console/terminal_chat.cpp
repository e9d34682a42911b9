#include "clients/console/terminal_chat.hpp"
#include "clients/console/chat_wait.hpp"
#include <unistd.h>

namespace snug::console {

terminal_chat::terminal_chat(client::loop& on, const chat_options& options, const signals& caught)
  : caught_(caught)
  , display_(terminal_, editor_, options.room)
  , desk_(on, options, queue_, display_) {}

int terminal_chat::run() {
  display_.notice("/help says what there is; Ctrl-D leaves");
  desk_.open();
  display_.draw();
  while (!desk_.closed() && !desk_.wants_to_leave() && !leaving_)
    turn();
  const bool by_server = desk_.closed();
  const auto unacknowledged = desk_.unacknowledged();
  if (!by_server) say_goodbye(desk_, queue_, caught_);
  // A message refused in passing was shown and answered; only what ended the chat counts.
  return verdict(by_server, unacknowledged, 0);
}

void terminal_chat::turn() {
  constexpr int escape_ms = 50; // an escape that stands alone for so long is the key
  const auto what = wait_for(STDIN_FILENO, queue_, caught_, keys_.waits() ? escape_ms : -1);
  queue_.run();
  if (what.ends()) leaving_ = true;
  if (what.input)
    read();
  else if (keys_.waits())
    (void)keys_.give_up();
  if (what.signal == SIGWINCH)
    display_.draw_anew();
  else
    display_.draw();
}

void terminal_chat::read() {
  char bytes[4096];
  const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
  if (got <= 0) {
    leaving_ = true; // the terminal is gone
    return;
  }
  keys_.feed({bytes, static_cast<std::size_t>(got)});
  while (const auto pressed = keys_.next())
    press(*pressed);
  desk_.editing(editor_.text());
}

void terminal_chat::press(const key_press& pressed) {
  switch (pressed.is) {
  case key::enter:
    desk_.enter(editor_.take());
    return;
  case key::interrupt:
    // As in a shell: the first takes back what was typed.
    if (editor_.text().empty()) leaving_ = true;
    editor_.clear();
    return;
  case key::end_of_input:
    if (editor_.text().empty())
      leaving_ = true;
    else
      editor_.erase();
    return;
  case key::redraw:
    display_.draw_anew();
    return;
  case key::suspend:
    terminal_.suspend();
    display_.draw_anew();
    return;
  default:
    edit(pressed);
  }
}

void terminal_chat::edit(const key_press& pressed) {
  switch (pressed.is) {
  case key::text:
    return editor_.insert(pressed.text);
  case key::backspace:
    return editor_.backspace();
  case key::erase:
    return editor_.erase();
  case key::erase_word:
    return editor_.erase_word();
  case key::erase_to_start:
    return editor_.erase_to_start();
  case key::erase_to_end:
    return editor_.erase_to_end();
  case key::left:
    return editor_.left();
  case key::right:
    return editor_.right();
  case key::word_left:
    return editor_.word_left();
  case key::word_right:
    return editor_.word_right();
  case key::home:
    return editor_.home();
  case key::end:
    return editor_.end();
  case key::up:
    return editor_.older();
  case key::down:
    return editor_.newer();
  default:
    return;
  }
}

} // namespace snug::console
