#pragma once
#include "clients/cpp/comeback.hpp"
#include "clients/cpp/connection.hpp"
#include "clients/cpp/outbound_queue.hpp"
#include "clients/cpp/room_list.hpp"
#include "clients/cpp/session_options.hpp"
#include "clients/cpp/timer.hpp"
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace snug::client {

class loop;

/// What a session does on its loop's thread: connecting, hello, rejoining, sending, coming back. Everything
/// but admit(), counters(), resume_token() and clock_ahead_ms() is for the loop thread only.
class session_core final : private connection::listener {
public:
  session_core(loop& on, session_options options, session_handlers handlers);
  ~session_core() override;

  void open();
  /// Says goodbye and ends; `closed` is told.
  void close();
  /// Ends at once; nothing is told but to those who wait for an answer.
  void abandon();

  void join(const std::string& room, reply_handler done, const join_options& options);
  void leave(const std::string& room, reply_handler done);
  /// Takes a command that admit() let in.
  void enqueue(outbound command);
  void signal(const std::string& command, const std::string& room, const std::string& data);

  /// Any thread. Takes a place for `command`, or says why there is none.
  [[nodiscard]] std::optional<model::failure> admit(const outbound& command);
  /// Any thread.
  [[nodiscard]] session_counters counters() const;
  [[nodiscard]] std::string resume_token() const;
  [[nodiscard]] std::int64_t clock_ahead_ms() const noexcept { return clock_ahead_ms_; }

private:
  using steady = std::chrono::steady_clock;
  /// What needs the loop's thread to be made and destroyed.
  struct link {
    link(session_core& self, loop& on);
    connection socket;
    timer wait;     ///< until the next attempt
    timer deadline; ///< for connecting and hello
    timer watch;    ///< over the server's signs of life
    timer rejoin;   ///< of rooms refused for now
  };

  void opened() override;
  void received(std::string_view message) override;
  void closed(const ending& how) override;

  void connect();
  void lost(const ending& how);
  void come_back(const ending& how, std::uint32_t hint_ms);
  void finish(std::uint16_t code, const std::string& reason);
  [[nodiscard]] comeback what_now(const ending& how) const;
  [[nodiscard]] bool take_new_token();
  void watch_over();

  void greeted(const outcome& result);
  void take_reply(const incoming_reply& reply);
  void take_event(const incoming_event& event);
  void take_join(const room_list::answer& answer, const outcome& result);
  void join_missing();
  void pump();
  std::uint32_t send(const std::string& command, const std::string& room, const std::string& data);
  void answer(outbound& command, const outcome& result);
  void tell(const session_state& state);

  loop& loop_;
  session_options options_;
  session_handlers handlers_;
  endpoint where_;
  std::unique_ptr<link> link_;
  backoff backoff_;
  outbound_queue queue_;
  room_list rooms_;
  bool ready_ = false;
  bool leaving_ = false;
  std::uint32_t hello_ref_ = 0;
  std::optional<model::failure> refused_; ///< why the last hello was refused
  std::uint32_t heartbeat_ms_ = 0;
  steady::time_point last_ready_ = steady::now();

  std::atomic<bool> over_{false};
  std::atomic<std::size_t> commands_{0};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> max_message_;
  std::atomic<std::int64_t> clock_ahead_ms_{0};
  std::atomic<std::uint64_t> connects_{0}, events_{0}, duplicates_{0}, holes_{0}, rubbish_{0};
  mutable std::mutex mutex_;
  std::string resume_; ///< guarded by mutex_
};

} // namespace snug::client
