#include "clients/load/protocol/token_mint.hpp"
#include <ctime>
#include <sodium.h>

namespace snug::load {

namespace {

std::string base64url(const unsigned char* bytes, std::size_t size) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes, size, variant);
  out.pop_back(); // its terminator
  return out;
}

std::string base64url(std::string_view text) {
  return base64url(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

} // namespace

std::string token_mint::token_for(std::string_view user) const {
  constexpr std::time_t a_day = 86'400;
  const auto claims =
      "{\"sub\":\"" + std::string(user) + "\",\"exp\":" + std::to_string(std::time(nullptr) + a_day) + "}";
  auto token = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(claims);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret_.data()), secret_.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(token.data()), token.size());
  unsigned char signature[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, signature);
  return token + "." + base64url(signature, sizeof signature);
}

} // namespace snug::load
