#pragma once
#include "actors/model/result.hpp"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace snug::transport {

/// How a token may be signed (RFC 7518 §3.1, RFC 8037 §3.1).
enum class signing_algorithm : std::uint8_t { hs256, rs256, es256, eddsa };
/// "HS256", "RS256", "ES256", "EdDSA".
[[nodiscard]] std::string_view name_of(signing_algorithm a) noexcept;
[[nodiscard]] std::optional<signing_algorithm> signing_algorithm_of(std::string_view name) noexcept;

/// One key that tokens are judged by, parsed once. Its algorithm follows from what it is, so no token can
/// have it used otherwise. Cheap to copy; const; any thread.
class token_key {
public:
  /// HS256. RFC 7518 §3.2 asks for 32 bytes at least; a shorter one is taken all the same (tests).
  [[nodiscard]] static token_key of_secret(std::string secret);
  /// `-----BEGIN PUBLIC KEY-----` or a certificate, of RSA (2048 bits at least), P-256 or Ed25519. One block.
  [[nodiscard]] static model::result<token_key> of_pem(std::string_view pem);
  /// The numbers of a JSON Web Key (RFC 7518 §6), as bytes.
  [[nodiscard]] static model::result<token_key> of_rsa(std::string_view modulus, std::string_view exponent);
  [[nodiscard]] static model::result<token_key> of_p256(std::string_view x, std::string_view y);
  [[nodiscard]] static model::result<token_key> of_ed25519(std::string_view x);

  [[nodiscard]] signing_algorithm algorithm() const noexcept { return algorithm_; }
  /// True where `signature` (as a token carries it) is this key's of `message`.
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

private:
  using pkey = std::shared_ptr<evp_pkey_st>;
  explicit token_key(signing_algorithm a)
    : algorithm_(a) {}
  [[nodiscard]] static model::result<token_key> of_public_key(pkey key);
  [[nodiscard]] bool verify_digest(std::string_view message, std::string_view signature) const;

  signing_algorithm algorithm_;
  std::string secret_;
  pkey public_;
};

} // namespace snug::transport
