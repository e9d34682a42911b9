#pragma once
#include "actors/facets/log_rows.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::facets {

/// Rows about what a room is and who belongs to it, beside those of `log_rows.hpp`:
///
///   table     key behind owner and table          value
///   rooms_of  (of the user's partition) user id,   [role: uint, since ms: int]
///             0x00, room: u64
///   listed    (of the partition) name              [room key: uint]
///   doomed    (of the partition) room: u64         [room key: uint]
///   profile                                        [title, metadata: bin, code]
///   size                                           [members: uint]
///   mark      user id                              [offset: uint]
///   blocked   (of the user's partition) user id,   [since ms: uint]
///             0x00, other user
///   invited   (of the user's partition) user id,   as invitation
///             0x00, room: u64
///   invitation 'u', user id, or 'l', fingerprint   [role: uint, by, made at ms: int, ends at ms: int, uses
///              of the link's token                 left: uint]

/// Writes a room's row, and the row by which a public one is found.
void put_room(model::rows& rows, model::key room, const room_row& row);

/// What only those want to know who look at a room.
struct profile_row {
  std::string title;
  std::string metadata; ///< MessagePack; "" where there is none
  std::string code;     ///< the access code; "" where there is none
  friend bool operator==(const profile_row&, const profile_row&) = default;
};
[[nodiscard]] std::string encode(const profile_row& row);
[[nodiscard]] std::optional<profile_row> decode_profile(std::string_view value);
[[nodiscard]] std::string profile_key(model::key room);
[[nodiscard]] profile_row read_profile(const model::row_source& rows, model::key room);

/// Writes or (for a standing that says nothing) erases a member's row, and counts the members.
void put_standing(model::rows& rows, model::key room, std::string_view user, const standing& row);
[[nodiscard]] std::string size_key(model::key room);
/// Members, banned ones not among them.
[[nodiscard]] std::uint64_t read_size(const model::row_source& rows, model::key room);
/// True where nobody more may become a member.
[[nodiscard]] bool is_full(const model::row_source& rows, const room_facts& room);
[[nodiscard]] std::uint32_t seats(const room_facts& room) noexcept;

/// The room's side of a member is its own row; this is the user's side. In the user's partition.
struct place_row {
  model::role role = model::role::none;
  std::int64_t since = 0; ///< ms since 1970
  friend bool operator==(const place_row&, const place_row&) = default;
};
[[nodiscard]] std::string encode(const place_row& row);
[[nodiscard]] std::optional<place_row> decode_place(std::string_view value);
[[nodiscard]] std::string place_key(std::string_view user, model::key room);
/// A user's rooms, in the order of their keys, at most `limit`.
[[nodiscard]] std::vector<model::key> rooms_of(const model::row_source& rows, std::string_view user,
                                               std::size_t limit);

/// An invitation, at the room and (for a user) at the user.
struct invitation_row {
  model::role role = model::role::editor;
  std::string by;           ///< who invited; "" is the server
  std::int64_t made_at = 0; ///< ms since 1970
  std::int64_t ends_at = 0; ///< 0: never
  std::uint64_t uses = 0;   ///< left, of a link; 0: as many as come
  friend bool operator==(const invitation_row&, const invitation_row&) = default;
};
[[nodiscard]] std::string encode(const invitation_row& row);
[[nodiscard]] std::optional<invitation_row> decode_invitation(std::string_view value);
inline constexpr char invited_user = 'u', invited_by_link = 'l';
[[nodiscard]] std::string invitation_key(model::key room, char sort, std::string_view whom);
[[nodiscard]] std::string invited_key(std::string_view user, model::key room);

[[nodiscard]] std::string listed_key(std::string_view name);
[[nodiscard]] std::string doomed_key(model::key room);

/// Up to where a user has read.
[[nodiscard]] std::string mark_key(model::key room, std::string_view user);
[[nodiscard]] std::uint64_t read_mark(const model::row_source& rows, model::key room, std::string_view user);

/// The rows of one owner and user in a table of the user's partition: `user`, 0x00, then `rest`.
[[nodiscard]] std::string user_key(model::table t, std::string_view user, std::string_view rest = {});

} // namespace snug::facets
