#pragma once
#include "actors/yjs/piece.hpp"

namespace snug::yjs {

/// A struct that owns its bytes; client and clock are its place in a `struct_store`.
struct kept_piece {
  std::uint64_t length = 0;
  std::uint8_t info = 0;
  std::uint32_t parent_size = 0; ///< how many of `bytes` are parent and key; the rest is the body
  id origin;
  id right_origin;
  std::string bytes;

  explicit kept_piece(const piece& p);
  /// Views into this one.
  [[nodiscard]] piece view(id at) const noexcept;
  [[nodiscard]] content kind() const noexcept { return static_cast<content>(info & 0x1f); }
  /// Memory it takes as a node of a map, heap included.
  [[nodiscard]] std::size_t memory() const noexcept;

  /// Gives its content up; ids, origins and parent stay. Only for kinds that `droppable` names.
  void drop_content();
  [[nodiscard]] bool droppable() const noexcept;
  /// Takes `next` in, which begins at the clock `end` of client `client`, where the two are one insertion;
  /// false where they aren't, or the text would become longer than is good for cutting it again.
  [[nodiscard]] bool join(const kept_piece& next, id end);
};

} // namespace snug::yjs
