#include "store/demolition.hpp"
#include "actors/facets/due_rows.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/model/table.hpp"
#include <utility>

namespace snug::store {

using model::row_key;
using model::table;

namespace {

constexpr std::size_t owner_bytes = 9; // the owner's key and the table

} // namespace

void demolition::look(const model::row_source& rows) {
  looked_ = true;
  rooms_.clear();
  next_.clear();
  for (unsigned partition = 0; partition < model::partition_count; ++partition)
    rows.scan(row_key(partition, table::doomed).str(),
              row_key::end_of(model::key::make(partition, 0), table::doomed), model::row_source::order::up,
              [&](std::string_view, std::string_view value) {
                if (const auto room = facets::decode_number(value)) rooms_.emplace_back(*room);
                return true;
              });
}

demolition::work demolition::next(const model::row_source& rows) {
  if (!looked_) look(rows);
  work piece_of_it;
  if (rooms_.empty()) return piece_of_it;
  const auto room = rooms_.front();
  piece_of_it.room = room;
  const bool on_the_way = !next_.empty();
  const auto first = on_the_way ? std::exchange(next_, {}) : row_key(room, table{}).str();
  std::string last;
  std::size_t count = 0;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (count == piece) return false;
    ++count;
    last = key;
    if (const auto id =
            key[owner_bytes - 1] == static_cast<char>(table::due) ? facets::read_due_key(key) : std::nullopt)
      if (const auto row = facets::decode_due(value))
        piece_of_it.changes.push_back(
            {model::change::what::erase, facets::due_at_key({row->at, room, *id}), {}});
    if (key[owner_bytes - 1] == static_cast<char>(table::member))
      piece_of_it.members.emplace_back(key.substr(owner_bytes));
    return true;
  };
  rows.scan(first, row_key(model::key{room.value() + 1}, table{}).str(), model::row_source::order::up, visit);
  // Once more from the beginning before it is over: a piece may have come to nothing.
  if (count < piece && on_the_way) return next(rows);
  if (count == piece) next_ = last + '\0';
  if (count > 0) piece_of_it.changes.push_back({model::change::what::erase_range, first, last + '\0'});
  if (count < piece) {
    piece_of_it.changes.push_back({model::change::what::erase, facets::doomed_key(room), {}});
    rooms_.pop_front();
  }
  return piece_of_it;
}

} // namespace snug::store
