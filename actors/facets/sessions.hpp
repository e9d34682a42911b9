#pragma once
#include "actors/facets/facet.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snug::facets {

/// A session as the store keeps it: whose it is and how long its resume token holds. It has no positions (the
/// client owns those).
struct session_row {
  std::string user;
  std::string name;
  std::string client;          ///< what the client calls itself
  std::int64_t expires_at = 0; ///< ms since 1970
  friend bool operator==(const session_row&, const session_row&) = default;
};
[[nodiscard]] std::string encode(const session_row& row);
[[nodiscard]] std::optional<session_row> decode_session(std::string_view value);
/// Sessions live in the partition of their user.
[[nodiscard]] std::string session_key(std::string_view user, std::uint64_t session);

/// Keys of sessions that have ended by `now`, out of at most `limit` sessions of the partition behind
/// `after`: a piece of work for whoever prunes them. `next` is where the following piece begins, 0 behind the
/// last.
struct expired_page {
  std::vector<std::string> keys;
  std::uint64_t next = 0;
};
[[nodiscard]] expired_page expired_sessions(const model::row_source& rows, unsigned partition,
                                            std::uint64_t after, std::int64_t now, std::size_t limit);

/// `session.open`, said by the server itself, writes the row; nobody is told.
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
