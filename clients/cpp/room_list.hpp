#pragma once
#include "clients/cpp/hello.hpp"
#include "clients/cpp/room_positions.hpp"
#include "clients/cpp/session_options.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace snug::client {

/// The rooms a session wants to be in, which of them it is in on this connection, and where it stands in
/// each. Knows no socket. Not for several threads at once.
class room_list {
public:
  /// What the answer to a join came to.
  struct answer {
    std::string room;
    bool again = false;                 ///< it was in the room before
    bool retry = false;                 ///< refused, but only for now; it stays wanted
    join_answer joined;                 ///< only where the join was granted
    std::vector<reply_handler> waiting; ///< whoever asked for it and was not told yet
  };

  void want(const std::string& room, reply_handler done, const join_options& options);
  /// It is not wanted any more; the position is forgotten. Returns whoever waits for its join.
  std::vector<reply_handler> unwant(const std::string& room);

  /// Rooms to join now: wanted, not joined and not asked for on this connection.
  [[nodiscard]] std::vector<std::string> missing() const;
  /// `room` is being joined with the command `ref`; returns the command's data.
  [[nodiscard]] std::string joining(const std::string& room, std::uint32_t ref);
  /// The answer to a join; nothing where `ref` is no join of this connection. A room refused for good is
  /// unwanted.
  [[nodiscard]] std::optional<answer> answered(std::uint32_t ref, const outcome& result);
  /// All rooms have to be joined again.
  void connection_lost();
  /// Unwants all rooms; returns whoever waits for a join.
  [[nodiscard]] std::vector<reply_handler> clear();

  [[nodiscard]] room_positions& positions() noexcept { return positions_; }
  [[nodiscard]] const room_positions& positions() const noexcept { return positions_; }

private:
  struct wanted {
    join_options options;
    std::vector<reply_handler> waiting;
    std::uint32_t ref = 0; ///< of the join under way; 0: none
    bool in = false;       ///< joined on this connection
    bool ever = false;     ///< joined on any
  };
  std::map<std::string, wanted, std::less<>> rooms_;
  room_positions positions_;
};

} // namespace snug::client
