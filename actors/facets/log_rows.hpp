#pragma once
#include "actors/facets/facet.hpp"
#include "actors/model/event.hpp"
#include "actors/model/position.hpp"
#include "actors/model/rows.hpp"
#include <optional>
#include <string>
#include <vector>

namespace snug::facets {

/// The rows that every room has, as values: encoded by these functions and by nobody else. Decoders return
/// nothing for a value they can't read (a damaged row, a newer version). `[…]` is a MessagePack array behind
/// the version byte
/// (`row_value.hpp`); integers and texts in their smallest form:
///
///   table     key behind owner and table   value
///   counter   (of the partition)           [last counter given: uint]
///   name      (of the partition) name      [room key: uint]
///   session   (of the partition) id: u64   (sessions.hpp)
///   room                                   [kind, access: uint, name, created at ms: int, archived: bool,
///   seats: uint]
///   lineage                                [[epoch, first, epoch, first, …], first, last, bytes so far, at
///   ms: int] member    user id                      [role: uint, muted: bool] log       offset: u64 [commit,
///   bytes so far, at ms: int, event, user, name, data: bin, id] repeat    hash: 16 bytes               [hash
///   of the content: uint, offset: uint, reply: bin]   (repeat_rows.hpp) retained  event, 0x00, key [event,
///   key, data: bin, user, name, at ms: int, id]     (retained.hpp)

/// Room row: what every command in the room is judged by. `put_room` (room_rows.hpp) writes it.
struct room_row {
  std::string kind;
  model::access access = model::access::members_only;
  std::string name;
  std::int64_t created_at = 0;
  bool archived = false;
  std::uint32_t max_members = 0; ///< 0: as many as the kind allows
  friend bool operator==(const room_row&, const room_row&) = default;
};
[[nodiscard]] std::string encode(const room_row& row);
[[nodiscard]] std::optional<room_row> decode_room(std::string_view value);

/// Member row.
[[nodiscard]] std::string encode(const standing& row);
[[nodiscard]] std::optional<standing> decode_standing(std::string_view value);

/// Lineage row: the room's lives and the floor of its log (what retention took). Written at creation, by
/// retention and by restore, never per message.
struct lineage_row {
  std::vector<model::life> lives;
  std::uint64_t first = 1;        ///< the first offset that is still kept
  std::uint64_t last = 0;         ///< the head when the row was written: holds where the log is empty
  std::uint64_t bytes_so_far = 0; ///< `record::bytes_so_far` of that head
  std::int64_t at = 0; ///< `record::at` of that head: time does not go back after everything was trimmed
  friend bool operator==(const lineage_row&, const lineage_row&) = default;
};
[[nodiscard]] std::string encode(const lineage_row& row);
[[nodiscard]] std::optional<lineage_row> decode_lineage(std::string_view value);

/// A log row's value; room and offset are its key.
[[nodiscard]] std::string encode(const model::record& record);
[[nodiscard]] std::optional<model::record> decode_record(std::string_view key, std::string_view value);
[[nodiscard]] std::string log_key(model::key room, std::uint64_t offset);

/// Keys of the other rows here. `name_key` is of the name's own partition.
[[nodiscard]] std::string name_key(std::string_view name);
[[nodiscard]] std::string counter_key(unsigned partition);
[[nodiscard]] std::string room_key(model::key room);
[[nodiscard]] std::string lineage_key(model::key room);
[[nodiscard]] std::string member_key(model::key room, std::string_view user);

/// The value of a counter or name row: one number.
[[nodiscard]] std::string encode_number(std::uint64_t number);
[[nodiscard]] std::optional<std::uint64_t> decode_number(std::string_view value);

/// Where a room's log ends and what it weighs: what the rulebook numbers from.
struct log_head {
  std::uint64_t epoch = 0;
  std::uint64_t first = 1;
  std::uint64_t last = 0;
  std::uint64_t bytes_so_far = 0;
  std::int64_t at = 0; ///< of the newest record
};
[[nodiscard]] std::optional<log_head> read_head(const model::row_source& rows, model::key room);

[[nodiscard]] std::optional<lineage_row> read_lineage_row(const model::row_source& rows, model::key room);
[[nodiscard]] std::optional<model::key> find_room(const model::row_source& rows, std::string_view name);
[[nodiscard]] std::optional<room_row> read_room(const model::row_source& rows, model::key room);
[[nodiscard]] standing read_standing(const model::row_source& rows, model::key room, std::string_view user);
/// Lives from the lineage row, the head from the log; `first` is what resume reaches given `resume_events`.
[[nodiscard]] model::lineage read_lineage(const model::row_source& rows, model::key room,
                                          std::uint64_t resume_events);

/// The offset of the newest told record with a commit number up to `commit`; nothing where all that are kept
/// are newer.
[[nodiscard]] std::optional<std::uint64_t> offset_at(const model::row_source& rows, model::key room,
                                                     std::uint64_t commit);

/// A page of told records with offsets above `after`, oldest first. `max_bytes` bounds their data; a first
/// record that is larger comes alone, so that a reader always gets on.
struct log_page {
  std::vector<model::record> records;
  bool complete = true; ///< the log ended before a bound did
  /// `read_page`, where it doesn't begin right behind `after`: the first offset that the log still has, or
  /// will have.
  std::uint64_t first = 0;
};
[[nodiscard]] log_page read_page(const model::row_source& rows, model::key room, std::uint64_t after,
                                 std::size_t max_records, std::size_t max_bytes);
/// The newest told records with offsets below `before`, oldest first; `complete` where the log begins in the
/// page.
[[nodiscard]] log_page read_page_before(const model::row_source& rows, model::key room, std::uint64_t before,
                                        std::size_t max_records, std::size_t max_bytes);

} // namespace snug::facets
