#include "actors/model/names.hpp"
#include "actors/model/utf8.hpp"
#include <boost/test/unit_test.hpp>
#include <string>

using namespace snug::model;

BOOST_AUTO_TEST_SUITE(names_)

BOOST_AUTO_TEST_CASE(utf8_is_what_rfc_3629_says) {
  const std::string_view sound[] = {
      "",
      "plain",
      "\x7f",
      "\xc2\x80",
      "\xdf\xbf",
      "\xe0\xa0\x80",
      "\xed\x9f\xbf",
      "\xee\x80\x80",
      "\xef\xbf\xbf",
      "\xf0\x90\x80\x80",
      "\xf4\x8f\xbf\xbf",
      "a long run of ASCII, then é",
  };
  for (const auto text : sound)
    BOOST_TEST(is_utf8(text), text);
  const std::string_view broken[] = {
      "\x80",             // a continuation alone
      "\xbf",             //
      "\xc0\xaf",         // overlong, two bytes
      "\xc1\xbf",         //
      "\xe0\x9f\xbf",     // overlong, three bytes
      "\xf0\x8f\xbf\xbf", // overlong, four bytes
      "\xed\xa0\x80",     // the first surrogate
      "\xed\xbf\xbf",     // the last one
      "\xf4\x90\x80\x80", // U+110000
      "\xf5\x80\x80\x80", // no lead byte
      "\xff",             //
      "\xc2",             // cut short
      "\xe2\x82",         //
      "\xf0\x9d\x84",     //
      "\xe2\x28\xa1",     // second byte no continuation
      "\xe2\x82\x28",     // third byte no continuation
      "\xf0\x9d\x84\x28", // fourth byte no continuation
      "12345678\xff",     // behind a run of eight
      "1234567\xff",      // inside one
  };
  for (const auto text : broken)
    BOOST_TEST(!is_utf8(text), text);
}

BOOST_AUTO_TEST_CASE(broken_bytes_are_found_at_every_place_of_a_text) {
  for (std::size_t i = 0; i < 40; ++i) {
    std::string text(40, 'x');
    text[i] = '\xff';
    BOOST_TEST(!is_utf8(text), i);
  }
}

BOOST_AUTO_TEST_CASE(room_names_are_1_to_128_bytes_of_text_without_control_characters) {
  BOOST_TEST(!check_room_name("lobby"));
  BOOST_TEST(!check_room_name("räume / \U0001F3E0"));
  BOOST_TEST(!check_room_name(std::string(128, 'x')));
  BOOST_TEST(check_room_name("").value_or("") == "must be 1 to 128 bytes");
  BOOST_TEST(check_room_name(std::string(129, 'x')).value_or("") == "must be 1 to 128 bytes");
  BOOST_TEST(check_room_name("a\xff").value_or("") == "must be valid UTF-8");
  for (const std::string_view text :
       {std::string_view("a\0b", 3), std::string_view("a\nb"), std::string_view("\x1f"),
        std::string_view("\x7f"), std::string_view("\xc2\x80"), std::string_view("\xc2\x9f")})
    BOOST_TEST(check_room_name(text).value_or("") == "must not contain control characters");
  BOOST_TEST(!check_room_name("\xc2\xa0"));
}

BOOST_AUTO_TEST_CASE(names_and_ids_are_1_to_64_bytes) {
  for (const auto check : {check_name, check_id}) {
    BOOST_TEST(!check("message.send"));
    BOOST_TEST(!check(std::string(64, 'x')));
    BOOST_TEST(check("").value_or("") == "must be 1 to 64 bytes");
    BOOST_TEST(check(std::string(65, 'x')).value_or("") == "must be 1 to 64 bytes");
    BOOST_TEST(check("a\x01").value_or("") == "must not contain control characters");
  }
}

BOOST_AUTO_TEST_SUITE_END()
