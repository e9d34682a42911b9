#include "transport/identity/token_key.hpp"
#include "transport/signature.hpp"
#include <array>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <utility>

namespace snug::transport {

namespace {

constexpr std::array<std::pair<signing_algorithm, std::string_view>, 4> names{{
    {signing_algorithm::hs256, "HS256"},
    {signing_algorithm::rs256, "RS256"},
    {signing_algorithm::es256, "ES256"},
    {signing_algorithm::eddsa, "EdDSA"},
}};
constexpr int least_rsa_bits = 2'048; // RFC 7518 §3.3
constexpr std::size_t half_p256 = 32;

template <auto Free> struct deleter {
  template <class T> void operator()(T* p) const noexcept { Free(p); }
};
using bio = std::unique_ptr<BIO, deleter<BIO_free>>;
using certificate = std::unique_ptr<X509, deleter<X509_free>>;
using number = std::unique_ptr<BIGNUM, deleter<BN_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, deleter<EVP_MD_CTX_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, deleter<EVP_PKEY_CTX_free>>;
using builder = std::unique_ptr<OSSL_PARAM_BLD, deleter<OSSL_PARAM_BLD_free>>;
using parameters = std::unique_ptr<OSSL_PARAM, deleter<OSSL_PARAM_free>>;
using ecdsa = std::unique_ptr<ECDSA_SIG, deleter<ECDSA_SIG_free>>;

model::failure unusable(std::string why) {
  ERR_clear_error(); // it belongs to the thread: the next one who looks must not find ours
  return {model::error_code::bad_request, std::move(why), {}, 0, {}};
}

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

number number_of(std::string_view bytes) {
  return number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) { return {key, deleter<EVP_PKEY_free>()}; }

/// A public key out of its parameters; null where they are none.
std::shared_ptr<EVP_PKEY> made_from(const char* type, OSSL_PARAM_BLD* parts) {
  const parameters all(OSSL_PARAM_BLD_to_param(parts));
  const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!all || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, all.get()) != 1)
    return nullptr;
  return owned(key);
}

/// A token carries r and s side by side (RFC 7518 §3.4); OpenSSL wants them in DER.
std::string to_der(std::string_view signature) {
  if (signature.size() != 2 * half_p256) return {};
  const ecdsa both(ECDSA_SIG_new());
  auto r = number_of(signature.substr(0, half_p256)), s = number_of(signature.substr(half_p256));
  if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  (void)r.release(); // they are the signature's now
  (void)s.release();
  unsigned char der[80];
  auto* end = der;
  const int size = i2d_ECDSA_SIG(both.get(), nullptr);
  if (size <= 0 || size > static_cast<int>(sizeof der) || i2d_ECDSA_SIG(both.get(), &end) != size) return {};
  return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
}

} // namespace

std::string_view name_of(signing_algorithm a) noexcept { return names[static_cast<std::size_t>(a)].second; }

std::optional<signing_algorithm> signing_algorithm_of(std::string_view name) noexcept {
  for (const auto& [algorithm, known] : names)
    if (known == name) return algorithm;
  return std::nullopt;
}

token_key token_key::of_secret(std::string secret) {
  token_key key(signing_algorithm::hs256);
  key.secret_ = std::move(secret);
  return key;
}

model::result<token_key> token_key::of_pem(std::string_view pem) {
  if (pem.find("PRIVATE KEY-----") != pem.npos)
    return unusable("is a private key; only the public one belongs here");
  const bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!in) return unusable("can't be read");
  if (pem.find("BEGIN CERTIFICATE") != pem.npos) {
    const certificate cert(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!cert) return unusable("is no certificate");
    return of_public_key(owned(X509_get_pubkey(cert.get())));
  }
  return of_public_key(owned(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr)));
}

model::result<token_key> token_key::of_rsa(std::string_view modulus, std::string_view exponent) {
  const auto n = number_of(modulus), e = number_of(exponent);
  const builder parts(OSSL_PARAM_BLD_new());
  if (!n || !e || !parts || OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return unusable("is no RSA key");
  return of_public_key(made_from("RSA", parts.get()));
}

model::result<token_key> token_key::of_p256(std::string_view x, std::string_view y) {
  if (x.size() != half_p256 || y.size() != half_p256) return unusable("x and y must have 32 bytes each");
  std::string point = "\x04"; // uncompressed
  point.append(x).append(y);
  const builder parts(OSSL_PARAM_BLD_new());
  if (!parts ||
      OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return unusable("is no P-256 key");
  return of_public_key(made_from("EC", parts.get()));
}

model::result<token_key> token_key::of_ed25519(std::string_view x) {
  return of_public_key(owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size())));
}

model::result<token_key> token_key::of_public_key(pkey key) {
  if (!key) return unusable("is no public key");
  token_key made(signing_algorithm::rs256);
  made.public_ = std::move(key);
  char group[32] = "";
  switch (EVP_PKEY_get_base_id(made.public_.get())) {
  case EVP_PKEY_RSA:
    if (EVP_PKEY_get_bits(made.public_.get()) < least_rsa_bits)
      return unusable("is an RSA key of less than 2048 bits");
    return made;
  case EVP_PKEY_EC:
    made.algorithm_ = signing_algorithm::es256;
    if (EVP_PKEY_get_group_name(made.public_.get(), group, sizeof group, nullptr) != 1 ||
        std::string_view(group) != "prime256v1")
      return unusable("is on another curve than P-256");
    return made;
  case EVP_PKEY_ED25519:
    made.algorithm_ = signing_algorithm::eddsa;
    return made;
  default:
    return unusable("is neither RSA nor P-256 nor Ed25519");
  }
}

bool token_key::verify(std::string_view message, std::string_view signature) const {
  if (algorithm_ == signing_algorithm::hs256)
    return !secret_.empty() && transport::verify(secret_, message, signature);
  const bool right = verify_digest(message, signature);
  if (!right) ERR_clear_error();
  return right;
}

bool token_key::verify_digest(std::string_view message, std::string_view signature) const {
  std::string der;
  if (algorithm_ == signing_algorithm::es256) {
    der = to_der(signature);
    if (der.empty()) return false;
    signature = der;
  }
  // Ed25519 has its digest inside.
  const auto* digest = algorithm_ == signing_algorithm::eddsa ? nullptr : EVP_sha256();
  const digest_context context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, public_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

} // namespace snug::transport
