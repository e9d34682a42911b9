#include "tests/support/signed_token.hpp"
#include <ctime>
#include <sodium.h>

namespace snug::test {

namespace {

std::string base64url(const void* bytes, std::size_t size) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(out.data(), out.size(), static_cast<const unsigned char*>(bytes), size, variant);
  out.pop_back(); // its terminator
  return out;
}

} // namespace

std::string signed_token(std::string_view header, std::string_view claims, std::string_view secret) {
  const auto token = base64url(header.data(), header.size()) + "." + base64url(claims.data(), claims.size());
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(token.data()), token.size());
  unsigned char signature[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, signature);
  return token + "." + base64url(signature, sizeof signature);
}

std::string token_for(std::string_view user, std::int64_t lives_s, std::string_view secret) {
  const auto claims =
      "{\"sub\":\"" + std::string(user) + "\",\"exp\":" + std::to_string(std::time(nullptr) + lives_s) + "}";
  return signed_token(R"({"alg":"HS256","typ":"JWT"})", claims, secret);
}

} // namespace snug::test
