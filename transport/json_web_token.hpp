#pragma once
#include "actors/model/identity.hpp"
#include "transport/identity/key_set.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace snug::transport {

/// What a JSON Web Token (RFC 7519) says, once it is known to be right.
struct token_claims {
  std::string user;            ///< `sub`
  std::string name;            ///< `name`, "" where it has none
  std::string avatar;          ///< `avatar` or `picture`
  std::string attributes;      ///< `attributes` as MessagePack; "" where it has none
  std::string id;              ///< `jti`, or a hash of the token where it has none
  std::int64_t issued_at = 0;  ///< `iat`, ms since 1970; 0: it doesn't say
  std::int64_t expires_at = 0; ///< `exp` and the leeway, ms since 1970; 0: never
  bool admin = false;
  bool own = false;        ///< signed by this server itself
  std::uint64_t login = 0; ///< of such a one: the login it was given to
  std::vector<model::room_grant> grants;
};

/// The check that a token failed, for the log.
enum class token_fault : std::uint8_t {
  malformed,       ///< not three parts of base64url and JSON, or too long
  algorithm,       ///< none of the four, or an extension (`crit`) that must be understood
  unknown_key,     ///< no key of its `kid`, or none at all
  wrong_algorithm, ///< its key is for another algorithm
  wrong_signature,
  claims, ///< of the wrong type, too large, or without a user
  issuer,
  audience,
  expired,
  not_yet ///< `nbf` lies ahead
};
[[nodiscard]] std::string_view describe(token_fault fault) noexcept;

/// Judges tokens by a set of keys. The algorithm is the key's, never the token's choice. Const; any thread.
class token_verifier {
public:
  struct rules {
    std::shared_ptr<const key_set> keys; ///< null: no token is right
    std::string own_secret;              ///< of tokens that this server signed (`own_kid`); "": none
    std::string issuer;                  ///< "" accepts any
    std::string audience;                ///< "" accepts any
    std::string
        claims_in; ///< the claim (a map) with avatar, attributes, admin and rooms; "": the token itself
    std::uint32_t leeway_ms = 30'000; ///< how far clocks may be apart
  };
  explicit token_verifier(rules r)
    : rules_(std::move(r)) {}

  /// `now`: wall clock, ms since 1970. Never throws.
  [[nodiscard]] std::variant<token_claims, token_fault> verify(std::string_view token,
                                                               std::int64_t now) const;

private:
  rules rules_;
};

} // namespace snug::transport
