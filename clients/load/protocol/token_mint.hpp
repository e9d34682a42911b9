#pragma once
#include <string>
#include <string_view>

namespace snug::load {

/// Makes the HS256 tokens that simulated users come with.
class token_mint {
public:
  /// `secret`: what the server was given as `auth.jwt_secret`, at least 32 bytes.
  explicit token_mint(std::string secret)
    : secret_(std::move(secret)) {}

  /// Good for a day. `user` becomes `sub`: letters, digits and dashes.
  [[nodiscard]] std::string token_for(std::string_view user) const;
  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }

private:
  std::string secret_;
};

} // namespace snug::load
