#pragma once
#include "actors/model/key.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::model {

/// The tables of the store; the byte behind the owner's key. Frozen on disk; `store/README.md` has keys and
/// values.
enum class table : std::uint8_t {
  counter = 1,     ///< partition → the last counter given to a room or user of it
  name = 2,        ///< partition, room name → room key
  session = 3,     ///< partition, session id → session row
  rooms_of = 4,    ///< partition of a user, user id, room → the user's role there
  blocked = 5,     ///< partition of a user, user id, other user → since when
  invited = 6,     ///< partition of a user, user id, room → the invitation
  listed = 7,      ///< partition, name of a public room → room key
  doomed = 8,      ///< partition, key of a deleted room → nothing: its rows are still being taken away
  room = 10,       ///< room → kind, access, name, created
  lineage = 11,    ///< room → epochs and the floor of its log
  member = 12,     ///< room, user id → role and flags
  log = 13,        ///< room, offset → record
  repeat = 14,     ///< room, hash of user and command id → hash of the command and its reply
  retained = 15,   ///< room, key → the last durable event published with `retain`
  profile = 16,    ///< room → title, metadata, code
  size = 17,       ///< room → how many members it has
  invitation = 18, ///< room, user or link → who invited, as what
  mark = 19,       ///< room, user id → the offset up to which they have read

  state = 20,      ///< room, key → what the shared state has there
  state_past = 21, ///< room, key, version → what that version replaced there, or what lost to an older one
  state_version = 22,  ///< room, version → who changed which keys
  state_head = 23,     ///< room → the state's version and what it weighs
  state_snapshot = 24, ///< room, name → the version that a named snapshot is of
  last_seen = 25,      ///< room, user id → when a member was last in it
  version_part = 27,   ///< room, name, version, part → what a document was then
  document = 28,       ///< room, name → where a document's updates and snapshot stand
  update = 29,         ///< room, name, number → a document's update, not yet in its snapshot
  snapshot = 30,       ///< room, name, part → a document's updates as one
  version = 31,        ///< room, name, version → who gave a document's state this name, and when

  account = 32,    ///< partition, user id → an account of this server's own
  login = 33,      ///< partition, login → what its refresh token is judged by
  api_key = 34,    ///< partition, key id → a back end's key
  revocation = 35, ///< partition, kind, subject → what is worth nothing any more

  due_at = 40, ///< partition, time, room, id → nothing: what is due when
  due = 41,    ///< room, id → an event that is to be told later

  hook = 44,      ///< partition 0, commit number → an event the back end is still to be told of
  hook_dead = 45, ///< partition 0, commit number → one that it wouldn't take
};

/// Builds a row's key: the owner's eight bytes, the table, then the rest; integers big-endian so that keys
/// sort.
class row_key {
public:
  row_key(key owner, table t) {
    u64(owner.value());
    bytes_.push_back(static_cast<char>(t));
  }
  /// A row of the partition itself.
  row_key(unsigned partition, table t)
    : row_key(key::make(partition, 0), t) {}

  row_key& u64(std::uint64_t v) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<char>(v >> shift));
    return *this;
  }
  row_key& text(std::string_view s) {
    bytes_.append(s);
    return *this;
  }
  [[nodiscard]] const std::string& str() const& noexcept { return bytes_; }
  [[nodiscard]] std::string str() && noexcept { return std::move(bytes_); }

  /// The end (exclusive) of all rows of `owner` in table `t`.
  [[nodiscard]] static std::string end_of(key owner, table t) {
    return row_key(owner, static_cast<table>(static_cast<std::uint8_t>(t) + 1)).str();
  }

private:
  std::string bytes_;
};

/// Bytes of a row's key in front of the rest: the owner's and the table.
inline constexpr std::size_t owner_bytes = 9;

/// What `row_key::u64` put at `at` of a key: eight bytes, or those there are where the key ends before. `at`
/// is within the key.
[[nodiscard]] inline std::uint64_t number_at(std::string_view key, std::size_t at) {
  std::uint64_t v = 0;
  for (const char c : key.substr(at, 8))
    v = (v << 8) | static_cast<unsigned char>(c);
  return v;
}

} // namespace snug::model
