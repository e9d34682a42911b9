#pragma once
#include "actors/facets/state_rows.hpp"
#include "actors/model/event.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::facets {

inline constexpr std::string_view state_changed_record = "state.changed";
inline constexpr std::string_view state_restored_record = "state.restored";
inline constexpr std::string_view state_made_record = "state.snapshot_made";
inline constexpr std::string_view state_forgotten_record = "state.snapshot_forgotten";
/// Silent: `{to}`, versions below it leave the history.
inline constexpr std::string_view state_trimmed_record = "state.trimmed";

/// One key's change.
struct state_change {
  std::string key;
  std::string value;     ///< MessagePack, "": erased
  std::uint64_t was = 0; ///< the version it replaced; 0: nothing was there
  std::string old;       ///< what that had, where it is short; "" where nothing or too much
};

/// An edit made offline that is older than what is there.
struct state_loss {
  std::string key;
  std::string value; ///< what it would have put there; "": erased
  state_cell winner; ///< without name; the value only where it is short
};

/// What a `state.changed` record says.
struct state_changed {
  std::uint64_t version = 0;
  std::string what; ///< `set`, `merge` or `erase`
  std::int64_t made_at = 0;
  std::vector<state_change> changes;
  std::vector<state_loss> lost;
};
/// `at`: when it came; `made_at` is told where it is another time.
[[nodiscard]] std::string encode(const state_changed& said, std::int64_t at);
[[nodiscard]] state_changed read_state_changed(std::string_view data, std::int64_t at);
/// The list `lost` alone, for the reply.
[[nodiscard]] std::string encode_lost(const std::vector<state_loss>& lost);

} // namespace snug::facets
