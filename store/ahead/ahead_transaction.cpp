#include "store/ahead/ahead_transaction.hpp"
#include "store/ahead/recent_cursor.hpp"
#include <algorithm>
#include <set>

namespace snug::store {

ahead_engine::transaction::transaction(ahead_engine& whole, std::uint64_t number, recent_layers recent)
  : whole_(whole)
  , number_(number)
  , recent_(std::move(recent))
  , damage_before_(whole.below_.damage_met()) {
  whole_.entry_.begin(whole_.card().store_id, number_);
}

ahead_engine::transaction::~transaction() {
  if (!over_) whole_.active_->take_back();
  whole_.below_.reset();
}

std::optional<std::string> ahead_engine::transaction::get(std::string_view key) const {
  if (auto known = find_recent(recent_, key, number_)) return *std::move(known);
  return whole_.below_.get(key);
}

bool ahead_engine::transaction::scan(std::string_view first, std::string_view last, order direction,
                                     const visitor& visit) const {
  return scan_merged(recent_, number_, whole_.below_, first, last, direction, visit);
}

trouble ahead_engine::transaction::apply(std::span<const model::change> changes) {
  using what = model::change::what;
  const auto unfit = [](const model::change& c) {
    return c.does != what::erase_range && (c.key.empty() || c.key.size() > max_key_bytes);
  };
  // LMDB would refuse the key when nothing can be done about it any more.
  if (std::any_of(changes.begin(), changes.end(), unfit))
    return failed_with(model::error_code::unavailable, "writing rows: a key is empty or too long");
  while (!changes.empty()) {
    const auto is_range = [](const model::change& c) { return c.does == what::erase_range; };
    const auto single =
        static_cast<std::size_t>(std::find_if(changes.begin(), changes.end(), is_range) - changes.begin());
    put_and_erase(changes.first(single));
    changes = changes.subspan(single);
    if (changes.empty()) break;
    put_and_erase(rows_of_range(changes.front()));
    changes = changes.subspan(1);
  }
  return std::nullopt;
}

void ahead_engine::transaction::put_and_erase(std::span<const model::change> changes) {
  for (const auto& change : changes) {
    if (change.does == model::change::what::put)
      whole_.entry_.put(change.key, change.value);
    else
      whole_.entry_.erase(change.key);
  }
  whole_.active_->apply(number_, changes);
}

std::vector<model::change> ahead_engine::transaction::rows_of_range(const model::change& range) const {
  std::set<std::string, std::less<>> keys;
  if (range.key < range.value)
    for (auto& key : whole_.below_.keys(range.key, range.value))
      keys.insert(std::move(key));
  for (recent_cursor recent(recent_, number_, range.key, range.value, order::up); !recent.at_end();
       recent.next()) {
    if (recent.row().is)
      keys.insert(recent.row().key);
    else
      keys.erase(recent.row().key);
  }
  std::vector<model::change> rows;
  for (const auto& key : keys)
    rows.push_back({model::change::what::erase, key, {}});
  return rows;
}

trouble ahead_engine::transaction::commit(const progress& so_far) {
  over_ = true;
  auto failed = whole_.commit(whole_.entry_.finish(so_far), so_far);
  if (failed) whole_.active_->take_back();
  return failed;
}

} // namespace snug::store
