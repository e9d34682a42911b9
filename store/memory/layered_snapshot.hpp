#pragma once
#include "store/ports/reader.hpp"

namespace snug::store {

/// Keys of rooms that live in memory only: the top bit of their counter, which no key on disk ever reaches.
inline constexpr std::uint64_t memory_counter = 1ull << 55;
[[nodiscard]] constexpr bool lives_in_memory(model::key room) noexcept {
  return (room.counter() & memory_counter) != 0;
}

/// Two snapshots as one: the rows of memory-only rooms from memory, all others from disk. Both outlive it;
/// one thread.
class layered_snapshot final : public snapshot {
public:
  layered_snapshot(const snapshot& disk, const snapshot& memory)
    : disk_(disk)
    , memory_(memory) {}

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
  bool scan(std::string_view first, std::string_view last, order direction,
            const visitor& visit) const override;
  /// The disk's: what memory commits has no part in that count.
  [[nodiscard]] std::uint64_t last_commit() const noexcept override { return disk_.last_commit(); }
  [[nodiscard]] bool readable() const noexcept override { return disk_.readable() && memory_.readable(); }

private:
  [[nodiscard]] const snapshot& layer_of(std::string_view key) const;
  bool scan_both(std::string_view first, std::string_view last, const visitor& visit) const;

  const snapshot& disk_;
  const snapshot& memory_;
};

} // namespace snug::store
