#pragma once
#include "clients/load/wire/event_loop.hpp"
#include "clients/load/wire/websocket.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::bench {

/// The least a server can do that still fans out over WebSockets: one thread, rooms that are lists, no
/// identity, no limits, nothing stored. What is above its cost is what a real server's promises cost.
///
/// It answers `hello` and `room.join`, and sends the data of every `publish` on to everybody else of the
/// room as snug's event.
class floor_server {
public:
  enum class manner {
    send,   ///< one send(2) per receiver and message
    gather, ///< one send(2) per receiver and turn of the loop, for all messages of that turn
  };

  explicit floor_server(manner manner);
  ~floor_server();
  floor_server(const floor_server&) = delete;
  floor_server& operator=(const floor_server&) = delete;

  /// Listens on 127.0.0.1:`port`; false where it can't.
  [[nodiscard]] bool listen(std::uint16_t port);
  /// Serves until the process ends.
  [[noreturn]] void run();

private:
  class door;
  class client;
  struct event {
    client* author;
    std::size_t begin, end; ///< in `turn`
  };
  struct room {
    std::vector<client*> members; ///< by position in the room
    std::string turn;             ///< frames of this turn, one behind the other
    std::vector<event> events;    ///< whose frames they are
  };

  void accepted(int socket);
  void gone(client& who);
  void enter(client& who, std::string_view name);
  void leave(client& who);
  /// A whole message of `from`.
  void message(client& from, std::string_view bytes);
  void tell_others(client& from, std::string_view data);
  static void tell_turn(room& where);

  manner manner_;
  load::event_loop loop_;
  std::unique_ptr<door> door_;
  std::vector<std::unique_ptr<client>> clients_; ///< by position
  std::vector<std::unique_ptr<client>> leaving_; ///< freed at the end of the turn
  std::map<std::string, room, std::less<>> rooms_;
  std::vector<room*> talking_; ///< those with events of this turn
};

} // namespace snug::bench
