#pragma once
#include "clients/cpp/session_options.hpp"
#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <string>

namespace snug::client {

class loop;
class session_core;

/// A reply's data as a future carries it: MessagePack, "" is nil.
struct reply {
  std::string data;
  [[nodiscard]] model::value value() const noexcept { return model::value(data); }
};

/// A user of a server: connects, comes back by itself when the connection is lost, rejoins its rooms where it
/// stood in them and sends what wasn't answered again, under the same ids. Any thread may call it; handlers
/// run on the loop's thread. Events a lost connection kept from it arrive after it came back, in order and
/// once, or a gap is told.
class session {
public:
  /// `on` must outlive the session.
  session(loop& on, session_options options, session_handlers handlers);
  /// Ends without ceremony; unanswered commands are refused. No handler runs after it.
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Starts connecting. Once.
  void open();
  /// Says goodbye; the handlers learn `closed`. Unanswered commands are refused.
  void close();

  /// Joins `room` and stays in it across connections until leave(). `done` (may be empty) is told the first
  /// answer.
  void join(std::string room, reply_handler done = {}, join_options options = {});
  void leave(std::string room, reply_handler done = {});

  /// Sends a command; `room` "" for commands without one, `data` MessagePack ("" is nil). `done` (may be
  /// empty) runs once, on the loop thread: with the reply, or with why there is none. Refused at once
  /// (`unavailable`) where too many commands wait or the session is closed, in which case `done` runs on the
  /// calling thread.
  void call(std::string command, std::string room, std::string data, reply_handler done,
            call_options options = {});
  /// The same as a future. Don't wait for it on the loop thread.
  [[nodiscard]] std::future<model::result<reply>> call(std::string command, std::string room,
                                                       std::string data, call_options options = {});
  /// Sends a command that nobody waits for (`ref` 0), or forgets it where there is no connection or its
  /// socket has 1 MiB waiting.
  void signal(std::string command, std::string room, std::string data);

  [[nodiscard]] session_counters counters() const;
  /// The resume token of the last answered hello, "" before; to come back in another process.
  [[nodiscard]] std::string resume_token() const;
  /// How far the server's clock is ahead of this machine's, as of the last answered hello (0 before). Added
  /// to the time at which an edit was made while there was no connection, it is the `made_at` of state.set;
  /// work it out once per edit, when it is given to call(): a repeat has to say the same. Any thread.
  [[nodiscard]] std::int64_t clock_ahead_ms() const noexcept;

private:
  loop& loop_;
  std::shared_ptr<session_core> core_;
};

} // namespace snug::client
