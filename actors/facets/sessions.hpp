#pragma once
#include "actors/facets/facet.hpp"
#include "actors/model/table.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::facets {

/// A room that a session comes back to. It has no position of the client's (the client owns that), only where
/// the client stood when it came in.
struct kept_room {
  std::string name;
  std::uint64_t epoch = 0;  ///< the life of the log then; 0: there is no way back
  std::uint64_t offset = 0; ///< events after it followed
  /// Of the record that wrote it down. Cursors below it may have been told before the client was in, others
  /// say of this room too that everything up to there was told. 0 in a command: as before, or that record's.
  std::uint64_t commit = 0;
  friend bool operator==(const kept_room&, const kept_room&) = default;
};
/// `[[name, epoch, offset, commit], …]` in MessagePack; "" for none.
[[nodiscard]] std::string encode(const std::vector<kept_room>& rooms);
[[nodiscard]] std::optional<std::vector<kept_room>> decode_kept_rooms(std::string_view value);

/// A session as the store keeps it: whose it is and how long its resume token holds.
struct session_row {
  std::string user;
  std::string name;
  std::string client;          ///< what the client calls itself
  std::int64_t expires_at = 0; ///< when its resume token ends, ms since 1970
  std::int64_t seen_at = 0;    ///< when it last came in or went, ms since 1970
  std::string token = {};      ///< names the token it last came with; "" for guests
  std::int64_t token_ends = 0; ///< when that ends, ms since 1970; 0: never, or there is none
  std::uint64_t login = 0;     ///< of an own account; 0: none
  std::string rooms = {};      ///< those it comes back to, as `encode` has them; only some clients need it
  friend bool operator==(const session_row&, const session_row&) = default;
};
[[nodiscard]] std::string encode(const session_row& row);
[[nodiscard]] std::optional<session_row> decode_session(std::string_view value);
/// Sessions live in the partition of their user.
[[nodiscard]] std::string session_key(std::string_view user, std::uint64_t session);

/// Keys of sessions (or, `in` says so, logins) that have ended by `now`, out of at most `limit` of the
/// partition behind `after`: a piece of work for whoever prunes them. `next` is where the following piece
/// begins, 0 behind the last.
struct expired_page {
  std::vector<std::string> keys;
  std::uint64_t next = 0;
};
[[nodiscard]] expired_page expired_sessions(const model::row_source& rows, unsigned partition,
                                            std::uint64_t after, std::int64_t now, std::size_t limit,
                                            model::table in = model::table::session);

/// `session.open`, said by the server itself, writes the row; `session.seen` and `session.rooms` bring one
/// that is there up to date. Nobody is told.
class sessions final : public rules {
public:
  [[nodiscard]] std::span<const model::command_spec> commands() const noexcept override;
  [[nodiscard]] model::result<decision> decide(const rule_context& context, const model::command& command,
                                               const model::arguments& args,
                                               const model::row_source& rows) const override;
  void apply(const model::record& record, model::rows& rows) const override;
};

[[nodiscard]] const facet& sessions_facet() noexcept;

} // namespace snug::facets
