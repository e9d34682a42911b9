#include "actors/model/entry_cursor.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/hex.hpp"
#include <boost/test/unit_test.hpp>
#include <limits>

using namespace snug;
using model::packer;
using model::value;
using test::hex;

BOOST_AUTO_TEST_SUITE(value_)

BOOST_AUTO_TEST_CASE(an_absent_value_is_nothing_at_all) {
  const value v;
  BOOST_TEST(!v.present());
  BOOST_TEST(!v.is_nil());
  BOOST_TEST(!v.is_map());
  BOOST_TEST(!v.boolean());
  BOOST_TEST(!v.uint());
  BOOST_TEST(!v.text());
  BOOST_TEST(v.size() == 0u);
  BOOST_TEST(!v.at(0).present());
  BOOST_TEST(!v.find("a").present());
}

BOOST_AUTO_TEST_CASE(integers_are_read_from_every_width) {
  const std::pair<const char*, std::int64_t> table[] = {
      {"07", 7},
      {"ff", -1},
      {"e0", -32},
      {"cc ff", 255},
      {"cd ff ff", 65535},
      {"ce ff ff ff ff", 4294967295},
      {"cf 7f ff ff ff ff ff ff ff", INT64_MAX},
      {"d0 7f", 127},
      {"d0 80", -128},
      {"d1 80 00", -32768},
      {"d2 80 00 00 00", INT32_MIN},
      {"d3 80 00 00 00 00 00 00 00", INT64_MIN},
  };
  for (const auto& [bytes, expected] : table) {
    const auto raw = hex(bytes);
    BOOST_TEST(value(raw).integer().value_or(0) == expected, bytes);
    BOOST_TEST(value(raw).uint().has_value() == (expected >= 0), bytes);
    BOOST_TEST(value(raw).number().value_or(0) == static_cast<double>(expected), bytes);
  }
}

BOOST_AUTO_TEST_CASE(the_largest_integer_is_unsigned_only) {
  const auto raw = hex("cf ff ff ff ff ff ff ff ff");
  BOOST_TEST(value(raw).uint().value_or(0) == UINT64_MAX);
  BOOST_TEST(!value(raw).integer());
}

BOOST_AUTO_TEST_CASE(a_float_is_a_number_and_no_integer) {
  for (const auto* bytes : {"ca 40 40 00 00", "cb 40 08 00 00 00 00 00 00"}) {
    const auto raw = hex(bytes);
    BOOST_TEST(value(raw).number().value_or(0) == 3.0);
    BOOST_TEST(!value(raw).uint());
    BOOST_TEST(!value(raw).integer());
  }
}

BOOST_AUTO_TEST_CASE(text_and_bytes_are_not_taken_for_each_other) {
  const auto text = packer().text("abc").str();
  const auto bytes = packer().bytes("abc").str();
  BOOST_TEST(value(text).text().value_or("") == "abc");
  BOOST_TEST(!value(text).bytes());
  BOOST_TEST(value(bytes).bytes().value_or("") == "abc");
  BOOST_TEST(!value(bytes).text());
}

BOOST_AUTO_TEST_CASE(booleans_and_nil_are_only_what_they_are) {
  BOOST_TEST(value("\xc3").boolean().value_or(false));
  BOOST_TEST(!value("\xc2").boolean().value_or(true));
  BOOST_TEST(!value("\x01").boolean());
  BOOST_TEST(value("\xc0").is_nil());
  BOOST_TEST(!value("\xc2").is_nil());
}

BOOST_AUTO_TEST_CASE(elements_and_entries_are_found_behind_values_of_any_shape) {
  const auto raw = packer()
                       .map(3)
                       .text("deep")
                       .array(2)
                       .map(1)
                       .text("x")
                       .array(0)
                       .text(std::string(40, 'y'))
                       .text("bytes")
                       .bytes("\x01\x02\x03")
                       .text("last")
                       .uint(9)
                       .str();
  const value v(raw);
  BOOST_TEST(v.is_map());
  BOOST_TEST(v.size() == 3u);
  BOOST_TEST(v.find("last").uint().value_or(0) == 9u);
  BOOST_TEST(v.find("deep").at(1).text().value_or("").size() == 40u);
  BOOST_TEST(v.find("deep").at(0).find("x").is_array());
  BOOST_TEST(!v.find("deep").at(2).present());
  BOOST_TEST(!v.find("las").present());
  BOOST_TEST(!v.at(0).present());
}

BOOST_AUTO_TEST_CASE(a_cursor_walks_the_entries_in_their_order) {
  const auto raw = packer().map(2).text("b").uint(1).text("a").array(1).nil().str();
  model::entry_cursor entries{value(raw)};
  BOOST_TEST(entries.next());
  BOOST_TEST(entries.key() == "b");
  BOOST_TEST(entries.content().uint().value_or(0) == 1u);
  BOOST_TEST(entries.next());
  BOOST_TEST(entries.key() == "a");
  BOOST_TEST(entries.content().size() == 1u);
  BOOST_TEST(!entries.next());
  BOOST_TEST(!model::entry_cursor(value("\x07")).next());
}

BOOST_AUTO_TEST_SUITE_END()
