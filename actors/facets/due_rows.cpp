#include "actors/facets/due_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/payload.hpp"
#include <charconv>
#include <cstdio>

namespace snug::facets {

using model::number_at;
using model::owner_bytes;
using model::row_key;
using model::table;

std::string encode(const due_row& row) {
  model::packer p;
  p.array(4).integer(row.at).text(row.event).bytes(row.data).text(row.user);
  return row_value(p);
}

std::optional<due_row> decode_due(std::string_view value) {
  row_reader in(value, 4);
  due_row row;
  row.at = in.integer();
  row.event = in.text();
  row.data = in.bytes();
  row.user = in.text();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string due_key(model::key room, std::uint64_t id) { return row_key(room, table::due).u64(id).str(); }

std::optional<std::uint64_t> read_due_key(std::string_view key) {
  if (key.size() != owner_bytes + 8) return std::nullopt;
  return number_at(key, owner_bytes);
}

std::string due_at_key(const due_place& place) {
  return row_key(place.room.partition(), table::due_at)
      .u64(static_cast<std::uint64_t>(place.at))
      .u64(place.room.value())
      .u64(place.id)
      .str();
}

std::optional<due_place> read_due_at(std::string_view key) {
  if (key.size() != owner_bytes + 24) return std::nullopt;
  return due_place{static_cast<std::int64_t>(number_at(key, owner_bytes)),
                   model::key{number_at(key, owner_bytes + 8)}, number_at(key, owner_bytes + 16)};
}

std::string due_id(std::uint64_t id) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(id));
  return digits;
}

std::optional<std::uint64_t> read_due_id(std::string_view text) {
  std::uint64_t id = 0;
  const auto* last = text.data() + text.size();
  const auto read = std::from_chars(text.data(), last, id, 16);
  if (text.size() != 16 || read.ec != std::errc{} || read.ptr != last) return std::nullopt;
  return id;
}

std::string due_added_data(std::uint64_t id, const due_row& row) {
  model::packer p;
  p.map(4).text("id").text(due_id(id)).text("at").integer(row.at).text("event").text(row.event);
  p.text("data").bytes(row.data); // as bytes: inside a value its depth would be one more
  return std::move(p).str();
}

std::string due_ended_data(std::uint64_t id, std::int64_t at) {
  return model::packer{}.map(2).text("id").text(due_id(id)).text("at").integer(at).str();
}

std::optional<due_place> due_place_of(const model::record& record) {
  const model::value data(record.data);
  const auto id = read_due_id(data.find("id").text().value_or(""));
  const auto at = data.find("at").integer();
  if (!id || !at) return std::nullopt;
  return due_place{*at, record.room, *id};
}

} // namespace snug::facets
