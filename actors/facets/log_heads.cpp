#include "actors/facets/log_heads.hpp"

namespace snug::facets {

log_head* log_heads::find(const model::row_source& rows, model::key room) {
  const auto known = heads_.find(room);
  if (known != heads_.end()) return &known->second;
  const auto head = read_head(rows, room);
  if (heads_.size() >= most_known) heads_.clear();
  return head ? &heads_.emplace(room, *head).first->second : nullptr;
}

} // namespace snug::facets
