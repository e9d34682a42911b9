#pragma once
#include "actors/facets/rulebook.hpp"
#include "store/ports/engine.hpp"
#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace snug::store {

/// Retention in pieces: which rooms have grown enough to be looked at, and the piece of work that comes next.
/// Journal thread only.
class trimmer {
public:
  /// Records of a room taken at once, and how many it grows by between two looks: a room at its bound is
  /// trimmed once in so many messages, not with each.
  static constexpr std::size_t piece = 64;
  static constexpr std::uint64_t bytes_between_looks = 256u << 10;

  explicit trimmer(const facets::rulebook& rules)
    : rules_(rules) {}

  /// A room's log ends with this record now.
  void grew(const model::record& newest);
  /// A room that may hold something old, however long it has been quiet.
  void look_at(model::key room);
  [[nodiscard]] bool due() const noexcept { return !due_.empty(); }

  /// Takes one piece of the first room that is due. What it took is in `into`; returns how many records.
  std::size_t step(facets::draft& into, facets::log_heads& heads, std::int64_t wall_ms);

  /// Leaves the room that comes next as it is, until it has grown again.
  void pass_over();

private:
  struct mark {
    std::uint64_t last = 0;
    std::uint64_t bytes = 0;
  };
  static constexpr std::size_t most_known = 65'536;

  const facets::rulebook& rules_;
  std::unordered_map<model::key, mark> seen_; ///< where each room was when it was last looked at
  std::deque<model::key> due_;
  std::unordered_set<model::key> queued_; ///< the rooms in due_
};

} // namespace snug::store
