#pragma once
#include "actors/facets/access_rows.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::transport {

/// A token for an own account, signed by this server: what `auth.login` gives. Times in ms since 1970.
[[nodiscard]] std::string own_token(std::string_view own_secret, std::string_view user,
                                    const facets::account_row& account, std::uint64_t login, std::int64_t now,
                                    std::int64_t ends_at);

/// The secret that such tokens are signed with, out of the store's: not the one that signs resume tokens.
[[nodiscard]] std::string own_token_secret(std::string_view signing_secret);

/// `rt1.<user>.<login>.<secret>`: what a refresh token says.
struct refresh_token {
  std::string user;
  std::uint64_t login = 0;
  std::string secret;
};
[[nodiscard]] std::string print(const refresh_token& token);
[[nodiscard]] std::optional<refresh_token> parse_refresh_token(std::string_view text);

} // namespace snug::transport
