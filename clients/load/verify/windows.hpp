#pragma once
#include <cstdint>
#include <vector>

namespace snug::load {

/// The closed loop of messages that nobody acknowledges: counts for each talker's messages under way how many
/// receivers don't have them yet.
class windows {
public:
  /// `window`: how many messages of one talker may be under way; 0: nothing is counted.
  windows(std::uint32_t clients, std::uint32_t window);

  /// `talker` sent its message `number` to `receivers` others; at least one.
  void sent(std::uint32_t talker, std::uint32_t number, std::uint32_t receivers);
  /// One more receiver has it.
  void arrived(std::uint32_t talker, std::uint32_t number);

  [[nodiscard]] std::uint32_t free_of(std::uint32_t talker) const noexcept {
    return window_ - by_client_[talker].under_way;
  }
  /// Talkers some message of whom has reached everybody since the last call. Valid until the next.
  [[nodiscard]] const std::vector<std::uint32_t>& take_freed();

private:
  struct talker {
    std::vector<std::uint32_t> missing; ///< by message number, modulo its size
    std::uint32_t under_way = 0;
    bool freed = false;
  };

  std::uint32_t window_;
  std::vector<talker> by_client_;
  std::vector<std::uint32_t> freed_;
  std::vector<std::uint32_t> told_;
};

} // namespace snug::load
