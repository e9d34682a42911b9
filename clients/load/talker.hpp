#pragma once
#include "clients/load/protocol/peer_protocol.hpp"
#include "clients/load/verify/stamp.hpp"
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace snug::load {

/// What one client says: numbers its messages, stamps them, and keeps durable ones until they are answered,
/// to send them again under the same ids where a connection broke.
class talker {
public:
  struct unanswered {
    std::uint32_t number = 0;
    std::uint64_t due = 0;
  };

  talker(lane kept, std::uint32_t run, std::uint32_t room, std::uint32_t client, std::size_t size);

  /// The next message, due at `due`. Valid until the next call.
  [[nodiscard]] publication next(std::string_view room_name, std::uint64_t due);
  /// A message that wasn't answered, as it was.
  [[nodiscard]] publication again(std::string_view room_name, const unanswered& which);
  /// The message that `ref` named, where it waits for an answer; it doesn't any more.
  [[nodiscard]] std::optional<unanswered> answered(std::uint64_t ref);

  [[nodiscard]] std::uint32_t last() const noexcept { return last_; }
  /// Durable messages without an answer, the oldest first.
  [[nodiscard]] const std::deque<unanswered>& waiting() const noexcept { return waiting_; }

private:
  [[nodiscard]] publication fill(std::string_view room_name, std::uint32_t number, std::uint64_t due);

  lane kept_;
  stamp mark_;
  std::uint32_t last_ = 0;
  std::deque<unanswered> waiting_;
  std::string text_;
  std::string id_;
  std::string key_;
};

} // namespace snug::load
