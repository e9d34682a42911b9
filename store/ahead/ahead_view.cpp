#include "store/ahead/ahead_view.hpp"
#include "store/ahead/recent_cursor.hpp"

namespace snug::store {

/// The layers first, then LMDB: rows that move from one to the other meanwhile are seen in both. Only where
/// the layers themselves changed could some be missed; then once more.
trouble ahead_engine::view::renew() {
  while (true) {
    seen_ = whole_.now();
    if (auto failed = below_->renew()) return failed;
    if (whole_.turn() == seen_.turn) return std::nullopt;
    below_->reset();
  }
}

void ahead_engine::view::reset() noexcept {
  below_->reset();
  seen_.recent.clear();
}

std::optional<std::string> ahead_engine::view::get(std::string_view key) const {
  if (auto known = find_recent(seen_.recent, key, seen_.number)) return *std::move(known);
  return below_->get(key);
}

bool ahead_engine::view::scan(std::string_view first, std::string_view last, order direction,
                              const visitor& visit) const {
  return scan_merged(seen_.recent, seen_.number, *below_, first, last, direction, visit);
}

} // namespace snug::store
