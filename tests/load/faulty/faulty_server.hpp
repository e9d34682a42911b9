#pragma once
#include "clients/load/wire/event_loop.hpp"
#include "clients/load/wire/websocket.hpp"
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::test {

/// A small server of the native protocol in MessagePack that does one thing wrong on purpose, now and then: a
/// load generator has to notice. One thread, rooms by name, everything in memory; knows `hello`, `room.join`
/// (with `since`), `room.leave`, `publish` and `message.send`.
class faulty_server {
public:
  enum class mistake : std::uint8_t {
    none,
    drop,        ///< one receiver doesn't get an event
    twice,       ///< one receiver gets an event twice
    swap,        ///< one receiver gets an event behind the next one
    misdeliver,  ///< somebody in another room gets an event
    impersonate, ///< an event is said to be from somebody else
    alter,       ///< an event's text has another end
    forget,      ///< a durable command isn't answered
    renumber,    ///< a durable event reaches one receiver under another message's offset
    hang_up,     ///< a connection is closed
  };

  /// `every`: one in so many deliveries (or answers) is wrong.
  faulty_server(mistake wrong, std::uint32_t every);
  ~faulty_server();
  faulty_server(const faulty_server&) = delete;
  faulty_server& operator=(const faulty_server&) = delete;

  /// Listens on 127.0.0.1; the port, or 0 where it can't.
  [[nodiscard]] std::uint16_t listen();
  /// Serves until `stop` is called from another thread.
  void run();
  void stop() noexcept;

private:
  class door;
  class bell;
  class client;
  struct room {
    std::uint64_t head = 0;
    std::vector<std::string> log; ///< frames by offset − 1
    std::string last_sender;
  };

  void accepted(int socket);
  void gone(client& who);
  void message(client& from, std::string_view bytes);
  void join(client& who, std::uint64_t ref, std::string_view name, std::uint64_t since);
  void send_message(client& from, std::uint64_t ref, std::string_view name, std::string_view data,
                    std::string_view id);
  void tell_room(const client* except, const std::string& name, const std::string& event);
  void deliver(client& to, const std::string& name, const std::string& event);
  void reply(client& to, std::uint64_t ref, std::string_view data);
  /// Whether this time it is done wrong.
  [[nodiscard]] bool is(mistake which) noexcept;

  mistake wrong_;
  std::uint32_t every_;
  std::uint32_t countdown_;
  load::event_loop loop_;
  std::unique_ptr<door> door_;
  std::unique_ptr<bell> bell_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<client>> clients_;
  std::vector<std::unique_ptr<client>> leaving_; ///< freed at the end of the turn
  std::map<std::string, room, std::less<>> rooms_;
  std::uint32_t named_ = 0;
};

} // namespace snug::test
