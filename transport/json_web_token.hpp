#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace snug::transport {

/// What a JSON Web Token (RFC 7519) says, once it is known to be right.
struct token_claims {
  std::string user;            ///< `sub`
  std::string name;            ///< `name`, "" where it has none
  std::int64_t expires_at = 0; ///< ms since 1970; 0: never
};

enum class token_fault : std::uint8_t {
  malformed, ///< not a token, or claims of the wrong type
  forged,    ///< another algorithm than the one configured, or a signature that isn't ours
  expired,
  not_yet,   ///< `nbf` lies ahead
  not_for_us ///< issuer or audience
};
[[nodiscard]] std::string_view describe(token_fault fault) noexcept;

/// Judges tokens signed with HS256 and one secret. The algorithm is the configuration's, never the token's
/// choice. Const; any thread.
class token_verifier {
public:
  struct rules {
    std::string secret;               ///< "": no token is right
    std::string issuer;               ///< "" accepts any
    std::string audience;             ///< "" accepts any
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
