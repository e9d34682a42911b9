#pragma once
#include "actors/model/position.hpp"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace snug::client {

/// Where a client stands in each of its rooms: what it names when it comes back, and the check that durable
/// events arrive in order, without holes or doubles. Not for several threads at once.
class room_positions {
public:
  /// What an event's offset says about it.
  enum class verdict {
    next,      ///< new (or the room's position isn't known): hand it on
    duplicate, ///< seen before: drop it
    hole,      ///< new, but something before it never came: hand it on, count what is missing
  };

  /// The server's answer to `room.join`: events follow from `at`. A position of the same epoch never goes
  /// back, so what is sent again is recognised.
  void joined(std::string_view room, model::position at);
  /// Judges a durable event (`offset` > 0) and moves the room's position on.
  [[nodiscard]] verdict seen(std::string_view room, std::uint64_t offset);
  /// What to give as `since`; nothing where the room was never joined.
  [[nodiscard]] std::optional<model::position> since(std::string_view room) const;
  void forget(std::string_view room);

  /// Events that came a second time, and offsets that never came, over this object's life. A server that
  /// keeps its promises leaves both 0.
  [[nodiscard]] std::uint64_t duplicates() const noexcept { return duplicates_; }
  [[nodiscard]] std::uint64_t holes() const noexcept { return holes_; }

private:
  std::map<std::string, model::position, std::less<>> rooms_;
  std::uint64_t duplicates_ = 0;
  std::uint64_t holes_ = 0;
};

} // namespace snug::client
