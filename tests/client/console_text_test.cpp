#include "actors/model/packer.hpp"
#include "clients/console/json_text.hpp"
#include "clients/console/message_text.hpp"
#include "clients/console/safe_text.hpp"
#include "clients/console/token.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::console;

BOOST_AUTO_TEST_SUITE(console_text)

BOOST_AUTO_TEST_CASE(what_others_wrote_cannot_control_a_terminal) {
  BOOST_TEST(safe_text("\x1b[2J") == "�[2J");
  BOOST_TEST(safe_text("\xc2\x9b"
                       "31m") == "�31m"); // C1's CSI
  BOOST_TEST(safe_text("a\rb\x7f") == "a�b�");
  BOOST_TEST(safe_text("a\nb") == "a⏎b");
  BOOST_TEST(safe_text("\xe2\x80\xae"
                       "abc") == "�abc"); // right-to-left override
  BOOST_TEST(safe_text("\xff\xc0\xaf") == "���");
  BOOST_TEST(safe_text("\xed\xa0\x80").find('\xed') == std::string::npos); // a surrogate
  BOOST_TEST(safe_text("grüße 👋") == "grüße 👋");
}

BOOST_AUTO_TEST_CASE(every_byte_string_comes_out_without_control_bytes) {
  std::uint32_t random = 1;
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i)
      text += static_cast<char>((random = random * 1'664'525u + 1'013'904'223u) >> 24);
    const auto out = safe_text(text);
    for (std::string_view rest = out; !rest.empty();) {
      const auto c = first_character(rest);
      BOOST_TEST_REQUIRE(!(c.code < 0x20));
      BOOST_TEST_REQUIRE(!(c.code >= 0x7f && c.code < 0xa0));
      rest.remove_prefix(c.bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(columns_count_wide_characters_twice_and_marks_not_at_all) {
  BOOST_TEST(columns_of("abc") == 3u);
  BOOST_TEST(columns_of("你好") == 4u);
  BOOST_TEST(columns_of("e\xcc\x81") == 1u);
  BOOST_TEST(fit("你好", 3) == "你");
  BOOST_TEST(fit("abc", 5) == "abc");
}

BOOST_AUTO_TEST_CASE(values_print_as_json_and_json_reads_as_values) {
  const auto same = [](std::string_view json) {
    return to_json(model::value(from_json(json).value_or("\xc0")));
  };
  for (const auto* json :
       {R"({"a":[1,-2,true,null,"x\"y"],"b":{"c":18446744073709551615}})", "[]", "{}", "0.5", "\"ü\""})
    BOOST_TEST(same(json) == json);
  BOOST_TEST(to_json(model::value("\xc4\x02\x01\x02")) == R"({"$bin":"AQI="})");
  BOOST_TEST(quoted("a\x1b\n") == "\"a\\u001b\\u000a\"");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_or_too_deep_for_a_payload_is_refused) {
  BOOST_TEST(!from_json("{"));
  BOOST_TEST(!from_json(""));
  BOOST_TEST(!from_json(std::string(100'000, '[') + std::string(100'000, ']')));
}

BOOST_AUTO_TEST_CASE(a_token_is_signed_as_rfc_7515_says) {
  // Checked against a second implementation: python's hmac over the same header and claims.
  token_options options;
  options.secret = "0123456789abcdef0123456789abcdef";
  options.user = "ada";
  options.lasts_s = 60;
  BOOST_TEST(mint(options, 1'000) == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                                     "eyJzdWIiOiJhZGEiLCJpYXQiOjEwMDAsImV4cCI6MTA2MH0."
                                     "uLaBVnght-pow_PfsfbZtiSgdlNZoKhXpcofQpgcVQg");
  options.admin = true;
  options.avatar = "https://a/ada.png";
  options.rooms = {"team-*=editor", "a=b=host"};
  const std::string more = mint(options, 1'000);
  // {"sub":"ada","avatar":"https://a/ada.png","admin":true,"rooms":{"team-*":"editor","a=b":"host"},"iat":1000,"exp":1060}
  BOOST_TEST(more.find(".eyJzdWIiOiJhZGEiLCJhdmF0YXIiOiJodHRwczovL2EvYWRhLnBuZyIsImFkbWluIjp0cnVlLCJyb29tcyI6"
                       "eyJ0ZWFtLSoiOiJlZGl0b3IiLCJhPWIiOiJob3N0In0sImlhdCI6MTAwMCwiZXhwIjoxMDYwfQ.") !=
                 more.npos,
             more);
}

BOOST_AUTO_TEST_CASE(a_message_names_its_author_and_kind) {
  model::packer pack;
  pack.map(2).text("type").text("code").text("text").text("x = 1");
  told_event event{"message.sent", "lobby", pack.str(), "guest:a", "ada", "", 1, 0};
  BOOST_TEST(message_text(event).substr(10) == " ada (code): x = 1");
  event.display_name = "evil\x1b]0;title\x07";
  BOOST_TEST(message_text(event).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_are_listed_without_oneself) {
  model::packer pack;
  pack.array(3).map(1).text("user").text("guest:a").map(2).text("user").text("guest:b").text("name").text(
      "bob");
  pack.map(2).text("user").text("guest:c").text("name").text("cleo");
  const model::value users(pack.str());
  BOOST_TEST(enumerate(names_in(users, "guest:a")) == "bob and cleo");
  BOOST_TEST(enumerate(names_in(users)) == "guest:a, bob and cleo");
}

BOOST_AUTO_TEST_SUITE_END()
