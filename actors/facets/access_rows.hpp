#pragma once
#include "actors/model/identity.hpp"
#include "actors/model/rows.hpp"
#include "actors/model/scope.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::facets {

/// What the store knows of those who may come in: keys of back ends, own accounts and their logins, and what
/// has been revoked. `[…]` is a MessagePack array behind the version byte:
///
///   table       key behind owner and table   value
///   account     user id                      [name, password: bin, flags, made at, changed at, avatar,
///                                             attributes: bin]
///   login       login: u64                   [user, secret: bin, previous: bin, client, made at, seen at,
///                                             ends at]
///   api key     key's id                     [user, label, secret: bin, scopes, made at, ends at]
///   revocation  kind: u8, subject            [user, kind, subject, at, ends at, reason]
///
/// Owners are the partition of the user they are about.

/// A key of a back end. Only a hash of its secret is kept; the secret has 256 random bits, so a plain one
/// does.
struct key_row {
  std::string user;   ///< `service:…`: whom events of this key are from
  std::string label;  ///< shown as the name; may be ""
  std::string secret; ///< SHA-256 of the secret
  model::scopes may;
  std::int64_t made_at = 0; ///< ms since 1970
  std::int64_t ends_at = 0; ///< ms since 1970; 0: never
  friend bool operator==(const key_row&, const key_row&) = default;
};
[[nodiscard]] std::string encode(const key_row& row);
[[nodiscard]] std::optional<key_row> decode_key(std::string_view value);
[[nodiscard]] std::string api_key_key(std::string_view user, std::string_view id);

/// What a revocation is about. Frozen on disk.
enum class revoked : std::uint8_t {
  user = 1,    ///< everything the user was given until `at`
  session = 2, ///< one session: its resume token is worth nothing any more
  token = 3,   ///< one token, by its `jti` or hash
  login = 4,   ///< one login of an own account: its tokens, and the right to new ones
};

struct revocation_row {
  std::string user; ///< whom it concerns; "" where only the token is known
  revoked kind = revoked::user;
  std::string subject;      ///< the user, the session's or login's number, the token's name
  std::int64_t at = 0;      ///< ms since 1970: of a user, what was issued later is good
  std::int64_t ends_at = 0; ///< when nothing it stops can be good any more; 0: it stands until it is lifted
  std::string reason;       ///< for the operator
  friend bool operator==(const revocation_row&, const revocation_row&) = default;
};
[[nodiscard]] std::string encode(const revocation_row& row);
[[nodiscard]] std::optional<revocation_row> decode_revocation(std::string_view value);
[[nodiscard]] std::string revocation_key(std::string_view user, revoked kind, std::string_view subject);
/// True where `who` is stopped by it.
[[nodiscard]] bool stops(const revocation_row& row, const model::identity& who) noexcept;

/// An account of this server's own.
struct account_row {
  std::string name;
  std::string password; ///< as libsodium writes it: algorithm, costs, salt and hash; "": nobody can log in
  bool admin = false;
  bool disabled = false;
  std::int64_t made_at = 0;
  std::int64_t changed_at = 0;
  std::string avatar;
  std::string attributes; ///< MessagePack map; "" for none
  friend bool operator==(const account_row&, const account_row&) = default;
};
[[nodiscard]] std::string encode(const account_row& row);
[[nodiscard]] std::optional<account_row> decode_account(std::string_view value);
[[nodiscard]] std::string account_key(std::string_view user);

/// One login of an account: what its refresh token is judged by.
struct login_row {
  std::string user;
  std::string secret;   ///< SHA-256 of the newest refresh token's secret
  std::string previous; ///< of the one before it; "" for none
  std::string client;   ///< the device's name
  std::int64_t made_at = 0;
  std::int64_t seen_at = 0;
  std::int64_t ends_at = 0;
  friend bool operator==(const login_row&, const login_row&) = default;
};
[[nodiscard]] std::string encode(const login_row& row);
[[nodiscard]] std::optional<login_row> decode_login(std::string_view value);
[[nodiscard]] std::string login_key(std::string_view user, std::uint64_t login);

} // namespace snug::facets
