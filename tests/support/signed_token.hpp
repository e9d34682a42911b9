#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace snug::test {

/// What the servers of tests are given as `auth.jwt_secret`.
inline constexpr std::string_view test_secret = "a secret of tests, long enough for HS256";

/// A JSON Web Token of just these two parts (JSON), signed with HMAC-SHA-256 whatever its header says.
[[nodiscard]] std::string signed_token(std::string_view header, std::string_view claims,
                                       std::string_view secret = test_secret);

/// A good token for `user`; `lives_s`: seconds until it expires, negative for one that has.
[[nodiscard]] std::string token_for(std::string_view user, std::int64_t lives_s = 3600,
                                    std::string_view secret = test_secret);

} // namespace snug::test
