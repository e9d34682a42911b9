#pragma once
#include "actors/model/command.hpp"
#include "actors/model/key.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// What is kept of a command with an id, so that a repeat has the first one's effect and reply. Lives as long
/// as the first told record of the command does.
struct repeat_row {
  std::uint64_t content = 0; ///< `content_hash` of the command
  std::uint64_t offset = 0;  ///< of its first told record
  std::string reply;         ///< "" where it was over `max_kept_reply`: the repeat gets the record's receipt
  friend bool operator==(const repeat_row&, const repeat_row&) = default;
};
inline constexpr std::size_t max_kept_reply = 256;

[[nodiscard]] std::string encode(const repeat_row& row);
[[nodiscard]] std::optional<repeat_row> decode_repeat(std::string_view value);

/// The row's key: the room, then the first 16 bytes of SHA-256(length of `user` as 8 bytes big-endian,
/// `user`, `id`). Frozen on disk.
[[nodiscard]] std::string repeat_key(model::key room, std::string_view user, std::string_view id);

/// What a repeat must have in common with the first: FNV-1a of the command's name, a zero byte, its data.
/// Frozen on disk.
[[nodiscard]] std::uint64_t content_hash(std::string_view name, std::string_view data) noexcept;

} // namespace snug::facets
