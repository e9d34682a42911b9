#include "actors/facets/room_rows.hpp"
#include "actors/facets/row_value.hpp"
#include <algorithm>

namespace snug::facets {

using model::packer;
using model::row_key;
using model::table;

namespace {

std::string big_endian(std::uint64_t number) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> shift));
  return out;
}

std::optional<std::uint64_t> read_number(const model::row_source& rows, std::string_view key) {
  const auto value = rows.get(key);
  return value ? decode_number(*value) : std::nullopt;
}

bool counts(const standing& row) { return row.role > model::role::banned; }

} // namespace

// ---- keys

std::string user_key(table t, std::string_view user, std::string_view rest) {
  return row_key(model::partition_of(user), t).text(user).text({"\0", 1}).text(rest).str();
}

std::string profile_key(model::key room) { return row_key(room, table::profile).str(); }
std::string size_key(model::key room) { return row_key(room, table::size).str(); }
std::string mark_key(model::key room, std::string_view user) {
  return row_key(room, table::mark).text(user).str();
}
std::string place_key(std::string_view user, model::key room) {
  return user_key(table::rooms_of, user, big_endian(room.value()));
}
std::string invited_key(std::string_view user, model::key room) {
  return user_key(table::invited, user, big_endian(room.value()));
}
std::string invitation_key(model::key room, char sort, std::string_view whom) {
  return row_key(room, table::invitation).text({&sort, 1}).text(whom).str();
}
std::string listed_key(std::string_view name) {
  return row_key(model::partition_of(name), table::listed).text(name).str();
}
std::string doomed_key(model::key room) {
  return row_key(room.partition(), table::doomed).u64(room.value()).str();
}

// ---- rooms

void put_room(model::rows& rows, model::key room, const room_row& row) {
  rows.put(room_key(room), encode(row));
  const auto key = listed_key(row.name);
  if (row.access == model::access::public_room && !row.archived)
    rows.put(key, encode_number(room.value()));
  else if (rows.get(key))
    rows.erase(key);
}

std::string encode(const profile_row& row) {
  return row_value(packer().array(3).text(row.title).bytes(row.metadata).text(row.code));
}

std::optional<profile_row> decode_profile(std::string_view value) {
  row_reader in(value, 3);
  profile_row row;
  row.title = in.text();
  row.metadata = in.bytes();
  row.code = in.text();
  if (!in.complete()) return std::nullopt;
  return row;
}

profile_row read_profile(const model::row_source& rows, model::key room) {
  const auto value = rows.get(profile_key(room));
  return value ? decode_profile(*value).value_or(profile_row{}) : profile_row{};
}

// ---- members

void put_standing(model::rows& rows, model::key room, std::string_view user, const standing& row) {
  const bool before = counts(read_standing(rows, room, user));
  if (row == standing{})
    rows.erase(member_key(room, user));
  else
    rows.put(member_key(room, user), encode(row));
  if (before == counts(row)) return;
  const auto size = read_size(rows, room);
  rows.put(size_key(room), encode_number(counts(row) ? size + 1 : std::max<std::uint64_t>(size, 1) - 1));
}

std::uint64_t read_size(const model::row_source& rows, model::key room) {
  return read_number(rows, size_key(room)).value_or(0);
}

std::uint32_t seats(const room_facts& room) noexcept {
  return room.max_members == 0 ? room.kind->max_members : std::min(room.max_members, room.kind->max_members);
}

bool is_full(const model::row_source& rows, const room_facts& room) {
  return read_size(rows, room.key) >= seats(room);
}

// ---- a user's side

std::string encode(const place_row& row) {
  return row_value(packer().array(2).uint(static_cast<std::uint8_t>(row.role)).integer(row.since));
}

std::optional<place_row> decode_place(std::string_view value) {
  row_reader in(value, 2);
  const auto role = in.uint();
  const auto since = in.integer();
  if (!in.complete() || role > static_cast<std::uint8_t>(model::role::owner)) return std::nullopt;
  return place_row{static_cast<model::role>(role), since};
}

std::vector<model::key> rooms_of(const model::row_source& rows, std::string_view user, std::size_t limit) {
  std::vector<model::key> found;
  const auto first = user_key(table::rooms_of, user);
  auto last = first;
  last.back() = '\1'; // behind the zero byte that ends the user id
  rows.scan(first, last, model::row_source::order::up, [&](std::string_view key, std::string_view) {
    const auto rest = key.substr(first.size());
    if (rest.size() == 8) found.emplace_back(model::number_at(rest, 0));
    return found.size() < limit;
  });
  return found;
}

std::string encode(const invitation_row& row) {
  packer p;
  p.array(5).uint(static_cast<std::uint8_t>(row.role)).text(row.by).integer(row.made_at);
  p.integer(row.ends_at).uint(row.uses);
  return row_value(p);
}

std::optional<invitation_row> decode_invitation(std::string_view value) {
  row_reader in(value, 5);
  invitation_row row;
  const auto role = in.uint();
  row.by = in.text();
  row.made_at = in.integer();
  row.ends_at = in.integer();
  row.uses = in.uint();
  if (!in.complete() || role > static_cast<std::uint8_t>(model::role::owner)) return std::nullopt;
  row.role = static_cast<model::role>(role);
  return row;
}

std::uint64_t read_mark(const model::row_source& rows, model::key room, std::string_view user) {
  return read_number(rows, mark_key(room, user)).value_or(0);
}

} // namespace snug::facets
