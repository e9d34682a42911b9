#include "transport/json_web_token.hpp"
#include "transport/base64url.hpp"
#include "transport/signature.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <rapidjson/document.h>

namespace snug::transport {

namespace {

/// Longer ones are no tokens of ours: nothing is parsed for them.
constexpr std::size_t longest_token = 8'192;

/// Iterative, so that a deeply nested header can't use up the stack.
constexpr unsigned parse_flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

struct parts {
  std::string_view header, payload, signature, signed_part;
};

std::optional<parts> split(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return std::nullopt;
  return parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
               token.substr(0, second)};
}

bool parse_object(std::string_view encoded, rapidjson::Document& out) {
  const auto json = from_base64url(encoded);
  if (!json) return false;
  out.Parse<parse_flags>(json->data(), json->size());
  return !out.HasParseError() && out.IsObject();
}

std::string_view text_of(const rapidjson::Value& v) { return {v.GetString(), v.GetStringLength()}; }

bool algorithm_is_ours(const rapidjson::Document& header) {
  const auto alg = header.FindMember("alg");
  // `crit` names extensions a verifier must understand (RFC 7515 §4.1.11); we understand none.
  return alg != header.MemberEnd() && alg->value.IsString() && text_of(alg->value) == "HS256" &&
         !header.HasMember("crit");
}

/// A NumericDate (seconds, perhaps with a fraction) in ms; nothing where the claim is missing, `bad` set
/// where it is no number that a date can be.
std::optional<std::int64_t> date_of(const rapidjson::Document& claims, const char* name, bool& bad) {
  const auto it = claims.FindMember(name);
  if (it == claims.MemberEnd()) return std::nullopt;
  constexpr double latest = 253'402'300'799.0; // the end of the year 9999
  if (!it->value.IsNumber() || !(it->value.GetDouble() >= 0) || it->value.GetDouble() > latest) {
    bad = true;
    return std::nullopt;
  }
  return static_cast<std::int64_t>(std::floor(it->value.GetDouble() * 1000));
}

bool names(const rapidjson::Value& v, std::string_view wanted) {
  return v.IsString() && text_of(v) == wanted;
}

/// `aud` may be one text or a list of them (RFC 7519 §4.1.3).
bool claim_names(const rapidjson::Document& claims, const char* claim, std::string_view wanted) {
  if (wanted.empty()) return true;
  const auto it = claims.FindMember(claim);
  if (it == claims.MemberEnd()) return false;
  if (!it->value.IsArray()) return names(it->value, wanted);
  const auto list = it->value.GetArray();
  return std::any_of(list.Begin(), list.End(), [&](const auto& v) { return names(v, wanted); });
}

} // namespace

std::string_view describe(token_fault fault) noexcept {
  constexpr std::array<std::string_view, 5> words{"token is malformed", "token is not signed by us",
                                                  "token has expired", "token is not valid yet",
                                                  "token is for somebody else"};
  return words[static_cast<std::size_t>(fault)];
}

std::variant<token_claims, token_fault> token_verifier::verify(std::string_view token,
                                                               std::int64_t now) const {
  if (token.size() > longest_token) return token_fault::malformed;
  const auto p = split(token);
  rapidjson::Document header, claims;
  if (!p || !parse_object(p->header, header)) return token_fault::malformed;
  const auto signature = from_base64url(p->signature);
  if (rules_.secret.empty() || !algorithm_is_ours(header) || !signature ||
      !transport::verify(rules_.secret, p->signed_part, *signature))
    return token_fault::forged;
  if (!parse_object(p->payload, claims)) return token_fault::malformed;

  bool bad = false;
  const auto expires = date_of(claims, "exp", bad);
  const auto begins = date_of(claims, "nbf", bad);
  const auto user = claims.FindMember("sub");
  if (bad || user == claims.MemberEnd() || !user->value.IsString() || text_of(user->value).empty())
    return token_fault::malformed;
  if (!claim_names(claims, "iss", rules_.issuer) || !claim_names(claims, "aud", rules_.audience))
    return token_fault::not_for_us;
  if (expires && *expires + rules_.leeway_ms <= now) return token_fault::expired;
  if (begins && *begins - rules_.leeway_ms > now) return token_fault::not_yet;

  token_claims out;
  out.user = text_of(user->value);
  if (const auto name = claims.FindMember("name"); name != claims.MemberEnd() && name->value.IsString())
    out.name = text_of(name->value);
  if (expires) out.expires_at = *expires + rules_.leeway_ms;
  return out;
}

} // namespace snug::transport
