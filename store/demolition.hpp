#pragma once
#include "actors/model/batch.hpp"
#include "actors/model/key.hpp"
#include "actors/model/rows.hpp"
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace snug::store {

/// Takes away what deleted rooms have left, in pieces. Which rooms those are stands in rows (`doomed`), so
/// that it goes on after a crash. Journal thread only.
class demolition {
public:
  /// Rows of a room that are taken away at once.
  static constexpr std::size_t piece = 64;

  struct work {
    model::key room;
    std::vector<model::change> changes;
    std::vector<std::string> members; ///< whose rows are among them
  };

  /// A room was deleted.
  void add(model::key room) { rooms_.push_back(room); }
  /// What was taken away may be there again: a transaction was aborted.
  void look_again() noexcept { looked_ = false; }
  /// True until it has looked for what an earlier process left, and as long as something is left.
  [[nodiscard]] bool due() const noexcept { return !looked_ || !rooms_.empty(); }

  /// The next piece, the last one of a room with its row in `doomed`; nothing where none is left.
  [[nodiscard]] work next(const model::row_source& rows);

private:
  void look(const model::row_source& rows);

  bool looked_ = false;
  std::deque<model::key> rooms_;
  std::string next_; ///< where the next piece of the first room begins; "": at its first row
};

} // namespace snug::store
