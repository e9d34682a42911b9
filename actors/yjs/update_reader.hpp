#pragma once
#include "actors/yjs/delete_set.hpp"
#include "actors/yjs/lib0_reader.hpp"
#include "actors/yjs/piece.hpp"

namespace snug::yjs {

/// Walks the structs of an update (format v1), one at a time, then its deletions. Keeps one struct, whatever
/// the size of the update. Foreign bytes are held to everything that can be judged without a document: what
/// is wrong ends the walk and `sound` says so.
class update_reader {
public:
  explicit update_reader(std::string_view update, bool with_skips = true);

  /// The next struct, valid until the next call; nullptr behind the last one, or where something is wrong.
  [[nodiscard]] const piece* next();
  /// The deletions; only behind the last struct. Reads to the end of the update.
  void deletes(delete_set& into);
  /// The same, keeping nothing: how many ranges there are.
  [[nodiscard]] std::uint64_t count_of_deletes();

  [[nodiscard]] bool sound() const noexcept { return in_.sound(); }
  [[nodiscard]] std::string_view wrong() const noexcept { return in_.wrong(); }

private:
  bool enter_group();
  void read_piece();
  void read_item();
  void read_content();
  void end_here();

  lib0_reader in_;
  bool with_skips_;
  std::uint64_t groups_ = 0; ///< not yet entered
  std::uint64_t left_ = 0;   ///< structs of this group not yet read
  id at_;                    ///< where the next one begins
  piece now_;
};

} // namespace snug::yjs
