#pragma once
#include "clients/console/chat.hpp"
#include "clients/console/display.hpp"
#include "clients/console/main_queue.hpp"
#include "clients/cpp/session.hpp"
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace snug::console {

/// One person's chat in one room: turns what they type into commands and what the server says into what they
/// see. Drawing thread only; `queue` brings the session's handlers to it.
class chat_desk {
public:
  chat_desk(client::loop& on, const chat_options& options, main_queue& queue, display& shown);

  void open() { session_.open(); }
  /// A line that was entered: a message, or a command beginning with "/". "//" begins a message with a slash.
  void enter(const std::string& line);
  /// The line being edited has changed; tells the others that somebody is typing, where it is.
  void editing(const std::string& line);
  void leave();

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] bool wants_to_leave() const noexcept { return leaving_; }
  /// The room was joined and what was said before is shown (or was refused).
  [[nodiscard]] bool settled() const noexcept { return past_shown_ && joined_; }
  /// Messages without an acknowledgement.
  [[nodiscard]] std::size_t unacknowledged() const noexcept { return unacknowledged_; }
  [[nodiscard]] std::size_t refusals() const noexcept { return refusals_; }

private:
  [[nodiscard]] client::session_handlers handlers();
  void on_state(const client::session_state& state);
  void on_joined(bool again, std::uint64_t missed, const std::optional<model::gap>& gap, std::uint64_t head);
  void on_event(const told_event& event);
  void on_past(const model::result<std::string>& answer);
  void on_answer(const std::string& id, const model::result<std::string>& answer);
  void say(const std::string& text);
  void command(const std::string& line);
  void who();

  chat_options options_;
  main_queue& queue_;
  display& display_;
  std::string user_;
  std::vector<pending_message> pending_; ///< not acknowledged, or acknowledged and not told yet
  std::vector<told_event> held_;         ///< events that wait for what was said before them
  std::size_t unacknowledged_ = 0;
  std::size_t refusals_ = 0;
  bool past_shown_ = false;
  bool joined_ = false;
  bool leaving_ = false; ///< the user wants to
  bool left_ = false;    ///< we said goodbye: what is refused because of it is no news
  bool closed_ = false;
  bool typing_told_ = false;
  std::chrono::steady_clock::time_point typing_at_;
  /// Last: its handlers post to the rest.
  client::session session_;
};

} // namespace snug::console
