#include "transport/identity/key_text.hpp"
#include "transport/base64url.hpp"
#include <optional>
#include <rapidjson/document.h>
#include <utility>

namespace snug::transport {

namespace {

constexpr unsigned parse_flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
constexpr std::size_t least_secret = 32; // RFC 7518 §3.2

std::string_view text_of(const rapidjson::Value& map, const char* name) {
  const auto it = map.FindMember(name);
  if (it == map.MemberEnd() || !it->value.IsString()) return {};
  return {it->value.GetString(), it->value.GetStringLength()};
}

class reading {
public:
  reading(std::string_view kid, key_set& keys)
    : kid_(kid)
    , keys_(keys) {}

  key_reading out;

  void pem(std::string_view text) {
    for (std::size_t at = text.find("-----BEGIN "); at != text.npos;) {
      auto next = text.find("-----BEGIN ", at + 1);
      take(std::string(kid_), token_key::of_pem(text.substr(at, next - at)));
      at = next;
    }
  }

  void json(std::string_view text) {
    rapidjson::Document all;
    all.Parse<parse_flags>(text.data(), text.size());
    if (all.HasParseError() || !all.IsObject()) return complain("is no JSON object");
    const auto list = all.FindMember("keys");
    if (list == all.MemberEnd()) return web_key(all);
    if (!list->value.IsArray()) return complain("keys must be a list");
    for (const auto& one : list->value.GetArray()) {
      if (one.IsObject())
        web_key(one);
      else
        complain("keys must be a list of objects");
    }
  }

  void complain(std::string what) { out.complaints.push_back(std::move(what)); }

private:
  static std::string shown(std::string_view kid) {
    return kid.empty() ? std::string("a key without kid") : "key " + std::string(kid.substr(0, 64));
  }

  void web_key(const rapidjson::Value& key) {
    const auto kid = text_of(key, "kid").empty() ? kid_ : text_of(key, "kid");
    const auto why = for_something_else(key);
    if (!why.empty()) {
      out.passed_over.push_back(shown(kid) + ": " + why);
      return;
    }
    if (key.HasMember("d"))
      return complain(shown(kid) + " is a private key; only the public one belongs here");
    take(std::string(kid), made_of(key));
  }

  /// Why a key isn't meant for us, "" where it is.
  static std::string for_something_else(const rapidjson::Value& key) {
    const auto use = text_of(key, "use"), alg = text_of(key, "alg"), kty = text_of(key, "kty"),
               crv = text_of(key, "crv");
    if (!use.empty() && use != "sig") return "its use is " + std::string(use.substr(0, 16));
    std::string_view right;
    if (kty == "RSA") right = "RS256";
    if (kty == "EC" && crv == "P-256") right = "ES256";
    if (kty == "OKP" && crv == "Ed25519") right = "EdDSA";
    if (kty == "oct") right = "HS256";
    if (right.empty()) return "snug has no use for its type";
    if (!alg.empty() && alg != right) return "its algorithm is " + std::string(alg.substr(0, 16));
    return {};
  }

  static model::result<token_key> made_of(const rapidjson::Value& key) {
    const auto number = [&](const char* name) {
      return from_base64url(text_of(key, name)).value_or(std::string{});
    };
    const auto kty = text_of(key, "kty");
    if (kty == "RSA") return token_key::of_rsa(number("n"), number("e"));
    if (kty == "EC") return token_key::of_p256(number("x"), number("y"));
    if (kty == "OKP") return token_key::of_ed25519(number("x"));
    auto secret = number("k");
    if (secret.size() < least_secret)
      return model::failure{model::error_code::bad_request, "must have 32 bytes at least", {}, 0, {}};
    return token_key::of_secret(std::move(secret));
  }

  void take(std::string kid, model::result<token_key> key) {
    const auto name = shown(kid);
    if (!key) return complain(name + " " + key.error().message);
    if (kid == own_kid) return complain(name + ": this name is snug's own");
    if (!keys_.add(std::move(kid), std::move(*key)))
      return complain(name + " is there twice, or there are more than " + std::to_string(key_set::max_keys));
    ++out.keys;
  }

  std::string_view kid_;
  key_set& keys_;
};

} // namespace

key_reading read_keys(std::string_view text, std::string_view kid, key_set& keys) {
  reading r(kid, keys);
  const auto begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin != text.npos && text[begin] == '{')
    r.json(text.substr(begin));
  else
    r.pem(text);
  if (r.out.keys == 0 && r.out.complaints.empty()) r.complain("has no key that tokens can be judged by");
  return std::move(r.out);
}

} // namespace snug::transport
