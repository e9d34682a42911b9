#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace snug::load {

/// Which message stands at which offset of one room's log, as far as anybody has said: its acknowledgement or
/// any receiver. All must agree, or the room has more than one order. Remembers the newest offsets only.
class room_ledger {
public:
  struct entry {
    std::uint32_t sender = 0;
    std::uint32_t number = 0; ///< 0: nothing said yet
    friend bool operator==(const entry&, const entry&) = default;
  };

  /// What somebody else said stands there, where that is something else; nothing where all agree, or where
  /// the offset is long past.
  [[nodiscard]] std::optional<entry> note(std::uint64_t offset, entry what);

private:
  static constexpr std::uint64_t remembered = 16'384; ///< a power of two

  std::vector<entry> ring_; ///< by offset; grows with the log up to `remembered`
  std::uint64_t begin_ = 0; ///< the offset of the first entry that is remembered
  std::uint64_t end_ = 0;   ///< behind the last
  [[nodiscard]] entry& at(std::uint64_t offset) noexcept { return ring_[offset & (ring_.size() - 1)]; }
  void make_room_for(std::uint64_t offset);
};

} // namespace snug::load
