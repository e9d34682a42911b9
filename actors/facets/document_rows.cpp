#include "actors/facets/document_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/payload.hpp"
#include <algorithm>
#include <vector>

namespace snug::facets {

using model::row_key;
using model::table;

namespace {

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
  if (const auto writer = data.find("writer").uint()) {
    row.writer = *writer;
    row.written = data.find("written").uint().value_or(0);
    row.life = data.find("life").uint().value_or(0);
  }
  rows.put(document_update_key(record.room, name, number), encode_document_bytes(update));
  rows.put(document_key(record.room, name), encode(row));
}

void describe(const model::record& record, const model::value& data, document_row row, model::rows& rows) {
  if (row.made_at == 0) row.made_at = row.changed_at = record.at;
  row.language = data.find("language").text().value_or("");
  rows.put(document_key(record.room, name_of(record)), encode(row));
}

template <class Key> std::uint32_t put_parts(std::string_view bytes, model::rows& rows, Key key) {
  std::uint32_t parts = 0;
  for (std::size_t at = 0; at < bytes.size(); at += document_part_bytes)
    rows.put(key(parts++), encode_document_bytes(bytes.substr(at, document_part_bytes)));
  return parts;
}

/// What `put_parts` wrote; nothing where one of them is missing or damaged.
template <class Key>
std::optional<std::string> read_parts(const model::row_source& rows, std::uint32_t parts, Key key) {
  std::string out;
  for (std::uint32_t part = 0; part < parts; ++part) {
    const auto value = rows.get(key(part));
    const auto bytes = value ? decode_document_bytes(*value) : std::nullopt;
    if (!bytes) return std::nullopt;
    out.append(*bytes);
  }
  return out;
}

void keep_version(const model::record& record, const model::value& data, model::rows& rows) {
  const auto name = name_of(record);
  const auto version = data.find("version").text().value_or("");
  const auto update = data.find("update").bytes().value_or("");
  version_row row{record.at, record.user, data.find("revision").uint().value_or(0), update.size(), 0};
  row.parts = put_parts(
      update, rows, [&](std::uint32_t part) { return version_part_key(record.room, name, version, part); });
  rows.put(version_key(record.room, name, version), encode(row));
}

void remove_version(const model::record& record, std::string_view version, model::rows& rows) {
  const auto name = name_of(record);
  const auto value = rows.get(version_key(record.room, name, version));
  const auto row = value ? decode_version(*value) : std::nullopt;
  if (!row) return;
  rows.erase_range(version_part_key(record.room, name, version, 0),
                   version_part_key(record.room, name, version, row->parts));
  rows.erase(version_key(record.room, name, version));
}

void gather(const model::record& record, const model::value& data, document_row row, model::rows& rows) {
  const auto name = name_of(record);
  const auto upto = data.find("upto").uint().value_or(0);
  const auto snapshot = data.find("snapshot").bytes().value_or("");
  rows.erase_range(document_update_key(record.room, name, row.first),
                   document_update_key(record.room, name, upto + 1));
  const auto parts = put_parts(
      snapshot, rows, [&](std::uint32_t part) { return document_snapshot_key(record.room, name, part); });
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
  std::vector<std::string> versions;
  each_version(rows, record.room, name, [&](std::string_view version, const version_row&) {
    versions.emplace_back(version);
    return true;
  });
  for (const auto& version : versions)
    remove_version(record, version, rows);
  rows.erase(document_key(record.room, name));
}

} // namespace

std::string encode(const document_row& row) {
  model::packer p;
  p.array(11).integer(row.made_at).integer(row.changed_at).uint(row.first).uint(row.next);
  p.uint(row.update_bytes).uint(row.snapshot_bytes).uint(row.parts);
  p.text(row.language).uint(row.writer).uint(row.written).uint(row.life);
  return row_value(p);
}

std::optional<document_row> decode_document(std::string_view value) {
  row_reader in(value, 11);
  const bool whole = in.good();
  if (!whole) in = row_reader(value, 7); // before documents were edited here
  document_row row;
  row.made_at = in.integer();
  row.changed_at = in.integer();
  row.first = in.uint();
  row.next = in.uint();
  row.update_bytes = in.uint();
  row.snapshot_bytes = in.uint();
  row.parts = static_cast<std::uint32_t>(in.uint());
  if (whole) {
    row.language = in.text();
    row.writer = in.uint();
    row.written = in.uint();
    row.life = in.uint();
  }
  if (!in.complete() || row.first == 0 || row.next < row.first) return std::nullopt;
  return row;
}

std::string document_key(model::key room, std::string_view name) {
  return row_key(room, table::document).text(name).str();
}

std::string_view document_name_in(std::string_view key) noexcept {
  return key.substr(std::min(key.size(), model::owner_bytes));
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

std::optional<document_row> find_document(const model::row_source& rows, model::key room,
                                          std::string_view name) {
  const auto value = rows.get(document_key(room, name));
  return value ? decode_document(*value) : document_row{};
}

std::optional<stored_document> read_document(const model::row_source& rows, model::key room,
                                             std::string_view name) {
  stored_document out;
  const auto value = rows.get(document_key(room, name));
  if (!value) return out;
  const auto row = decode_document(*value);
  if (!row) return std::nullopt;
  out.row = *row;
  const auto snapshot = read_parts(
      rows, row->parts, [&](std::uint32_t part) { return document_snapshot_key(room, name, part); });
  if (!snapshot) return std::nullopt;
  // A scan has 100 ms: rows first, what is in them then.
  std::vector<std::string> updates;
  bool sound = true;
  const bool whole =
      rows.scan(document_update_key(room, name, row->first), document_update_key(room, name, row->next),
                model::row_source::order::up, [&](std::string_view, std::string_view value) {
                  const auto bytes = decode_document_bytes(value);
                  sound = bytes.has_value();
                  updates.emplace_back(bytes.value_or(""));
                  return sound;
                });
  if (!whole || !sound || updates.size() != row->next - row->first) return std::nullopt;
  if (!snapshot->empty() && !out.structs.apply(*snapshot, yjs::no_limits)) return std::nullopt;
  for (const auto& update : updates)
    if (!out.structs.apply(update, yjs::no_limits)) return std::nullopt;
  return out;
}

// ---- versions

std::string encode(const version_row& row) {
  model::packer p;
  p.array(5).integer(row.at).text(row.user).uint(row.revision).uint(row.bytes).uint(row.parts);
  return row_value(p);
}

std::optional<version_row> decode_version(std::string_view value) {
  row_reader in(value, 5);
  version_row row;
  row.at = in.integer();
  row.user = in.text();
  row.revision = in.uint();
  row.bytes = in.uint();
  row.parts = static_cast<std::uint32_t>(in.uint());
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string version_key(model::key room, std::string_view document, std::string_view version) {
  return inside(room, table::version, document).text(version).str();
}

std::string version_part_key(model::key room, std::string_view document, std::string_view version,
                             std::uint32_t part) {
  return inside(room, table::version_part, document)
      .text(version)
      .text(std::string_view("\0", 1))
      .u64(part)
      .str();
}

std::optional<std::string> read_version(const model::row_source& rows, model::key room,
                                        std::string_view document, std::string_view version,
                                        const version_row& row) {
  auto out = read_parts(rows, row.parts,
                        [&](std::uint32_t part) { return version_part_key(room, document, version, part); });
  if (out && out->size() != row.bytes) return std::nullopt;
  return out;
}

void each_version(const model::row_source& rows, model::key room, std::string_view document,
                  const std::function<bool(std::string_view, const version_row&)>& visit) {
  const auto first = version_key(room, document, "");
  auto last = first;
  last.back() = '\1'; // behind the zero that ends the document's name
  rows.scan(first, last, model::row_source::order::up, [&](std::string_view key, std::string_view value) {
    const auto row = decode_version(value);
    return !row || visit(key.substr(first.size()), *row);
  });
}

std::size_t count_documents(const model::row_source& rows, model::key room, std::size_t most) {
  std::size_t n = 0;
  rows.scan(document_key(room, ""), row_key::end_of(room, table::document), model::row_source::order::up,
            [&](std::string_view, std::string_view) { return ++n < most; });
  return n;
}

void apply_document_record(const model::record& record, model::rows& rows) {
  const auto is = [&](std::string_view name, bool told) {
    return record.name == name && record.told() == told;
  };
  const bool makes = is(document_appended, false) || is(document_created, true);
  const bool changes = is(document_gathered, false) || is(document_removed, true) ||
                       is(document_described, true) || is(document_version_record, false) ||
                       is(document_version_removed, true);
  if (!makes && !changes) return;
  const auto value = rows.get(document_key(record.room, name_of(record)));
  const auto row = value ? decode_document(*value) : std::nullopt;
  if (changes && !row) return;
  const model::value data(record.data);
  if (is(document_appended, false)) return append(record, data, row.value_or(document_row{}), rows);
  if (is(document_created, true)) return describe(record, data, row.value_or(document_row{}), rows);
  if (is(document_described, true)) return describe(record, data, *row, rows);
  if (is(document_gathered, false)) return gather(record, data, *row, rows);
  if (is(document_version_record, false)) return keep_version(record, data, rows);
  if (is(document_version_removed, true))
    return remove_version(record, data.find("version").text().value_or(""), rows);
  remove(record, *row, rows);
}

} // namespace snug::facets
