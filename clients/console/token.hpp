#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace snug::console {

/// `snug token mint`: what goes into the token.
struct token_options {
  std::string secret; ///< as configured (auth.jwt_secret); "" is refused
  std::string user;   ///< `sub`
  std::string name;   ///< shown to others; "" leaves it out
  std::string issuer, audience;
  std::uint64_t lasts_s = 3'600;
  std::string avatar;             ///< address of a picture; "" leaves it out
  bool admin = false;             ///< may do everything
  std::vector<std::string> rooms; ///< `NAME=ROLE`: what it grants
};

/// A JWT signed with HS256. `now_s`: seconds since 1970.
[[nodiscard]] std::string mint(const token_options& options, std::int64_t now_s);

/// Prints a token. Returns the exit code.
int token(const token_options& options);

} // namespace snug::console
