#pragma once
#include <array>
#include <ctime>
#include <memory>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace snug::test {

[[nodiscard]] inline std::string base64url_of(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  while (out.ends_with('='))
    out.pop_back();
  for (auto& c : out)
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

/// An identity provider: a key pair of its own, made with OpenSSL, that signs tokens.
class token_signer {
public:
  [[nodiscard]] static token_signer rsa(unsigned bits = 2'048) {
    return token_signer(EVP_RSA_gen(bits), "RS256");
  }
  [[nodiscard]] static token_signer p256(const char* curve = "P-256") {
    return token_signer(EVP_EC_gen(curve), "ES256");
  }
  [[nodiscard]] static token_signer ed25519() {
    return token_signer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "EdDSA");
  }

  [[nodiscard]] const std::string& algorithm() const noexcept { return algorithm_; }
  [[nodiscard]] std::string public_pem() const {
    return written([&](BIO* to) { return PEM_write_bio_PUBKEY(to, key_.get()); });
  }
  [[nodiscard]] std::string private_pem() const {
    return written([&](BIO* to) {
      return PEM_write_bio_PrivateKey(to, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  /// As a JSON Web Key. `more`: further members, beginning with a comma.
  [[nodiscard]] std::string jwk(std::string_view kid, std::string_view more = {}) const {
    std::string out = R"({"kid":")" + std::string(kid) + "\"" + std::string(more);
    if (algorithm_ == "RS256")
      return out + R"(,"kty":"RSA","n":")" + number("n") + R"(","e":")" + number("e") + "\"}";
    if (algorithm_ == "ES256")
      return out + R"(,"kty":"EC","crv":"P-256","x":")" + number("qx") + R"(","y":")" + number("qy") + "\"}";
    std::array<unsigned char, 32> raw{};
    std::size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size);
    return out + R"(,"kty":"OKP","crv":"Ed25519","x":")" +
           base64url_of({reinterpret_cast<const char*>(raw.data()), size}) + "\"}";
  }

  /// A token of these claims (JSON); `kid`: "" for none.
  [[nodiscard]] std::string token(std::string_view claims, std::string_view kid = {}) const {
    auto header = R"({"alg":")" + algorithm_ + "\"";
    if (!kid.empty()) header += R"(,"kid":")" + std::string(kid) + "\"";
    return signed_as(header + "}", claims);
  }
  /// A token with this header, whatever that says.
  [[nodiscard]] std::string signed_as(std::string_view header, std::string_view claims) const {
    const auto front = base64url_of(header) + "." + base64url_of(claims);
    return front + "." + base64url_of(signature(front));
  }
  /// A good token for `user`.
  [[nodiscard]] std::string token_for(std::string_view user, std::int64_t lives_s = 3'600,
                                      std::string_view kid = {}, std::string_view more = {}) const {
    return token(R"({"sub":")" + std::string(user) + R"(","exp":)" +
                     std::to_string(std::time(nullptr) + lives_s) + std::string(more) + "}",
                 kid);
  }

private:
  struct free_key {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  };
  token_signer(EVP_PKEY* key, std::string algorithm)
    : key_(key, free_key())
    , algorithm_(std::move(algorithm)) {
    if (!key_) throw std::runtime_error("OpenSSL makes no key");
  }

  template <class Write> static std::string written(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> to(BIO_new(BIO_s_mem()), BIO_free);
    if (!to || write(to.get()) != 1) throw std::runtime_error("OpenSSL writes no key");
    char* text = nullptr;
    const auto size = BIO_get_mem_data(to.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

  [[nodiscard]] std::string number(const char* name) const {
    BIGNUM* n = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), name, &n) != 1) throw std::runtime_error("no such number");
    const auto least = algorithm_ == "ES256" ? 32 : BN_num_bytes(n);
    std::string bytes(static_cast<std::size_t>(least), '\0');
    BN_bn2binpad(n, reinterpret_cast<unsigned char*>(bytes.data()), least);
    BN_free(n);
    return base64url_of(bytes);
  }

  [[nodiscard]] std::string signature(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
    std::vector<unsigned char> out(1'024);
    std::size_t size = out.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), out.data(), &size,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1)
      throw std::runtime_error("OpenSSL signs nothing");
    if (algorithm_ != "ES256") return {reinterpret_cast<const char*>(out.data()), size};
    const auto* at = static_cast<const unsigned char*>(out.data());
    ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    std::string plain(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(plain.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), to + 32, 32);
    ECDSA_SIG_free(both);
    return plain;
  }

  std::shared_ptr<EVP_PKEY> key_;
  std::string algorithm_;
};

/// What anybody can make who knows a public key: HS256 with the text of that key as the secret.
[[nodiscard]] inline std::string hs256_token(std::string_view header, std::string_view claims,
                                             std::string_view secret) {
  const auto front = base64url_of(header) + "." + base64url_of(claims);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(front.data()), front.size(), digest, &size);
  return front + "." + base64url_of({reinterpret_cast<const char*>(digest), size});
}

} // namespace snug::test
