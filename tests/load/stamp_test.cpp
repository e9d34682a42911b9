#include "clients/load/verify/stamp.hpp"
#include <boost/test/unit_test.hpp>

using snug::load::stamp;

BOOST_AUTO_TEST_SUITE(stamps)

BOOST_AUTO_TEST_CASE(a_stamp_is_read_as_it_was_written) {
  const stamp marks[] = {
      {}, {1, 2, 3, 4, 5}, {~0u, ~0u, ~0u, ~0u, ~0ull}, {0x12345678, 99, 9'999, 1'000'000, 77'000'000'000}};
  for (const auto& mark : marks) {
    std::string text(100, stamp::filler);
    mark.write(text);
    BOOST_TEST((stamp::read(text) == mark));
    BOOST_TEST(text.substr(stamp::size) == std::string(52, 'x'));
  }
}

BOOST_AUTO_TEST_CASE(it_is_letters_that_need_no_escapes_lowest_half_byte_first) {
  std::string text(stamp::size, ' ');
  stamp{0x1f, 0, 0xabcdef, 1, 1ull << 32}.write(text);
  BOOST_TEST(text == "OA@@@@@@"
                     "@@@@@@@@"
                     "ONMLKJ@@"
                     "A@@@@@@@"
                     "@@@@@@@@"
                     "A@@@@@@@");
}

BOOST_AUTO_TEST_CASE(what_is_no_stamp_is_not_read_as_one) {
  std::string text(stamp::size, '@');
  BOOST_TEST(!stamp::read("hello"));
  BOOST_TEST(!stamp::read(text.substr(1)));
  for (const auto wrong : {'P', '?', 'x', '\0', '\xc0'}) {
    auto other = text;
    other[20] = wrong;
    BOOST_TEST(!stamp::read(other));
  }
  BOOST_TEST(stamp::read(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
