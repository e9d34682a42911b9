#include "actors/model/packer.hpp"
#include "actors/yjs/json_text.hpp"
#include "actors/yjs/json_value.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;

namespace {

std::string payload_of(std::string_view json) {
  std::string out;
  yjs::json_to_payload(json, out);
  return out;
}
std::string there_and_back(std::string_view json) {
  BOOST_TEST(yjs::is_json(json));
  std::string out;
  yjs::payload_to_json(payload_of(json), out);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_values)

BOOST_AUTO_TEST_CASE(values_come_back_as_they_were) {
  for (const auto* json :
       {"null", "true", "false", "0", "-1", "9007199254740991", "0.5", "-1.25e-07", R"("")", R"("a\"b\\c")",
        "[]", "{}", "[1,[2,[]],{}]", R"({"a":{"b":[null,"x"]},"c":true})", "\"\xc3\xbc\""})
    BOOST_TEST(there_and_back(json) == json);
}

BOOST_AUTO_TEST_CASE(escapes_and_space_mean_what_they_mean_in_json) {
  BOOST_TEST(there_and_back(" { \"a\" : [ 1 , 2 ] } ") == R"({"a":[1,2]})");
  BOOST_TEST(there_and_back(R"("\u00fc\u20ac\ud83d\ude00\/\n\u0001")") ==
             "\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80/\\u000a\\u0001\"");
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_is_a_replacement_character) {
  BOOST_TEST(there_and_back(R"("\ud83d")") == "\"\xef\xbf\xbd\"");
  BOOST_TEST(there_and_back(R"("\ude00x")") == "\"\xef\xbf\xbdx\"");
  BOOST_TEST(there_and_back(R"("\ud83d\u0041")") == "\"\xef\xbf\xbd"
                                                    "A\"");
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits_are_doubles_and_beyond_those_nothing) {
  BOOST_TEST(payload_of("18446744073709551616") == model::packer{}.number(18446744073709551616.0).str());
  BOOST_TEST(payload_of("-0") == model::packer{}.number(-0.0).str());
  BOOST_TEST(payload_of("1e999") == model::packer{}.nil().str());
}

BOOST_AUTO_TEST_CASE(what_json_does_not_have_is_null) {
  std::string out;
  yjs::payload_to_json(model::packer{}.array(2).bytes("x").number(1.0 / 0.0).str(), out);
  BOOST_TEST(out == "[null,null]");
}

BOOST_AUTO_TEST_SUITE_END()
