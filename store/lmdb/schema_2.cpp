#include "store/lmdb/schema_2.hpp"
#include "actors/facets/draft.hpp"
#include "actors/facets/room_rows.hpp"
#include "actors/facets/row_value.hpp"
#include <vector>

namespace snug::store {

namespace {

using model::table;

constexpr std::size_t owner_bytes = 9; // the owner's key and the table

/// [kind, access, name, made at]
std::optional<facets::room_row> decode_room_1(std::string_view value) {
  facets::row_reader in(value, 4);
  facets::room_row row;
  row.kind = in.text();
  const auto access = in.uint();
  row.name = in.text();
  row.created_at = in.integer();
  if (!in.complete() || access > static_cast<std::uint8_t>(model::access::public_room)) return std::nullopt;
  row.access = static_cast<model::access>(access);
  return row;
}

std::vector<model::key> rooms_in(const model::row_source& rows, unsigned partition) {
  std::vector<model::key> found;
  const auto last = model::row_key(partition + 1, table{}).str();
  auto next = model::row_key(model::key::make(partition, 1), table{}).str();
  // From owner to owner, not from row to row: logs are long.
  for (bool more = true; more;) {
    more = false;
    rows.scan(next, last, model::row_source::order::up, [&](std::string_view key, std::string_view) {
      std::uint64_t owner = 0;
      for (const char c : key.substr(0, 8))
        owner = (owner << 8) | static_cast<unsigned char>(c);
      found.emplace_back(owner);
      next = model::row_key(model::key{owner + 1}, table{}).str();
      more = true;
      return false;
    });
  }
  return found;
}

void upgrade(model::key room, const facets::room_row& row, facets::draft& rows) {
  facets::put_room(rows, room, row);
  const auto prefix = facets::member_key(room, {});
  std::uint64_t members = 0;
  std::vector<std::pair<std::string, model::role>> people;
  rows.scan(prefix, model::row_key::end_of(room, table::member), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              const auto stands = facets::decode_standing(value);
              if (!stands || stands->role <= model::role::banned) return true;
              people.emplace_back(key.substr(prefix.size()), stands->role);
              return true;
            });
  for (const auto& [user, role] : people) {
    ++members;
    rows.put(facets::place_key(user, room), encode(facets::place_row{role, row.created_at}));
  }
  if (members > 0) rows.put(facets::size_key(room), facets::encode_number(members));
}

} // namespace

trouble members_know_their_rooms(write_transaction& rows) {
  for (unsigned partition = 0; partition < model::partition_count; ++partition) {
    facets::draft changed(rows);
    for (const auto room : rooms_in(rows, partition)) {
      const auto value = rows.get(facets::room_key(room));
      const auto row = value ? decode_room_1(*value) : std::nullopt;
      if (row) upgrade(room, *row, changed); // else damaged: fsck's
    }
    if (auto failed = rows.apply(changed.take())) return failed;
  }
  return std::nullopt;
}

} // namespace snug::store
