#pragma once
#include "actors/model/event.hpp"
#include "actors/model/key.hpp"
#include "actors/model/rows.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snug::facets {

/// Rows of a room's shared state:
///
///   table           key behind owner and table    value
///   state           key                           [version, made at ms: int, at ms: int, user, name,
///                                                 value: bin]   (value empty: erased)
///   state_past      key, 0x00, version: u64       [version, made at ms: int, value: bin]
///   state_version   version: u64                  [at ms: int, made at ms: int, user, name, what, keys: bin,
///   bytes: uint,
///                                                 id]   (each key with 0x00 behind it)
///   state_head                                    [version, keys: uint, bytes: uint, first version kept,
///                                                 history bytes: uint, forgotten: int]
///   state_snapshot  name                          [version, at ms: int, user, keys: uint, bytes: uint]
///
/// A row of `state_past` at (key, v) holds what version v replaced there; its own version says which one had
/// put it there. Where the two are the same, v is an edit made offline that lost: it replaced nothing.

/// What a key holds now. An erased one stays until its end leaves the history: an edit made offline before
/// that must not bring it back.
struct state_cell {
  std::uint64_t version = 0;
  std::int64_t made_at = 0; ///< ms since 1970; the later edit wins
  std::int64_t at = 0;      ///< when it came, ms since 1970
  std::string user;
  std::string display_name;
  std::string value; ///< MessagePack, "": erased
  [[nodiscard]] bool erased() const noexcept { return value.empty(); }
  friend bool operator==(const state_cell&, const state_cell&) = default;
};
[[nodiscard]] std::string encode(const state_cell& row);
[[nodiscard]] std::optional<state_cell> decode_state_cell(std::string_view value);

/// What a version replaced, or an edit that lost.
struct state_past {
  std::uint64_t version = 0;
  std::int64_t made_at = 0;
  std::string value;
  friend bool operator==(const state_past&, const state_past&) = default;
};
[[nodiscard]] std::string encode(const state_past& row);
[[nodiscard]] std::optional<state_past> decode_state_past(std::string_view value);

/// Who made a version.
struct state_version {
  std::int64_t at = 0;
  std::int64_t made_at = 0;
  std::string user;
  std::string display_name;
  std::string what; ///< `set`, `merge`, `erase` or `restore`
  std::vector<std::string> keys;
  std::uint64_t bytes = 0; ///< of what it replaced
  std::string id;          ///< of its command
  friend bool operator==(const state_version&, const state_version&) = default;
};
[[nodiscard]] std::string encode(const state_version& row);
[[nodiscard]] std::optional<state_version> decode_state_version(std::string_view value);

struct state_head {
  std::uint64_t version = 0;       ///< of the whole state: the last one given
  std::uint64_t keys = 0;          ///< erased ones not among them
  std::uint64_t bytes = 0;         ///< of those keys and their values
  std::uint64_t first = 1;         ///< the first version that the history has
  std::uint64_t history_bytes = 0; ///< of what its versions replaced
  std::int64_t forgotten = 0;      ///< the latest erasure that the history no longer has was made then
  friend bool operator==(const state_head&, const state_head&) = default;
};
[[nodiscard]] std::string encode(const state_head& row);
[[nodiscard]] std::optional<state_head> decode_state_head(std::string_view value);

struct state_snapshot {
  std::string name; ///< the row's key
  std::uint64_t version = 0;
  std::int64_t at = 0;
  std::string user;
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;
  friend bool operator==(const state_snapshot&, const state_snapshot&) = default;
};
[[nodiscard]] std::string encode(const state_snapshot& row);
[[nodiscard]] std::optional<state_snapshot> decode_state_snapshot(std::string_view name,
                                                                  std::string_view value);

[[nodiscard]] std::string state_key(model::key room, std::string_view key);
/// The first key of the table behind all that begin with `prefix`.
[[nodiscard]] std::string state_key_behind(model::key room, std::string_view prefix);
[[nodiscard]] std::string state_past_key(model::key room, std::string_view key, std::uint64_t version);
[[nodiscard]] std::string state_version_key(model::key room, std::uint64_t version);
[[nodiscard]] std::string state_head_key(model::key room);
[[nodiscard]] std::string state_snapshot_key(model::key room, std::string_view name);
/// What stands behind owner and table in a row's key.
[[nodiscard]] std::string_view state_name_of(std::string_view row_key) noexcept;
/// The version at the end of a row's key (`state_past`, `state_version`).
[[nodiscard]] std::uint64_t state_version_of(std::string_view row_key) noexcept;

[[nodiscard]] state_head read_state_head(const model::row_source& rows, model::key room);
[[nodiscard]] std::optional<state_cell> read_state_cell(const model::row_source& rows, model::key room,
                                                        std::string_view key);
[[nodiscard]] std::optional<state_version> read_state_version(const model::row_source& rows, model::key room,
                                                              std::uint64_t version);
[[nodiscard]] std::optional<state_snapshot> read_state_snapshot(const model::row_source& rows,
                                                                model::key room, std::string_view name);
/// All of a room by key, erased ones too.
[[nodiscard]] std::vector<std::pair<std::string, state_cell>> read_state_cells(const model::row_source& rows,
                                                                               model::key room);
/// All of a room, by name.
[[nodiscard]] std::vector<state_snapshot> read_state_snapshots(const model::row_source& rows,
                                                               model::key room);

/// The first row of `state_past` of `key` behind `version` that isn't an edit that lost; its place is in
/// `at`.
[[nodiscard]] std::optional<state_past> next_state_past(const model::row_source& rows, model::key room,
                                                        std::string_view key, std::uint64_t version,
                                                        std::uint64_t* at = nullptr);
/// What `key`, which holds `now`, held at `version`: MessagePack, "" where it held nothing.
[[nodiscard]] std::string state_value_at(const model::row_source& rows, model::key room, std::string_view key,
                                         const state_cell& now, std::uint64_t version);

/// Bytes that a key and its value count as.
[[nodiscard]] std::size_t state_weight(std::string_view key, std::string_view value) noexcept;
/// Counts in `head` that `key`, which held `before`, holds `value` now ("": erased).
void recount(state_head& head, std::string_view key, const std::optional<state_cell>& before,
             std::string_view value) noexcept;

inline constexpr std::size_t max_state_key = 128; ///< bytes of a key

} // namespace snug::facets
