#pragma once
#include "actors/model/event.hpp"
#include "actors/model/key.hpp"
#include "actors/model/rows.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// An event that a room is to be told later. The row lies with its room (table `due`); a second one without
/// content lies with the room's partition by its time (table `due_at`), so that what is due is found without
/// looking at every room.
struct due_row {
  std::int64_t at = 0; ///< when it is due, ms since 1970
  std::string event;
  std::string data; ///< MessagePack
  std::string user; ///< who scheduled it
  friend bool operator==(const due_row&, const due_row&) = default;
};
[[nodiscard]] std::string encode(const due_row& row);
[[nodiscard]] std::optional<due_row> decode_due(std::string_view value);

/// What is due when, without what it says.
struct due_place {
  std::int64_t at = 0;
  model::key room;
  std::uint64_t id = 0;
  friend auto operator<=>(const due_place&, const due_place&) = default;
};
[[nodiscard]] std::string due_key(model::key room, std::uint64_t id);
/// The id in a `due` row's key.
[[nodiscard]] std::optional<std::uint64_t> read_due_key(std::string_view key);
[[nodiscard]] std::string due_at_key(const due_place& place);
/// The place that a `due_at` row's key names.
[[nodiscard]] std::optional<due_place> read_due_at(std::string_view key);

/// An id in commands and replies: 16 hexadecimal digits.
[[nodiscard]] std::string due_id(std::uint64_t id);
[[nodiscard]] std::optional<std::uint64_t> read_due_id(std::string_view text);

/// Silent records that keep the rows: `{id, at, event, data: bin}` and `{id, at}`.
inline constexpr std::string_view due_added = "schedule.added";
inline constexpr std::string_view due_ended = "schedule.ended";
[[nodiscard]] std::string due_added_data(std::uint64_t id, const due_row& row);
[[nodiscard]] std::string due_ended_data(std::uint64_t id, std::int64_t at);
/// Where such a record puts something, or takes it away.
[[nodiscard]] std::optional<due_place> due_place_of(const model::record& record);

} // namespace snug::facets
