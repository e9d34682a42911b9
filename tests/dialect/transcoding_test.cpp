#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/random_payload.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/dialect/json_reader.hpp"
#include "transport/dialect/json_writer.hpp"
#include <boost/test/unit_test.hpp>
#include <chrono>

using namespace snug;
using namespace snug::test;

namespace {

/// The MessagePack of `text`, or what is wrong with it.
std::string read(std::string_view text) {
  std::string out;
  const auto wrong = dialect::json_reader::transcode(text, out);
  return wrong ? std::string(*wrong) : dump(out);
}

std::string write(std::string_view msgpack) {
  std::string out;
  dialect::json_writer(out).value(msgpack);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(transcoding)

BOOST_AUTO_TEST_CASE(json_becomes_the_smallest_messagepack_and_comes_back) {
  const std::pair<const char*, const char*> table[] = {
      {"null", "c0"},
      {"true", "c3"},
      {"false", "c2"},
      {"0", "00"},
      {"128", "cc 80"},
      {"-33", "d0 df"},
      {"9007199254740993", "cf 00 20 00 00 00 00 00 01"},     // 2^53 + 1: no double
      {"18446744073709551615", "cf ff ff ff ff ff ff ff ff"}, // 2^64 - 1
      {"-9223372036854775808", "d3 80 00 00 00 00 00 00 00"}, // -2^63
      {"1.5", "ca 3f c0 00 00"},
      {"0.1", "cb 3f b9 99 99 99 99 99 9a"},
      {"3.0", "ca 40 40 00 00"},
      {"-0.0", "ca 80 00 00 00"},
      {R"("")", "a0"},
      {R"("é€𝄞")", "a9 c3 a9 e2 82 ac f0 9d 84 9e"},
      {R"("\"\\\b\f\n\r\t\u0001\u0000")", "a9 22 5c 08 0c 0a 0d 09 01 00"},
      {"[]", "90"},
      {"{}", "80"},
      {"[[],{},[[]]]", "93 90 80 91 90"},
      {R"({"a":1,"b":[true,null]})", "82 a1 61 01 a1 62 92 c3 c0"},
      {R"({"$bin":""})", "c4 00"},
      {R"({"$bin":"AP8="})", "c4 02 00 ff"},
      {R"([{"$bin":"AAEC"},1])", "92 c4 03 00 01 02 01"},
      {R"({"a":{"$bin":"AAEC"}})", "81 a1 61 c4 03 00 01 02"},
  };
  for (const auto& [json, bytes] : table) {
    BOOST_TEST(read(json) == bytes, json);
    BOOST_TEST(write(hex(bytes)) == json, json);
  }
}

BOOST_AUTO_TEST_CASE(spellings_json_allows_and_we_do_not_write) {
  const std::pair<const char*, const char*> table[] = {
      {R"("\/\u00e9\ud834\udd1e")", "a7 2f c3 a9 f0 9d 84 9e"},
      {"1e2", "ca 42 c8 00 00"},
      {"1E+2", "ca 42 c8 00 00"},
      {"-0", "00"},
      {"18446744073709551616", "ca 5f 80 00 00"}, // 2^64, as a float
  };
  for (const auto& [json, bytes] : table)
    BOOST_TEST(read(json) == bytes, json);
}

BOOST_AUTO_TEST_CASE(numbers_are_the_nearest_double_down_to_zero) {
  const std::pair<std::string, const char*> table[] = {
      {"5e-324", "cb 00 00 00 00 00 00 00 01"},                  // the smallest there is
      {"4.9E-324", "cb 00 00 00 00 00 00 00 01"},                // its usual spelling
      {"2.2250738585072011e-308", "cb 00 0f ff ff ff ff ff ff"}, // the one that made others loop
      {"8E-325", "ca 00 00 00 00"},                              // too small: zero
      {"-8E-325", "ca 80 00 00 00"},
      {"1e-99999999999", "ca 00 00 00 00"},
      {"0e-99999999999", "ca 00 00 00 00"},
      {"0." + repeat("0", 400) + "1", "ca 00 00 00 00"},
      {"123456" + repeat("0", 300) + "e-700", "ca 00 00 00 00"},
      {"1.7976931348623157e308", "cb 7f ef ff ff ff ff ff ff"},     // the largest
      {"0.1000000000000000055511151231257827021181583404541015625", // 0.1, every digit of it
       "cb 3f b9 99 99 99 99 99 9a"},
      {"9007199254740993.0", "ca 5a 00 00 00"}, // half way: to even
  };
  for (const auto& [json, bytes] : table)
    BOOST_TEST(read(json) == bytes, json);
  for (const auto& json : {std::string("1e309"), std::string("-1e309"), std::string("1.8e308"),
                           std::string("10000e305"), "1" + repeat("0", 309), std::string("1e99999999999")})
    BOOST_TEST(read(json) == "Number too big to be stored in double.", json);
}

BOOST_AUTO_TEST_CASE(only_an_object_of_nothing_but_base64_is_bytes) {
  const std::pair<const char*, const char*> table[] = {
      {R"({"$bin":1})", "81 a4 24 62 69 6e 01"},
      {R"({"$bin":"A"})", "81 a4 24 62 69 6e a1 41"},             // no base64
      {R"({"$bin":"AP8"})", "81 a4 24 62 69 6e a3 41 50 38"},     // without padding
      {R"({"$bin":"AP9="})", "81 a4 24 62 69 6e a4 41 50 39 3d"}, // unused bits set
      {R"({"$bin":"A=8="})", "81 a4 24 62 69 6e a4 41 3d 38 3d"}, // padding inside
      {R"({"$bin":"","x":1})", "82 a4 24 62 69 6e a0 a1 78 01"},  // another key
      {R"({"$bim":""})", "81 a4 24 62 69 6d a0"},                 // another name
  };
  for (const auto& [json, bytes] : table)
    BOOST_TEST(read(json) == bytes, json);
}

BOOST_AUTO_TEST_CASE(numbers_json_cannot_say_become_null) {
  for (const auto* bytes : {"ca 7f c0 00 00", "ca 7f 80 00 00", "cb ff f0 00 00 00 00 00 00"})
    BOOST_TEST(write(hex(bytes)) == "null");
}

BOOST_AUTO_TEST_CASE(what_goes_beyond_json_still_gives_json) {
  BOOST_TEST(write("") == "null");
  BOOST_TEST(write(hex("d4 01 00")) == "null");                        // ext
  BOOST_TEST(write(hex("92 01")) == "null");                           // cut short
  BOOST_TEST(write(hex("92 c7 02 05 01 02 07")) == "[null,7]");        // ext in a list
  BOOST_TEST(write(hex("82 91 05 01 a1 61 02")) == R"({"":1,"a":2})"); // a key that is a list
  BOOST_TEST(write(repeat("\x91", 65) + "\xc0") == repeat("[", 64) + "null" + repeat("]", 64));
}

BOOST_AUTO_TEST_CASE(heads_that_need_more_than_a_byte_are_made_room_for) {
  for (const std::size_t size : {15u, 16u, 17u, 300u, 65'535u, 65'536u, 70'000u}) {
    std::string json = "[0";
    model::packer expected;
    expected.array(static_cast<std::uint32_t>(size)).uint(0);
    for (std::size_t i = 1; i < size; ++i) {
      json += ",1";
      expected.uint(1);
    }
    std::string out = "kept";
    BOOST_TEST(!dialect::json_reader::transcode(json + "]", out));
    BOOST_TEST((out == "kept" + expected.str()), size);
  }
}

BOOST_AUTO_TEST_CASE(nesting_beyond_what_is_kept_is_seen_as_too_deep) {
  for (const std::size_t depth : {33u, 34u, 35u, 36u, 37u, 5000u}) {
    for (const auto& [open, close] : {std::pair("[7,", "]"), std::pair(R"({"a":)", "}")}) {
      std::string out;
      const auto json = repeat(open, depth) + "0" + repeat(close, depth);
      BOOST_TEST(!dialect::json_reader::transcode(json, out));
      BOOST_TEST(model::check_payload(out).value_or("") == "must be nested at most 32 deep", depth);
    }
  }
  std::string out;
  BOOST_TEST(!dialect::json_reader::transcode(repeat("[7,", 32) + "0" + repeat("]", 32), out));
  BOOST_TEST(!model::check_payload(out));
}

BOOST_AUTO_TEST_CASE(the_worst_nesting_costs_milliseconds) {
  // Every level is moved up once: 35 levels around a megabyte, and a million levels.
  const auto wide =
      repeat("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,", 34) + "[" + repeat("1,", 450'000) + "1]" + repeat("]", 34);
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(read(wide).size() > 0u);
  BOOST_TEST(read(repeat("[", 500'000) + repeat("]", 500'000)).size() > 0u);
  BOOST_TEST(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < 2.0);
}

BOOST_AUTO_TEST_CASE(random_payloads_survive_json_and_json_survives_payloads) {
  random_payload make(31'337);
  for (int i = 0; i < 3000; ++i) {
    const auto payload = make.make();
    const auto json = write(payload);
    std::string back;
    BOOST_REQUIRE(!dialect::json_reader::transcode(json, back));
    BOOST_REQUIRE_EQUAL(dump(back), dump(payload));
    BOOST_REQUIRE_EQUAL(write(back), json);
  }
}

BOOST_AUTO_TEST_CASE(base64_is_that_of_rfc_4648) {
  const std::pair<const char*, const char*> table[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xfe", "+//+"},
  };
  for (const auto& [bytes, text] : table) {
    std::string out;
    dialect::append_base64(out, bytes);
    BOOST_TEST(out == text);
    BOOST_TEST(dialect::decode_base64(text).value_or("wrong") == bytes);
  }
  for (const auto* text :
       {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm 9v", "Zm9v\n", "-__-", "Zg==Zg=="})
    BOOST_TEST(!dialect::decode_base64(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
