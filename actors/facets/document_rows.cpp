#include "actors/facets/document_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>

namespace snug::facets {

using model::row_key;
using model::table;

namespace {

constexpr std::size_t owner_bytes = 9; // the owner's key and the table

/// Names have no control characters, so a zero ends one.
row_key inside(model::key room, table t, std::string_view name) {
  return row_key(room, t).text(name).text(std::string_view("\0", 1));
}

std::string_view name_of(const model::record& record) {
  return model::value(record.data).find("document").text().value_or("");
}

void append(const model::record& record, const model::value& data, document_row row, model::rows& rows) {
  const auto name = name_of(record);
  const auto number = data.find("number").uint().value_or(0);
  const auto update = data.find("update").bytes().value_or("");
  if (row.made_at == 0) row.made_at = record.at;
  row.changed_at = record.at;
  row.next = number + 1;
  row.update_bytes += update.size();
  rows.put(document_update_key(record.room, name, number), encode_document_bytes(update));
  rows.put(document_key(record.room, name), encode(row));
}

void gather(const model::record& record, const model::value& data, document_row row, model::rows& rows) {
  const auto name = name_of(record);
  const auto upto = data.find("upto").uint().value_or(0);
  const auto snapshot = data.find("snapshot").bytes().value_or("");
  rows.erase_range(document_update_key(record.room, name, row.first),
                   document_update_key(record.room, name, upto + 1));
  std::uint32_t parts = 0;
  for (std::size_t at = 0; at < snapshot.size(); at += document_part_bytes)
    rows.put(document_snapshot_key(record.room, name, parts++),
             encode_document_bytes(snapshot.substr(at, document_part_bytes)));
  if (parts < row.parts)
    rows.erase_range(document_snapshot_key(record.room, name, parts),
                     document_snapshot_key(record.room, name, row.parts));
  row.first = upto + 1;
  row.update_bytes -= std::min(row.update_bytes, data.find("bytes").uint().value_or(0));
  row.snapshot_bytes = snapshot.size();
  row.parts = parts;
  rows.put(document_key(record.room, name), encode(row));
}

void remove(const model::record& record, const document_row& row, model::rows& rows) {
  const auto name = name_of(record);
  rows.erase_range(document_update_key(record.room, name, row.first),
                   document_update_key(record.room, name, row.next));
  rows.erase_range(document_snapshot_key(record.room, name, 0),
                   document_snapshot_key(record.room, name, row.parts));
  rows.erase(document_key(record.room, name));
}

} // namespace

std::string encode(const document_row& row) {
  model::packer p;
  p.array(7).integer(row.made_at).integer(row.changed_at).uint(row.first).uint(row.next);
  p.uint(row.update_bytes).uint(row.snapshot_bytes).uint(row.parts);
  return row_value(p);
}

std::optional<document_row> decode_document(std::string_view value) {
  row_reader in(value, 7);
  document_row row;
  row.made_at = in.integer();
  row.changed_at = in.integer();
  row.first = in.uint();
  row.next = in.uint();
  row.update_bytes = in.uint();
  row.snapshot_bytes = in.uint();
  row.parts = static_cast<std::uint32_t>(in.uint());
  if (!in.complete() || row.first == 0 || row.next < row.first) return std::nullopt;
  return row;
}

std::string document_key(model::key room, std::string_view name) {
  return row_key(room, table::document).text(name).str();
}

std::string_view document_name_in(std::string_view key) noexcept {
  return key.substr(std::min(key.size(), owner_bytes));
}

std::string document_update_key(model::key room, std::string_view name, std::uint64_t number) {
  return inside(room, table::update, name).u64(number).str();
}

std::string document_snapshot_key(model::key room, std::string_view name, std::uint32_t part) {
  return inside(room, table::snapshot, name).u64(part).str();
}

std::string encode_document_bytes(std::string_view bytes) {
  return row_value(model::packer{}.array(1).bytes(bytes));
}

std::optional<std::string_view> decode_document_bytes(std::string_view value) {
  row_reader in(value, 1);
  const auto bytes = in.bytes();
  if (!in.complete()) return std::nullopt;
  return bytes;
}

std::optional<stored_document> read_document(const model::row_source& rows, model::key room,
                                             std::string_view name) {
  stored_document out;
  const auto value = rows.get(document_key(room, name));
  if (!value) return out;
  const auto row = decode_document(*value);
  if (!row) return std::nullopt;
  out.row = *row;
  std::string snapshot;
  for (std::uint32_t part = 0; part < row->parts; ++part) {
    const auto there = rows.get(document_snapshot_key(room, name, part));
    const auto bytes = there ? decode_document_bytes(*there) : std::nullopt;
    if (!bytes) return std::nullopt;
    snapshot.append(*bytes);
  }
  if (!snapshot.empty() && !out.structs.apply(snapshot)) return std::nullopt;
  std::uint64_t seen = 0;
  bool sound = true;
  const bool whole =
      rows.scan(document_update_key(room, name, row->first), document_update_key(room, name, row->next),
                model::row_source::order::up, [&](std::string_view, std::string_view update) {
                  const auto bytes = decode_document_bytes(update);
                  sound = bytes && out.structs.apply(*bytes);
                  ++seen;
                  return sound;
                });
  if (!whole || !sound || seen != row->next - row->first) return std::nullopt;
  return out;
}

std::size_t count_documents(const model::row_source& rows, model::key room, std::size_t most) {
  std::size_t n = 0;
  rows.scan(document_key(room, ""), row_key::end_of(room, table::document), model::row_source::order::up,
            [&](std::string_view, std::string_view) { return ++n < most; });
  return n;
}

void apply_document_record(const model::record& record, model::rows& rows) {
  const bool appended = record.name == document_appended && !record.told();
  const bool gathered = record.name == document_gathered && !record.told();
  const bool removed = record.name == document_removed && record.told();
  if (!appended && !gathered && !removed) return;
  const auto value = rows.get(document_key(record.room, name_of(record)));
  const auto row = value ? decode_document(*value) : std::nullopt;
  const model::value data(record.data);
  if (appended) return append(record, data, row.value_or(document_row{}), rows);
  if (!row) return;
  if (gathered) return gather(record, data, *row, rows);
  remove(record, *row, rows);
}

} // namespace snug::facets
