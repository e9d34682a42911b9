#include "actors/facets/state_writer.hpp"
#include "actors/model/payload.hpp"
#include "actors/model/table.hpp"
#include <algorithm>
#include <utility>

namespace snug::facets {

// ---- a version

void state_writer::begin(std::string_view what, std::uint64_t version, std::int64_t made_at) {
  version_ = head_.version = version;
  made_ = {record_.at, made_at, record_.user, record_.display_name, std::string(what), {}, 0, record_.id};
}

/// What was replaced, or lost, goes into the history.
void state_writer::keep(const std::string& key, const state_past& past) {
  made_.bytes += state_weight(key, past.value);
  rows_.put(state_past_key(record_.room, key, version_), encode(past));
}

void state_writer::put(const std::string& key, const std::optional<state_cell>& before, std::string value) {
  made_.keys.push_back(key);
  if (before) keep(key, {before->version, before->made_at, before->value});
  recount(head_, key, before, value);
  rows_.put(state_key(record_.room, key), encode(state_cell{version_, made_.made_at, record_.at, record_.user,
                                                            record_.display_name, std::move(value)}));
}

void state_writer::finish() {
  head_.history_bytes += made_.bytes;
  rows_.put(state_version_key(record_.room, version_), encode(made_));
  rows_.put(state_head_key(record_.room), encode(head_));
}

void state_writer::change() {
  auto said = read_state_changed(record_.data, record_.at);
  begin(said.what, said.version, said.made_at);
  for (auto& each : said.changes)
    put(each.key, read_state_cell(rows_, record_.room, each.key), std::move(each.value));
  for (auto& each : said.lost) {
    made_.keys.push_back(each.key);
    keep(each.key, {version_, said.made_at, std::move(each.value)});
  }
  finish();
}

void state_writer::restore() {
  const model::value said(record_.data);
  const auto to = said.find("to").uint().value_or(0);
  begin("restore", said.find("version").uint().value_or(0), record_.at);
  for (const auto& [key, now] : read_state_cells(rows_, record_.room))
    if (auto then = state_value_at(rows_, record_.room, key, now, to); then != now.value)
      put(key, now, std::move(then));
  finish();
}

// ---- snapshots

void state_writer::make_snapshot() {
  const model::value said(record_.data);
  const auto name = said.find("name").text().value_or(std::string_view{});
  const state_snapshot row{std::string(name), said.find("version").uint().value_or(0),
                           record_.at,        record_.user,
                           head_.keys,        head_.bytes};
  rows_.put(state_snapshot_key(record_.room, name), encode(row));
}

/// What only this snapshot still held goes, as far as the history has forgotten it.
void state_writer::forget_snapshot() {
  const model::value said(record_.data);
  rows_.erase(state_snapshot_key(record_.room, said.find("name").text().value_or(std::string_view{})));
  snapshots_ = read_state_snapshots(rows_, record_.room);
  std::vector<std::string> keys;
  rows_.scan(state_key(record_.room, {}), state_key_behind(record_.room, {}), model::row_source::order::up,
             [&](std::string_view key, std::string_view) {
               keys.emplace_back(state_name_of(key));
               return true;
             });
  for (const auto& key : keys) {
    std::vector<std::string> gone;
    rows_.scan(state_past_key(record_.room, key, 0), state_past_key(record_.room, key, head_.first),
               model::row_source::order::up, [&](std::string_view row, std::string_view value) {
                 const auto past = decode_state_past(value);
                 if (past && !pinned(*past, state_version_of(row))) gone.emplace_back(row);
                 return true;
               });
    for (auto& row : gone)
      rows_.erase(std::move(row));
    forget_end(key, head_.first);
  }
  rows_.put(state_head_key(record_.room), encode(head_));
}

// ---- history

/// True where a snapshot has what was there until `until`.
bool state_writer::pinned(const state_past& past, std::uint64_t until) const noexcept {
  return std::ranges::any_of(
      snapshots_, [&](const auto& each) { return past.version <= each.version && each.version < until; });
}

/// The cell of an erased key goes when nothing in the history speaks of it any more.
void state_writer::forget_end(const std::string& key, std::uint64_t before) {
  const auto cell = read_state_cell(rows_, record_.room, key);
  if (!cell || !cell->erased() || cell->version >= before) return;
  bool spoken_of = false;
  rows_.scan(state_past_key(record_.room, key, 0), state_past_key(record_.room, key, UINT64_MAX),
             model::row_source::order::up, [&](std::string_view, std::string_view) {
               spoken_of = true;
               return false;
             });
  if (spoken_of) return;
  rows_.erase(state_key(record_.room, key));
  head_.forgotten = std::max(head_.forgotten, cell->made_at);
}

void state_writer::trim() {
  const auto to = model::value(record_.data).find("to").uint().value_or(0);
  snapshots_ = read_state_snapshots(rows_, record_.room);
  for (auto version = head_.first; version < to; ++version) {
    const auto made = read_state_version(rows_, record_.room, version);
    if (!made) continue;
    for (const auto& key : made->keys) {
      auto row = state_past_key(record_.room, key, version);
      const auto value = rows_.get(row);
      const auto past = value ? decode_state_past(*value) : std::nullopt;
      if (past && !pinned(*past, version)) rows_.erase(std::move(row));
      forget_end(key, version + 1);
    }
    head_.history_bytes -= std::min(head_.history_bytes, made->bytes);
  }
  rows_.erase_range(state_version_key(record_.room, head_.first), state_version_key(record_.room, to));
  head_.first = std::max(head_.first, to);
  rows_.put(state_head_key(record_.room), encode(head_));
}

} // namespace snug::facets
