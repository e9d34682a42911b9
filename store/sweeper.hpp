#pragma once
#include "actors/model/table.hpp"
#include "store/trimmer.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace snug::store {

/// Walks the whole store slowly for what ends by the clock: rooms that are quiet but hold old records,
/// sessions and logins that are over. Journal thread only.
class sweeper {
public:
  /// One walk takes as many steps as the store is large; then it rests.
  static constexpr std::int64_t step_every_ms = 5'000;
  static constexpr std::int64_t rest_ms = 600'000;
  static constexpr std::size_t owners_per_step = 256;
  static constexpr std::size_t sessions_per_step = 64;

  /// The first step is due at `first_step` (steady ms).
  explicit sweeper(std::int64_t first_step)
    : next_(first_step) {}

  [[nodiscard]] std::int64_t next_step() const noexcept { return next_; }

  /// Shows rooms it comes by to `rooms`; returns the keys of sessions and logins that have ended by
  /// `wall_ms`.
  [[nodiscard]] std::vector<std::string> step(const model::row_source& rows, trimmer& rooms,
                                              std::int64_t wall_ms, std::int64_t steady_ms);

private:
  [[nodiscard]] bool pass_rooms(const model::row_source& rows, trimmer& rooms);
  void next_partition(std::int64_t steady_ms);

  std::int64_t next_;
  unsigned partition_ = 0;
  model::key at_; ///< the owner that was passed last; before the first: the partition
  model::table looks_at_ = model::table::session; ///< or the partition's logins
  std::uint64_t session_ = 0;                     ///< where they go on
  bool sessions_passed_ = false;
};

} // namespace snug::store
