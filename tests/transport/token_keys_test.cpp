#include "actors/model/payload.hpp"
#include "tests/support/token_signer.hpp"
#include "transport/base64url.hpp"
#include "transport/identity/key_text.hpp"
#include "transport/json_web_token.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;
using test::token_signer;

namespace {

using finding = key_set::finding;

// RFC 7515 appendix A: the same payload, signed three ways.
constexpr std::string_view rfc_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

finding judged(const key_set& keys, signing_algorithm a, std::string_view message, std::string_view signature,
               std::string_view kid = {}) {
  const auto bytes = from_base64url(signature);
  BOOST_REQUIRE(bytes.has_value());
  return keys.judge(kid, a, message, *bytes);
}

key_set keys_of(const std::string& text, std::string_view kid = {}) {
  key_set keys;
  const auto read = read_keys(text, kid, keys);
  for (const auto& complaint : read.complaints)
    BOOST_ERROR(complaint);
  return keys;
}

std::string complaint_about(const std::string& text, std::string_view kid = {}) {
  key_set keys;
  const auto read = read_keys(text, kid, keys);
  return read.complaints.empty() ? "" : read.complaints.front();
}

/// A signature with one bit of it changed.
std::string spoilt(std::string_view signature) {
  auto bytes = from_base64url(signature).value_or("");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  return to_base64url(bytes);
}

struct court {
  key_set keys;
  token_verifier::rules rules;
  std::int64_t now = static_cast<std::int64_t>(std::time(nullptr)) * 1'000;

  void trust(const std::string& text, std::string_view kid = {}) {
    const auto read = read_keys(text, kid, keys);
    BOOST_REQUIRE(read.complaints.empty());
  }
  std::variant<token_claims, token_fault> verify(const std::string& token) {
    rules.keys = std::make_shared<const key_set>(keys);
    return token_verifier(rules).verify(token, now);
  }
  std::string verdict(const std::string& token) {
    const auto answer = verify(token);
    const auto* fault = std::get_if<token_fault>(&answer);
    return fault ? std::string(describe(*fault)) : "right";
  }
  token_claims claims(const std::string& token) {
    auto answer = verify(token);
    BOOST_REQUIRE(std::holds_alternative<token_claims>(answer));
    return std::get<token_claims>(answer);
  }
};

constexpr std::string_view claims = R"({"sub":"ada"})";

} // namespace

BOOST_AUTO_TEST_SUITE(keys_of_tokens)

BOOST_AUTO_TEST_CASE(rfc_7515_a1_is_right_with_its_key_and_nothing_else) {
  const auto keys =
      keys_of(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3)"
              R"(Yj0iPS4hcgUuTwjAzZr1Z9CAow"})");
  const auto message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + std::string(rfc_payload);
  constexpr std::string_view signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  BOOST_TEST(bool(judged(keys, signing_algorithm::hs256, message, signature) == finding::right));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::hs256, message + "x", signature) == finding::wrong_signature));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::hs256, message, spoilt(signature)) == finding::wrong_signature));
  BOOST_TEST(bool(judged(keys, signing_algorithm::rs256, message, signature) == finding::wrong_algorithm));
}

BOOST_AUTO_TEST_CASE(rfc_7515_a2_is_right_with_its_key_and_nothing_else) {
  const auto keys = keys_of(
      R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2m)"
      R"(JPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd)"
      R"(S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFv)"
      R"(UK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})");
  const auto message = "eyJhbGciOiJSUzI1NiJ9." + std::string(rfc_payload);
  constexpr std::string_view signature =
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdb"
      "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_"
      "eSN9383"
      "LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy"
      "wlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  BOOST_TEST(bool(judged(keys, signing_algorithm::rs256, message, signature) == finding::right));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::rs256, message + "x", signature) == finding::wrong_signature));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::rs256, message, spoilt(signature)) == finding::wrong_signature));
}

BOOST_AUTO_TEST_CASE(rfc_7515_a3_is_right_with_its_key_and_nothing_else) {
  const auto keys = keys_of(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  const auto message = "eyJhbGciOiJFUzI1NiJ9." + std::string(rfc_payload);
  constexpr std::string_view signature =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  BOOST_TEST(bool(judged(keys, signing_algorithm::es256, message, signature) == finding::right));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::es256, message + "x", signature) == finding::wrong_signature));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::es256, message, spoilt(signature)) == finding::wrong_signature));
  const std::string zeros(86, 'A'); // r = s = 0
  BOOST_TEST(bool(judged(keys, signing_algorithm::es256, message, zeros) == finding::wrong_signature));
}

BOOST_AUTO_TEST_CASE(rfc_8037_a4_is_right_with_its_key_and_nothing_else) {
  const auto keys =
      keys_of(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
  const std::string message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  constexpr std::string_view signature =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  BOOST_TEST(bool(judged(keys, signing_algorithm::eddsa, message, signature) == finding::right));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::eddsa, message + "x", signature) == finding::wrong_signature));
  BOOST_TEST(
      bool(judged(keys, signing_algorithm::eddsa, message, spoilt(signature)) == finding::wrong_signature));
}

BOOST_AUTO_TEST_CASE(keys_come_as_pem_or_as_json) {
  for (const auto& signer : {token_signer::rsa(), token_signer::p256(), token_signer::ed25519()}) {
    court pem, jwk, set;
    pem.trust(signer.public_pem());
    jwk.trust(signer.jwk("one"));
    set.trust(R"({"keys":[)" + signer.jwk("one", R"(,"use":"sig","alg":")" + signer.algorithm() + "\"") +
              "]}");
    const auto token = signer.token(claims, "one");
    for (auto* c : {&pem, &jwk, &set})
      BOOST_TEST(c->verdict(token) == "right", signer.algorithm());
  }
}

BOOST_AUTO_TEST_CASE(a_file_of_several_pem_blocks_is_several_keys) {
  const auto one = token_signer::rsa(), two = token_signer::p256();
  const auto keys = keys_of(one.public_pem() + "\n" + two.public_pem());
  BOOST_TEST(keys.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_no_key_is_said_without_showing_it) {
  const auto rsa = token_signer::rsa();
  BOOST_TEST(complaint_about(rsa.private_pem()).find("is a private key") != std::string::npos);
  BOOST_TEST(complaint_about(token_signer::rsa(1'024).public_pem()).find("less than 2048 bits") !=
             std::string::npos);
  BOOST_TEST(complaint_about(token_signer::p256("P-384").public_pem()).find("another curve") !=
             std::string::npos);
  BOOST_TEST(complaint_about(rsa.jwk("one", R"(,"d":"AQAB")")).find("is a private key") != std::string::npos);
  BOOST_TEST(complaint_about(R"({"kty":"oct","k":"c2hvcnQ"})").find("32 bytes") != std::string::npos);
  BOOST_TEST(complaint_about(R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"})").find("32 bytes each") !=
             std::string::npos);
  BOOST_TEST(complaint_about(R"({"keys":{}})") == "keys must be a list");
  BOOST_TEST(complaint_about("{") == "is no JSON object");
  BOOST_TEST(complaint_about("") == "has no key that tokens can be judged by");
  BOOST_TEST(complaint_about("{\"keys\":[" + rsa.jwk("one") + "," + rsa.jwk("one") + "]}").find("twice") !=
             std::string::npos);
  BOOST_TEST(complaint_about(rsa.public_pem(), "snug").find("snug's own") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_point_that_is_not_on_the_curve_is_no_key) {
  const std::string ones = to_base64url(std::string(32, '\x01'));
  BOOST_TEST(
      !complaint_about(R"({"kty":"EC","crv":"P-256","x":")" + ones + R"(","y":")" + ones + "\"}").empty());
}

BOOST_AUTO_TEST_CASE(keys_for_something_else_are_passed_over) {
  const auto rsa = token_signer::rsa();
  key_set keys;
  const auto read = read_keys("{\"keys\":[" + rsa.jwk("enc", R"(,"use":"enc")") + "," +
                                  rsa.jwk("pss", R"(,"alg":"PS256")") +
                                  R"(,{"kty":"OKP","crv":"X25519","kid":"x"},)" + rsa.jwk("sig") + "]}",
                              {}, keys);
  BOOST_TEST(read.complaints.empty());
  BOOST_TEST(read.passed_over.size() == 3u);
  BOOST_TEST(read.keys == 1u);
}

BOOST_AUTO_TEST_CASE(a_kid_chooses_its_key_alone) {
  const auto one = token_signer::rsa(), two = token_signer::rsa();
  court c;
  c.trust("{\"keys\":[" + one.jwk("one") + "," + two.jwk("two") + "]}");
  BOOST_TEST(c.verdict(one.token(claims, "one")) == "right");
  BOOST_TEST(c.verdict(two.token(claims, "two")) == "right");
  BOOST_TEST(c.verdict(one.token(claims, "two")) == "wrong signature");
  BOOST_TEST(c.verdict(one.token(claims, "three")) == "no such key (kid)");
  BOOST_TEST(c.verdict(two.token(claims)) == "right"); // it names none: all are tried
}

BOOST_AUTO_TEST_CASE(a_key_without_a_name_is_for_tokens_whose_kid_nobody_has) {
  const auto pem = token_signer::rsa(), named = token_signer::rsa();
  court c;
  c.trust(pem.public_pem());
  c.trust(named.public_pem(), "named");
  BOOST_TEST(c.verdict(pem.token(claims, "anything")) == "right");
  BOOST_TEST(c.verdict(pem.token(claims, "named")) == "wrong signature");
  BOOST_TEST(c.verdict(named.token(claims, "anything")) == "wrong signature");
}

BOOST_AUTO_TEST_CASE(an_hs256_token_made_with_a_public_key_is_refused) {
  const auto rsa = token_signer::rsa();
  court c;
  c.trust(rsa.public_pem(), "app");
  for (const auto* header : {R"({"alg":"HS256"})", R"({"alg":"HS256","kid":"app"})"}) {
    const auto forged = test::hs256_token(header, claims, rsa.public_pem());
    BOOST_TEST(c.verdict(forged) == "its key is for another algorithm");
    // Also where shared secrets are used beside it.
    auto both = c;
    (void)both.keys.add("", token_key::of_secret("a secret of our own, long enough for it"));
    BOOST_TEST(both.verdict(forged) != "right");
  }
}

BOOST_AUTO_TEST_CASE(a_header_that_names_another_algorithm_than_the_key_has_is_refused) {
  const auto rsa = token_signer::rsa(), ec = token_signer::p256();
  court c;
  c.trust("{\"keys\":[" + rsa.jwk("r") + "," + ec.jwk("e") + "]}");
  BOOST_TEST(c.verdict(rsa.signed_as(R"({"alg":"ES256","kid":"r"})", claims)) ==
             "its key is for another algorithm");
  BOOST_TEST(c.verdict(ec.signed_as(R"({"alg":"RS256","kid":"e"})", claims)) ==
             "its key is for another algorithm");
  for (const auto* header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"RS384"})", R"({"alg":"PS256"})",
        R"({"alg":"rs256"})", R"({})", R"({"alg":["RS256"]})", R"({"alg":"RS256","crit":["b64"]})"})
    BOOST_TEST(c.verdict(rsa.signed_as(header, claims)) == "algorithm not accepted", header);
}

BOOST_AUTO_TEST_CASE(a_token_of_our_own_name_needs_our_own_secret) {
  court c;
  (void)c.keys.add("", token_key::of_secret("the app's secret"));
  constexpr auto header = R"({"alg":"HS256","kid":"snug"})";
  c.rules.own_secret = "the server's own";
  BOOST_TEST(c.verdict(test::hs256_token(header, claims, "the app's secret")) == "wrong signature");
  const auto own =
      c.claims(test::hs256_token(header, R"({"sub":"local:ada","login":7})", "the server's own"));
  BOOST_TEST(own.own);
  BOOST_TEST(own.login == 7u);
  const auto theirs =
      c.claims(test::hs256_token(R"({"alg":"HS256"})", R"({"sub":"ada","login":7})", "the app's secret"));
  BOOST_TEST(!theirs.own);
  BOOST_TEST(theirs.login == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(claims_of_tokens)

BOOST_FIXTURE_TEST_CASE(name_picture_attributes_admin_and_rooms_are_read, court) {
  const auto ed = token_signer::ed25519();
  trust(ed.public_pem());
  const auto c =
      claims(ed.token(R"({"sub":"ada","name":"Ada","picture":"https://a/b.png","jti":"t1","iat":1700000000,
    "attributes":{"team":"blue","level":3},"admin":true,"rooms":{"lobby":"host","project_*":"viewer"}})"));
  BOOST_TEST(c.name == "Ada");
  BOOST_TEST(c.avatar == "https://a/b.png");
  BOOST_TEST(c.id == "t1");
  BOOST_TEST(c.issued_at == 1'700'000'000'000);
  BOOST_TEST(c.admin);
  BOOST_TEST(c.grants.size() == 2u);
  BOOST_TEST(bool(model::value(c.attributes).find("team").text() == "blue"));
  model::identity who;
  who.grants = c.grants;
  BOOST_TEST(bool(who.granted_in("lobby") == model::role::host));
  BOOST_TEST(bool(who.granted_in("project_7") == model::role::viewer));
  BOOST_TEST(bool(who.granted_in("lobby2") == model::role::none));
}

BOOST_FIXTURE_TEST_CASE(they_may_stand_in_a_claim_of_their_own, court) {
  const auto ed = token_signer::ed25519();
  trust(ed.public_pem());
  rules.claims_in = "https://snug.example/claims";
  const auto c = claims(ed.token(
      R"({"sub":"ada","admin":true,"rooms":"x","https://snug.example/claims":{"admin":false,"rooms":{"a":"editor"}}})"));
  BOOST_TEST(!c.admin);
  BOOST_TEST(c.grants.size() == 1u);
  BOOST_TEST(claims(ed.token(R"({"sub":"ada","admin":true})")).admin == false);
}

BOOST_FIXTURE_TEST_CASE(ones_of_the_wrong_type_or_size_are_refused, court) {
  const auto ed = token_signer::ed25519();
  trust(ed.public_pem());
  const std::string big(1'100, 'x');
  for (const std::string more :
       {R"("admin":"yes")", R"("attributes":[1])", R"("rooms":["a"])", R"("rooms":{"a":"king"})",
        R"("rooms":{"a":"banned"})", R"("avatar":7)", R"("iat":"now")", R"("jti":7)"})
    BOOST_TEST(verdict(ed.token(R"({"sub":"ada",)" + more + "}")).starts_with("claims"), more);
  BOOST_TEST(verdict(ed.token(R"({"sub":"ada","attributes":{"a":")" + big + "\"}}")).starts_with("claims"));
  BOOST_TEST(verdict(ed.token(R"({"sub":"ada","attributes":{"a":1,"a":2}})")).starts_with("claims"));
}

BOOST_FIXTURE_TEST_CASE(which_check_failed_can_be_told, court) {
  const auto ed = token_signer::ed25519();
  trust(ed.public_pem());
  rules.issuer = "us";
  rules.audience = "snug";
  rules.leeway_ms = 1'000;
  now = 1'700'000'000'000;
  const auto with = [&](const std::string& more) {
    return verdict(ed.token(R"({"sub":"ada",)" + more + "}"));
  };
  BOOST_TEST(with(R"("iss":"us","aud":"snug")") == "right");
  BOOST_TEST(with(R"("iss":"them","aud":"snug")") == "issuer (iss)");
  BOOST_TEST(with(R"("iss":"us","aud":["a","b"])") == "audience (aud)");
  BOOST_TEST(with(R"("iss":"us","aud":["a","snug"],"exp":1699999999)") == "expired (exp)");
  BOOST_TEST(with(R"("iss":"us","aud":"snug","exp":1699999999.5)") == "right");
  BOOST_TEST(with(R"("iss":"us","aud":"snug","nbf":1700000002)") == "not valid yet (nbf)");
  BOOST_TEST(with(R"("iss":"us","aud":"snug","nbf":1700000001)") == "right");
}

BOOST_FIXTURE_TEST_CASE(a_token_without_jti_has_a_name_that_does_not_show_it, court) {
  const auto ed = token_signer::ed25519();
  trust(ed.public_pem());
  const auto one = ed.token(R"({"sub":"ada"})"), two = ed.token(R"({"sub":"ada","iat":1})");
  BOOST_TEST(claims(one).id == claims(one).id);
  BOOST_TEST(claims(one).id != claims(two).id);
  BOOST_TEST(one.find(claims(one).id.substr(1)) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
