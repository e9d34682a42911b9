#include "actors/facets/state_rows.hpp"
#include "actors/facets/row_value.hpp"
#include "actors/model/table.hpp"
#include <algorithm>

namespace snug::facets {

using model::row_key;
using model::table;

namespace {

constexpr std::string_view end_of_key("\0", 1);

row_key past_of(model::key room, std::string_view key) {
  return row_key(room, table::state_past).text(key).text(end_of_key);
}

} // namespace

// ---- values

std::string encode(const state_cell& row) {
  model::packer p;
  p.array(6).uint(row.version).integer(row.made_at).integer(row.at).text(row.user).text(row.display_name);
  p.bytes(row.value); // as bytes: inside a value its depth would be one more
  return row_value(p);
}

std::optional<state_cell> decode_state_cell(std::string_view value) {
  row_reader in(value, 6);
  state_cell row;
  row.version = in.uint();
  row.made_at = in.integer();
  row.at = in.integer();
  row.user = in.text();
  row.display_name = in.text();
  row.value = in.bytes();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string encode(const state_past& row) {
  model::packer p;
  p.array(3).uint(row.version).integer(row.made_at).bytes(row.value);
  return row_value(p);
}

std::optional<state_past> decode_state_past(std::string_view value) {
  row_reader in(value, 3);
  state_past row;
  row.version = in.uint();
  row.made_at = in.integer();
  row.value = in.bytes();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string encode(const state_version& row) {
  model::packer p;
  p.array(8).integer(row.at).integer(row.made_at).text(row.user).text(row.display_name).text(row.what);
  std::string keys;
  for (const auto& key : row.keys)
    keys.append(key).append(end_of_key);
  p.bytes(keys).uint(row.bytes).text(row.id);
  return row_value(p);
}

std::optional<state_version> decode_state_version(std::string_view value) {
  row_reader in(value, 8);
  state_version row;
  row.at = in.integer();
  row.made_at = in.integer();
  row.user = in.text();
  row.display_name = in.text();
  row.what = in.text();
  for (auto keys = in.bytes(); !keys.empty();) {
    const auto end = keys.find(end_of_key);
    if (end == std::string_view::npos) return std::nullopt;
    row.keys.emplace_back(keys.substr(0, end));
    keys.remove_prefix(end + 1);
  }
  row.bytes = in.uint();
  row.id = in.text();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string encode(const state_head& row) {
  model::packer p;
  p.array(6).uint(row.version).uint(row.keys).uint(row.bytes).uint(row.first).uint(row.history_bytes);
  p.integer(row.forgotten);
  return row_value(p);
}

std::optional<state_head> decode_state_head(std::string_view value) {
  row_reader in(value, 6);
  state_head row;
  row.version = in.uint();
  row.keys = in.uint();
  row.bytes = in.uint();
  row.first = in.uint();
  row.history_bytes = in.uint();
  row.forgotten = in.integer();
  if (!in.complete()) return std::nullopt;
  return row;
}

std::string encode(const state_snapshot& row) {
  model::packer p;
  p.array(5).uint(row.version).integer(row.at).text(row.user).uint(row.keys).uint(row.bytes);
  return row_value(p);
}

std::optional<state_snapshot> decode_state_snapshot(std::string_view name, std::string_view value) {
  row_reader in(value, 5);
  state_snapshot row;
  row.name = name;
  row.version = in.uint();
  row.at = in.integer();
  row.user = in.text();
  row.keys = in.uint();
  row.bytes = in.uint();
  if (!in.complete()) return std::nullopt;
  return row;
}

// ---- keys

std::string state_key(model::key room, std::string_view key) {
  return row_key(room, table::state).text(key).str();
}

std::string state_key_behind(model::key room, std::string_view prefix) {
  if (prefix.empty()) return row_key::end_of(room, table::state);
  auto key = state_key(room, prefix);
  ++key.back(); // UTF-8 has no byte 0xff
  return key;
}

std::string state_past_key(model::key room, std::string_view key, std::uint64_t version) {
  return past_of(room, key).u64(version).str();
}

std::string state_version_key(model::key room, std::uint64_t version) {
  return row_key(room, table::state_version).u64(version).str();
}

std::string state_head_key(model::key room) { return row_key(room, table::state_head).str(); }

std::string state_snapshot_key(model::key room, std::string_view name) {
  return row_key(room, table::state_snapshot).text(name).str();
}

std::string_view state_name_of(std::string_view row_key) noexcept {
  return row_key.substr(model::owner_bytes);
}

std::uint64_t state_version_of(std::string_view row_key) noexcept {
  return model::number_at(row_key, row_key.size() - 8);
}

// ---- reading

state_head read_state_head(const model::row_source& rows, model::key room) {
  const auto value = rows.get(state_head_key(room));
  return value ? decode_state_head(*value).value_or(state_head{}) : state_head{};
}

std::optional<state_cell> read_state_cell(const model::row_source& rows, model::key room,
                                          std::string_view key) {
  const auto value = rows.get(state_key(room, key));
  return value ? decode_state_cell(*value) : std::nullopt;
}

std::optional<state_version> read_state_version(const model::row_source& rows, model::key room,
                                                std::uint64_t version) {
  const auto value = rows.get(state_version_key(room, version));
  return value ? decode_state_version(*value) : std::nullopt;
}

std::optional<state_snapshot> read_state_snapshot(const model::row_source& rows, model::key room,
                                                  std::string_view name) {
  const auto value = rows.get(state_snapshot_key(room, name));
  return value ? decode_state_snapshot(name, *value) : std::nullopt;
}

std::vector<std::pair<std::string, state_cell>> read_state_cells(const model::row_source& rows,
                                                                 model::key room) {
  std::vector<std::pair<std::string, state_cell>> all;
  rows.scan(state_key(room, {}), state_key_behind(room, {}), model::row_source::order::up,
            [&](std::string_view key, std::string_view value) {
              if (auto cell = decode_state_cell(value))
                all.emplace_back(state_name_of(key), std::move(*cell));
              return true;
            });
  return all;
}

std::vector<state_snapshot> read_state_snapshots(const model::row_source& rows, model::key room) {
  std::vector<state_snapshot> all;
  rows.scan(state_snapshot_key(room, {}), row_key::end_of(room, table::state_snapshot),
            model::row_source::order::up, [&](std::string_view key, std::string_view value) {
              if (auto row = decode_state_snapshot(state_name_of(key), value)) all.push_back(std::move(*row));
              return true;
            });
  return all;
}

std::optional<state_past> next_state_past(const model::row_source& rows, model::key room,
                                          std::string_view key, std::uint64_t version, std::uint64_t* at) {
  std::optional<state_past> found;
  rows.scan(state_past_key(room, key, version + 1), past_of(room, key).u64(UINT64_MAX).str(),
            model::row_source::order::up, [&](std::string_view row, std::string_view value) {
              auto past = decode_state_past(value);
              const auto replaced_by = state_version_of(row);
              if (!past || past->version == replaced_by) return true; // lost: it was never there
              if (at) *at = replaced_by;
              found = std::move(past);
              return false;
            });
  return found;
}

std::string state_value_at(const model::row_source& rows, model::key room, std::string_view key,
                           const state_cell& now, std::uint64_t version) {
  if (now.version <= version) return now.value;
  auto then = next_state_past(rows, room, key, version);
  if (!then || then->version > version) return {};
  return std::move(then->value);
}

// ---- counting

std::size_t state_weight(std::string_view key, std::string_view value) noexcept {
  return key.size() + value.size();
}

void recount(state_head& head, std::string_view key, const std::optional<state_cell>& before,
             std::string_view value) noexcept {
  if (before && !before->erased()) {
    --head.keys;
    head.bytes -= std::min<std::uint64_t>(head.bytes, state_weight(key, before->value));
  }
  if (value.empty()) return;
  ++head.keys;
  head.bytes += state_weight(key, value);
}

} // namespace snug::facets
