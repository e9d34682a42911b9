#include "transport/identity/token_text.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "transport/base64url.hpp"
#include <algorithm>
#include <cmath>

namespace snug::transport {

namespace {

/// Longer ones are no tokens of ours: nothing is parsed for them.
constexpr std::size_t longest_token = 8'192;
constexpr std::size_t longest_avatar = 512;
constexpr std::size_t longest_id = 128;
constexpr std::size_t most_grants = 64;

/// Iterative, so that a deeply nested header can't use up the stack.
constexpr unsigned parse_flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

using value = rapidjson::Value;

const value* member(const value& map, const char* name) {
  const auto it = map.FindMember(name);
  return it == map.MemberEnd() || it->value.IsNull() ? nullptr : &it->value;
}

std::string_view text_of(const value& v) { return {v.GetString(), v.GetStringLength()}; }

/// A NumericDate (seconds, perhaps with a fraction) in ms; 0 where the claim is missing. False where it is no
/// number that a date can be.
bool read_date(const value& claims, const char* name, std::int64_t& out, bool& there) {
  const auto* v = member(claims, name);
  there = v != nullptr;
  if (!v) return true;
  constexpr double latest = 253'402'300'799.0; // the end of the year 9999
  if (!v->IsNumber() || !(v->GetDouble() >= 0) || v->GetDouble() > latest) return false;
  out = static_cast<std::int64_t>(std::llround(v->GetDouble() * 1000));
  return true;
}

bool names(const value& v, std::string_view wanted) { return v.IsString() && text_of(v) == wanted; }

/// `aud` may be one text or a list of them (RFC 7519 §4.1.3).
bool claim_names(const value& claims, const char* claim, std::string_view wanted) {
  if (wanted.empty()) return true;
  const auto* v = member(claims, claim);
  if (!v) return false;
  if (!v->IsArray()) return names(*v, wanted);
  const auto list = v->GetArray();
  return std::any_of(list.Begin(), list.End(), [&](const auto& one) { return names(one, wanted); });
}

/// False where there is one that is no text or too long.
bool read_text(const value& map, const char* name, std::size_t max, std::string& out) {
  const auto* v = member(map, name);
  if (!v) return true;
  if (!v->IsString() || v->GetStringLength() > max) return false;
  out = text_of(*v);
  return true;
}

/// Recursion is bounded by the payload profile's depth.
bool pack(const value& v, unsigned depth, model::packer& out) {
  if (depth > model::max_depth) return false;
  if (v.IsNull()) return out.nil(), true;
  if (v.IsBool()) return out.boolean(v.GetBool()), true;
  if (v.IsUint64()) return out.uint(v.GetUint64()), true;
  if (v.IsInt64()) return out.integer(v.GetInt64()), true;
  if (v.IsNumber()) return out.number(v.GetDouble()), true;
  if (v.IsString()) return out.text(text_of(v)), true;
  if (v.IsArray()) {
    out.array(v.Size());
    return std::all_of(v.Begin(), v.End(), [&](const value& one) { return pack(one, depth + 1, out); });
  }
  out.map(v.MemberCount());
  return std::all_of(v.MemberBegin(), v.MemberEnd(), [&](const auto& one) {
    out.text(text_of(one.name));
    return pack(one.value, depth + 1, out);
  });
}

bool read_attributes(const value& map, std::string& out) {
  const auto* v = member(map, "attributes");
  if (!v) return true;
  model::packer packed;
  if (!v->IsObject() || !pack(*v, 1, packed) || packed.str().size() > model::max_attributes) return false;
  out = std::move(packed).str();
  return !model::check_payload(out);
}

/// `rooms`: a map from a room's name, or the beginning of names and `*`, to a role.
bool read_grants(const value& map, std::vector<model::room_grant>& out) {
  const auto* v = member(map, "rooms");
  if (!v) return true;
  if (!v->IsObject() || v->MemberCount() > most_grants) return false;
  for (const auto& [room, given] : v->GetObject()) {
    const auto role = given.IsString() ? model::role_of(text_of(given)) : std::nullopt;
    if (!role || *role <= model::role::banned || room.GetStringLength() > 128) return false;
    out.push_back({std::string(text_of(room)), *role});
  }
  return true;
}

bool read_flag(const value& map, const char* name, bool& out) {
  const auto* v = member(map, name);
  if (!v) return true;
  out = v->IsTrue();
  return v->IsBool();
}

/// Who the user is, beside their id.
bool read_person(const value& claims, const token_verifier::rules& rules, bool own, token_claims& out) {
  if (const auto name = token_text(claims, "name"); !name.empty()) out.name = name;
  if (const auto picture = token_text(claims, "picture"); picture.size() <= longest_avatar)
    out.avatar = picture;
  const auto* map = own || rules.claims_in.empty() ? &claims : member(claims, rules.claims_in.c_str());
  if (!map) return true;
  return map->IsObject() && read_text(*map, "avatar", longest_avatar, out.avatar) &&
         read_attributes(*map, out.attributes) && read_flag(*map, "admin", out.admin) &&
         read_grants(*map, out.grants);
}

} // namespace

std::optional<token_parts> split_token(std::string_view token) noexcept {
  const auto first = token.find('.');
  const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (token.size() > longest_token || second == token.npos || token.find('.', second + 1) != token.npos)
    return std::nullopt;
  return token_parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                     token.substr(second + 1), token.substr(0, second)};
}

bool parse_token_part(std::string_view encoded, rapidjson::Document& out) {
  const auto json = from_base64url(encoded);
  return json && parse_claims(*json, out);
}

bool parse_claims(std::string_view json, rapidjson::Document& out) {
  out.Parse<parse_flags>(json.data(), json.size());
  return !out.HasParseError() && out.IsObject();
}

std::string_view token_text(const rapidjson::Value& map, const char* name) noexcept {
  const auto* v = member(map, name);
  return v && v->IsString() ? text_of(*v) : std::string_view{};
}

std::optional<token_fault> read_claims(const rapidjson::Value& claims, const token_verifier::rules& rules,
                                       bool own, std::int64_t now, token_claims& out) {
  std::int64_t expires = 0, begins = 0;
  bool ends = false, waits = false, dated = false;
  if (!read_date(claims, "exp", expires, ends) || !read_date(claims, "nbf", begins, waits) ||
      !read_date(claims, "iat", out.issued_at, dated) || !read_text(claims, "jti", longest_id, out.id))
    return token_fault::claims;
  out.user = token_text(claims, "sub");
  if (out.user.empty() || !read_person(claims, rules, own, out)) return token_fault::claims;
  if (!own && !claim_names(claims, "iss", rules.issuer)) return token_fault::issuer;
  if (!own && !claim_names(claims, "aud", rules.audience)) return token_fault::audience;
  if (ends && expires + rules.leeway_ms <= now) return token_fault::expired;
  if (waits && begins - rules.leeway_ms > now) return token_fault::not_yet;
  if (ends) out.expires_at = expires + rules.leeway_ms;
  out.own = own;
  if (const auto* login = own ? member(claims, "login") : nullptr; login && login->IsUint64())
    out.login = login->GetUint64();
  return std::nullopt;
}

} // namespace snug::transport
