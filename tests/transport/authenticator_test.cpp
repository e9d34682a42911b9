#include "tests/support/counting_random.hpp"
#include "transport/authenticator.hpp"
#include "transport/base64url.hpp"
#include "transport/signature.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;

namespace {

constexpr std::int64_t now = 1'700'000'000'000;
constexpr std::string_view secret = "a secret of our own";

std::string token(std::string_view claims, std::string_view header = R"({"alg":"HS256","typ":"JWT"})",
                  std::string_view key = secret) {
  const auto front = to_base64url(header) + "." + to_base64url(claims);
  return front + "." + to_base64url(sign(key, front));
}

std::shared_ptr<const key_set> keys_with(std::string_view shared_secret) {
  auto keys = std::make_shared<key_set>();
  (void)keys->add("", token_key::of_secret(std::string(shared_secret)));
  return keys;
}

struct desk {
  test::counting_random random;
  authenticator::rules rules = [] {
    authenticator::rules r;
    r.token.keys = keys_with(secret);
    r.signing_secret = "the store's";
    return r;
  }();

  std::variant<authenticator::admission, authenticator::rejection>
  admit(std::string_view t, std::string_view resume = {}, std::string_view name = {}, std::int64_t at = now) {
    return authenticator(rules, random).admit({t, resume, name}, at);
  }
  authenticator::admission in(std::string_view t, std::string_view resume = {}, std::string_view name = {}) {
    auto answer = admit(t, resume, name);
    if (auto* no = std::get_if<authenticator::rejection>(&answer)) BOOST_FAIL("rejected: " + no->reason);
    return std::get<authenticator::admission>(answer);
  }
  model::close_code out(std::string_view t, std::string_view resume = {}, std::string_view name = {}) {
    auto answer = admit(t, resume, name);
    if (std::holds_alternative<authenticator::admission>(answer)) BOOST_FAIL("admitted");
    return std::get<authenticator::rejection>(answer).close;
  }
};

bool unauthenticated(model::close_code c) { return c == model::close_code::unauthenticated; }

const auto ada = token(R"({"sub":"ada","name":"Ada","exp":1700000100})");

} // namespace

BOOST_AUTO_TEST_SUITE(who_says_hello)

BOOST_FIXTURE_TEST_CASE(a_right_token_names_its_user, desk) {
  const auto a = in(ada);
  BOOST_TEST(a.who->user == "ada");
  BOOST_TEST(a.who->name == "Ada");
  BOOST_TEST(!a.who->guest);
  BOOST_TEST(a.who->session != 0u);
  BOOST_TEST(a.who->expires_at == 1'700'000'100'000 + 30'000);
  BOOST_TEST(!a.resumed);
}

BOOST_FIXTURE_TEST_CASE(a_token_signed_elsewhere_proves_nothing, desk) {
  const auto claims = R"({"sub":"ada"})";
  BOOST_TEST(unauthenticated(out(token(claims, R"({"alg":"HS256"})", "another secret"))));
  BOOST_TEST(unauthenticated(out(to_base64url(R"({"alg":"HS256"})") + "." + to_base64url(claims) + ".")));
}

BOOST_FIXTURE_TEST_CASE(the_token_has_no_say_in_the_algorithm, desk) {
  const auto claims = R"({"sub":"ada"})";
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"HS512"})", R"({"alg":"RS256"})", R"({"alg":"hs256"})",
        R"({"alg":256})", R"({})", R"({"alg":"HS256","crit":["exp"]})"})
    BOOST_TEST(unauthenticated(out(token(claims, header))), header);
  const auto none = to_base64url(R"({"alg":"none"})") + "." + to_base64url(claims) + ".";
  BOOST_TEST(unauthenticated(out(none)));
}

BOOST_FIXTURE_TEST_CASE(changing_any_character_of_a_token_spoils_it, desk) {
  for (std::size_t i = 0; i < ada.size(); ++i) {
    auto changed = ada;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(unauthenticated(out(changed)), i);
  }
}

BOOST_FIXTURE_TEST_CASE(rubbish_is_no_token, desk) {
  for (const std::string text : {".", "..", "...", "a.b.c", "e30.e30.e30", "\xff\xfe.\x01.\x02", "=.=.="})
    BOOST_TEST(unauthenticated(out(text)));
  BOOST_TEST(unauthenticated(out(std::string(100'000, 'A') + ".A.A")));
  BOOST_TEST(unauthenticated(out(token(std::string(3'000, '[')))));
}

BOOST_FIXTURE_TEST_CASE(claims_of_the_wrong_type_are_refused, desk) {
  for (const char* claims :
       {R"({})", R"([])", R"({"sub":7})", R"({"sub":""})", R"({"sub":"a","exp":"soon"})",
        R"({"sub":"a","exp":-1})", R"({"sub":"a","exp":1e300})", R"({"sub":"a","nbf":true})",
        R"({"sub":"a\u0007"})", R"({"sub":"guest:x"})", R"({"sub":"local:x"})"})
    BOOST_TEST(unauthenticated(out(token(claims))), claims);
}

BOOST_FIXTURE_TEST_CASE(an_expired_token_is_told_apart, desk) {
  const auto old = token(R"({"sub":"ada","exp":1699999960})");
  BOOST_TEST(bool(out(old) == model::close_code::token_expired));
  auto changed = old;
  changed.back() = changed.back() == 'A' ? 'E' : 'A';
  BOOST_TEST(unauthenticated(out(changed))); // whoever forges one learns nothing
}

BOOST_FIXTURE_TEST_CASE(clocks_may_be_apart_by_the_leeway, desk) {
  (void)in(token(R"({"sub":"ada","exp":1699999971})"));
  BOOST_TEST(bool(out(token(R"({"sub":"ada","exp":1699999970})")) == model::close_code::token_expired));
  (void)in(token(R"({"sub":"ada","nbf":1700000030})"));
  BOOST_TEST(unauthenticated(out(token(R"({"sub":"ada","nbf":1700000031})"))));
}

BOOST_FIXTURE_TEST_CASE(issuer_and_audience_must_fit_where_they_are_asked_for, desk) {
  rules.token.issuer = "us";
  rules.token.audience = "snug";
  (void)in(token(R"({"sub":"a","iss":"us","aud":"snug"})"));
  (void)in(token(R"({"sub":"a","iss":"us","aud":["other","snug"]})"));
  for (const char* claims :
       {R"({"sub":"a"})", R"({"sub":"a","iss":"them","aud":"snug"})", R"({"sub":"a","iss":"us"})",
        R"({"sub":"a","iss":"us","aud":["other"]})", R"({"sub":"a","iss":["us"],"aud":[7]})"})
    BOOST_TEST(unauthenticated(out(token(claims))), claims);
}

BOOST_FIXTURE_TEST_CASE(without_a_configured_secret_no_token_is_right, desk) {
  rules.token.keys = nullptr;
  BOOST_TEST(unauthenticated(out(token(R"({"sub":"ada"})", R"({"alg":"HS256"})", ""))));
}

BOOST_FIXTURE_TEST_CASE(guests_come_in_only_where_they_are_allowed, desk) {
  BOOST_TEST(unauthenticated(out("", "", "Bob")));
  rules.guests = true;
  const auto a = in("", "", "Bob"), b = in("", "", "Bob");
  BOOST_TEST(a.who->user.starts_with("guest:"));
  BOOST_TEST(a.who->user != b.who->user);
  BOOST_TEST(a.who->guest);
  BOOST_TEST(a.who->name == "Bob");
}

BOOST_FIXTURE_TEST_CASE(a_guests_name_is_bounded_and_printable, desk) {
  rules.guests = true;
  BOOST_TEST(bool(out("", "", std::string(65, 'x')) == model::close_code::bad_request));
  BOOST_TEST(bool(out("", "", "a\nb") == model::close_code::bad_request));
  BOOST_TEST(bool(out("", "", "\xff") == model::close_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(a_token_user_resumes_with_both_tokens, desk) {
  const auto first = in(ada);
  const auto again = in(ada, first.resume);
  BOOST_TEST(again.resumed);
  BOOST_TEST(again.who->session == first.who->session);
  BOOST_TEST(again.who->user == "ada");
}

BOOST_FIXTURE_TEST_CASE(a_resume_token_alone_proves_no_right, desk) {
  rules.guests = true;
  const auto first = in(ada);
  BOOST_TEST(unauthenticated(out("", first.resume)));
}

BOOST_FIXTURE_TEST_CASE(somebody_elses_resume_token_opens_a_new_session, desk) {
  const auto hers = in(ada);
  const auto his = in(token(R"({"sub":"bob"})"), hers.resume);
  BOOST_TEST(!his.resumed);
  BOOST_TEST(his.who->user == "bob");
  BOOST_TEST(his.who->session != hers.who->session);
}

BOOST_FIXTURE_TEST_CASE(a_guest_is_the_same_guest_again, desk) {
  rules.guests = true;
  const auto first = in("", "", "Bob");
  const auto again = in("", first.resume);
  BOOST_TEST(again.resumed);
  BOOST_TEST(again.who->user == first.who->user);
  BOOST_TEST(again.who->session == first.who->session);
  BOOST_TEST(again.who->name == "Bob");
  BOOST_TEST(in("", first.resume, "Rob").who->name == "Rob");
  rules.guests = false;
  BOOST_TEST(unauthenticated(out("", first.resume)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(resume_tokens)

BOOST_AUTO_TEST_CASE(one_is_read_back_until_it_ends) {
  const resume_claims claims{7, "guest:x", "Ada \xc3\xa9", true, now + 10};
  const auto t = issue_resume_token("s", claims);
  BOOST_TEST(bool(read_resume_token("s", t, now) == claims));
  BOOST_TEST(!read_resume_token("s", t, now + 10));
  BOOST_TEST(!read_resume_token("another", t, now));
}

BOOST_AUTO_TEST_CASE(changing_any_character_of_one_spoils_it) {
  const auto t = issue_resume_token("s", {7, "ada", "", false, now + 10});
  for (std::size_t i = 0; i < t.size(); ++i) {
    auto changed = t;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(!read_resume_token("s", changed, now), i);
    BOOST_TEST(!read_resume_token("s", t.substr(0, i), now), i);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(base64_for_urls)

BOOST_AUTO_TEST_CASE(bytes_come_back_whatever_they_are) {
  std::string bytes;
  for (int i = 0; i < 260; ++i) {
    BOOST_TEST(bool(from_base64url(to_base64url(bytes)) == bytes));
    bytes.push_back(static_cast<char>(i * 37));
  }
  BOOST_TEST(to_base64url("\xfb\xff") == "-_8");
}

BOOST_AUTO_TEST_CASE(only_one_text_means_some_bytes) {
  BOOST_TEST(bool(from_base64url("-_8") == "\xfb\xff"));
  for (const char* text : {"-_9", "-_8=", "+/8", "A", "-_ 8", "AAAAA"})
    BOOST_TEST(!from_base64url(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
