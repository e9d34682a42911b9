#include "actors/model/packer.hpp"
#include "tests/support/hex.hpp"
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using snug::model::packer;
using snug::test::dump;

BOOST_AUTO_TEST_SUITE(packer_)

BOOST_AUTO_TEST_CASE(unsigned_integers_take_their_smallest_form) {
  const std::pair<std::uint64_t, const char*> table[] = {
      {0, "00"},
      {0x7f, "7f"},
      {0x80, "cc 80"},
      {0xff, "cc ff"},
      {0x100, "cd 01 00"},
      {0xffff, "cd ff ff"},
      {0x10000, "ce 00 01 00 00"},
      {0xffffffff, "ce ff ff ff ff"},
      {0x100000000, "cf 00 00 00 01 00 00 00 00"},
      {UINT64_MAX, "cf ff ff ff ff ff ff ff ff"},
  };
  for (const auto& [v, bytes] : table)
    BOOST_TEST(dump(packer().uint(v).str()) == bytes);
}

BOOST_AUTO_TEST_CASE(signed_integers_take_their_smallest_form_and_positive_ones_are_unsigned) {
  const std::pair<std::int64_t, const char*> table[] = {
      {5, "05"},
      {200, "cc c8"},
      {INT64_MAX, "cf 7f ff ff ff ff ff ff ff"},
      {-1, "ff"},
      {-32, "e0"},
      {-33, "d0 df"},
      {-128, "d0 80"},
      {-129, "d1 ff 7f"},
      {-32768, "d1 80 00"},
      {-32769, "d2 ff ff 7f ff"},
      {INT32_MIN, "d2 80 00 00 00"},
      {std::int64_t{INT32_MIN} - 1, "d3 ff ff ff ff 7f ff ff ff"},
      {INT64_MIN, "d3 80 00 00 00 00 00 00 00"},
  };
  for (const auto& [v, bytes] : table)
    BOOST_TEST(dump(packer().integer(v).str()) == bytes);
}

BOOST_AUTO_TEST_CASE(numbers_stay_floats_in_four_bytes_where_that_loses_nothing) {
  const std::pair<double, const char*> table[] = {
      {0.0, "ca 00 00 00 00"},
      {-0.0, "ca 80 00 00 00"},
      {1.0, "ca 3f 80 00 00"},
      {1.5, "ca 3f c0 00 00"},
      {0.1, "cb 3f b9 99 99 99 99 99 9a"},
      {1e300, "cb 7e 37 e4 3c 88 00 75 9c"},
      {std::numeric_limits<float>::max(), "ca 7f 7f ff ff"},
      {std::numeric_limits<double>::infinity(), "ca 7f 80 00 00"},
      {-std::numeric_limits<double>::infinity(), "ca ff 80 00 00"},
      {std::nan(""), "ca 7f c0 00 00"},
      {-std::nan("7"), "ca 7f c0 00 00"},
  };
  for (const auto& [v, bytes] : table)
    BOOST_TEST(dump(packer().number(v).str()) == bytes);
}

BOOST_AUTO_TEST_CASE(nil_and_booleans_are_one_byte) {
  BOOST_TEST(dump(packer().nil().boolean(false).boolean(true).str()) == "c0 c2 c3");
}

BOOST_AUTO_TEST_CASE(text_heads_change_at_32_256_and_65536_bytes) {
  const std::pair<std::size_t, const char*> table[] = {
      {0, "a0"},
      {31, "bf"},
      {32, "d9 20"},
      {255, "d9 ff"},
      {256, "da 01 00"},
      {65535, "da ff ff"},
      {65536, "db 00 01 00 00"},
  };
  for (const auto& [size, head] : table) {
    const auto bytes = packer().text(std::string(size, 'x')).str();
    const auto head_size = bytes.size() - size;
    BOOST_TEST(dump(bytes.substr(0, head_size)) == head);
    BOOST_TEST(bytes.substr(head_size) == std::string(size, 'x'));
  }
}

BOOST_AUTO_TEST_CASE(byte_heads_change_at_256_and_65536_bytes) {
  const std::pair<std::size_t, const char*> table[] = {
      {0, "c4 00"}, {255, "c4 ff"}, {256, "c5 01 00"}, {65535, "c5 ff ff"}, {65536, "c6 00 01 00 00"},
  };
  for (const auto& [size, head] : table) {
    const auto bytes = packer().bytes(std::string(size, '\xfe')).str();
    BOOST_TEST(dump(bytes.substr(0, bytes.size() - size)) == head);
  }
}

BOOST_AUTO_TEST_CASE(array_and_map_heads_change_at_16_and_65536_elements) {
  const std::tuple<std::uint32_t, const char*, const char*> table[] = {
      {0, "90", "80"},
      {15, "9f", "8f"},
      {16, "dc 00 10", "de 00 10"},
      {65535, "dc ff ff", "de ff ff"},
      {65536, "dd 00 01 00 00", "df 00 01 00 00"},
  };
  for (const auto& [size, array, map] : table) {
    BOOST_TEST(dump(packer().array(size).str()) == array);
    BOOST_TEST(dump(packer().map(size).str()) == map);
  }
}

BOOST_AUTO_TEST_CASE(raw_values_are_taken_as_they_are_and_none_is_nil) {
  BOOST_TEST(dump(packer().array(2).raw("\x07").raw("").str()) == "92 07 c0");
}

BOOST_AUTO_TEST_CASE(a_cleared_packer_begins_anew) {
  packer p;
  p.text("before").clear();
  BOOST_TEST(dump(p.uint(1).str()) == "01");
}

BOOST_AUTO_TEST_SUITE_END()
