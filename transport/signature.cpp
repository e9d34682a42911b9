#include "transport/signature.hpp"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace snug::transport {

std::string sign(std::string_view secret, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  if (!HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes, message.size(), digest,
            &size))
    return {};
  return {reinterpret_cast<const char*>(digest), size};
}

bool verify(std::string_view secret, std::string_view message, std::string_view signature) {
  const auto right = sign(secret, message);
  return !right.empty() && right.size() == signature.size() &&
         CRYPTO_memcmp(right.data(), signature.data(), right.size()) == 0;
}

} // namespace snug::transport
