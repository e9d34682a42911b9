#pragma once
#include "actors/handles.hpp"
#include "actors/model/key.hpp"
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace snug::actors {

/// The awake rooms whose home this shard is. It alone wakes them and lets them sleep: it counts what it
/// sends, a room without people says how much it has handled, and one that has nothing in flight for 30 s is
/// taken out before it is told to go. So no message meets a dying room. Loop thread only.
class room_directory {
public:
  using waker = std::function<room_handle(model::key)>;
  explicit room_directory(waker wake)
    : wake_(std::move(wake)) {}

  /// The room, woken if it sleeps; the caller sends it exactly one message now.
  [[nodiscard]] const room_handle& reach(model::key room);
  /// The room if it is awake; the caller sends it exactly one message now.
  [[nodiscard]] const room_handle* reach_awake(model::key room);
  /// The room has nobody in it and nothing pending, and has handled `handled` messages.
  void emptied(model::key room, std::uint64_t handled, std::int64_t now);
  /// Rooms that may go: taken out of the table; the caller retires them.
  [[nodiscard]] std::vector<room_handle> take_rested(std::int64_t now);
  /// All rooms, taken out of the table.
  [[nodiscard]] std::vector<room_handle> take_all();

  [[nodiscard]] std::size_t size() const noexcept { return rooms_.size(); }

  /// How long a room without people stays awake, in ms.
  static constexpr std::int64_t rest_ms = 30'000;

private:
  struct entry {
    room_handle room;
    std::uint64_t sent = 0;
    std::uint64_t handled_when_empty = 0;
    std::optional<std::int64_t> empty_since = {};
  };
  waker wake_;
  std::unordered_map<model::key, entry> rooms_;
};

} // namespace snug::actors
