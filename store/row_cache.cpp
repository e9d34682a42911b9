#include "store/row_cache.hpp"

namespace snug::store {

namespace {

constexpr std::size_t table_at = 8; ///< behind the owner's key

bool is_kept(std::string_view key) noexcept {
  if (key.size() <= table_at) return false;
  const auto table = static_cast<model::table>(key[table_at]);
  return table == model::table::name || table == model::table::room || table == model::table::member;
}

/// False only where a range surely has none of the rows kept: retention's, within one owner's log.
bool may_hold_kept(std::string_view first, std::string_view last) noexcept {
  if (first.size() <= table_at || last.size() <= table_at) return true;
  const bool one_owner = first.substr(0, table_at) == last.substr(0, table_at);
  return !one_owner || static_cast<model::table>(first[table_at]) <= model::table::member;
}

} // namespace

std::optional<std::string> row_cache::get(std::string_view key) const {
  if (!is_kept(key)) return rows_->get(key);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const auto damage = rows_->damage_met();
  auto value = rows_->get(key);
  // A damaged row reads as none; whoever asks next must meet the damage, too.
  if (rows_->damage_met() != damage) return value;
  if (known_.size() >= most_known) known_.clear();
  known_.emplace(key, value);
  return value;
}

bool row_cache::scan(std::string_view first, std::string_view last, order direction,
                     const visitor& visit) const {
  return rows_->scan(first, last, direction, visit);
}

void row_cache::changed(std::span<const model::change> changes) {
  for (const auto& change : changes) {
    if (change.does != model::change::what::erase_range) {
      if (is_kept(change.key)) known_.erase(change.key);
    } else if (may_hold_kept(change.key, change.value)) {
      known_.clear();
    }
  }
}

} // namespace snug::store
