#pragma once
#include "actors/facets/log_rows.hpp"
#include <unordered_map>

namespace snug::facets {

/// Heads of logs as the writer knows them, so that a message costs no look-up; forgotten when a group is
/// aborted.
class log_heads {
public:
  /// Reads it from the rows on first use. Nothing where there is no such room. The pointer holds
  /// until the next call.
  [[nodiscard]] log_head* find(const model::row_source& rows, model::key room);
  void forget() noexcept { heads_.clear(); }
  void forget(model::key room) noexcept { heads_.erase(room); }

private:
  static constexpr std::size_t most_known = 65'536; ///< rooms; then all are read anew (some 5 MiB)
  std::unordered_map<model::key, log_head> heads_;
};

} // namespace snug::facets
