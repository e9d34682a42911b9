#include "transport/json_web_token.hpp"
#include "transport/base64url.hpp"
#include "transport/identity/token_text.hpp"
#include "transport/signature.hpp"
#include <array>

namespace snug::transport {

namespace {

constexpr std::string_view id_salt = "snug token id";
constexpr std::size_t id_bytes = 15;

token_fault fault_of(key_set::finding found) noexcept {
  switch (found) {
  case key_set::finding::wrong_algorithm:
    return token_fault::wrong_algorithm;
  case key_set::finding::wrong_signature:
    return token_fault::wrong_signature;
  case key_set::finding::unknown_key:
  case key_set::finding::right:
    break;
  }
  return token_fault::unknown_key;
}

} // namespace

std::string_view describe(token_fault fault) noexcept {
  constexpr std::array<std::string_view, 10> words{
      "malformed",         "algorithm not accepted",
      "no such key (kid)", "its key is for another algorithm",
      "wrong signature",   "claims of the wrong type or size, or no user (sub)",
      "issuer (iss)",      "audience (aud)",
      "expired (exp)",     "not valid yet (nbf)",
  };
  return words[static_cast<std::size_t>(fault)];
}

std::variant<token_claims, token_fault> token_verifier::verify(std::string_view token,
                                                               std::int64_t now) const {
  const auto p = split_token(token);
  rapidjson::Document header, claims;
  if (!p || !parse_token_part(p->header, header)) return token_fault::malformed;
  const auto signature = from_base64url(p->signature);
  const auto algorithm = signing_algorithm_of(token_text(header, "alg"));
  // `crit` names extensions a verifier must understand (RFC 7515 §4.1.11); we understand none.
  if (!algorithm || header.HasMember("crit")) return token_fault::algorithm;
  if (!signature) return token_fault::malformed;

  const auto kid = token_text(header, "kid");
  const bool own = kid == own_kid && !rules_.own_secret.empty();
  if (own) {
    if (*algorithm != signing_algorithm::hs256) return token_fault::wrong_algorithm;
    if (!transport::verify(rules_.own_secret, p->signed_part, *signature))
      return token_fault::wrong_signature;
  } else {
    if (!rules_.keys) return token_fault::unknown_key;
    const auto found = rules_.keys->judge(kid, *algorithm, p->signed_part, *signature);
    if (found != key_set::finding::right) return fault_of(found);
  }
  if (!parse_token_part(p->payload, claims)) return token_fault::malformed;
  token_claims out;
  if (const auto fault = read_claims(claims, rules_, own, now, out)) return *fault;
  // Keyed only so that it is no hash that anything else might use of the token.
  if (out.id.empty()) out.id = "#" + to_base64url(sign(id_salt, token).substr(0, id_bytes));
  return out;
}

} // namespace snug::transport
