#include "config/quantity.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(quantity)

BOOST_AUTO_TEST_CASE(sizes_are_read_with_their_units_in_any_case_and_with_or_without_a_space) {
  BOOST_TEST(parse_size("512").value() == 512u);
  BOOST_TEST(parse_size("64 MiB").value() == 64u << 20);
  BOOST_TEST(parse_size("64mib").value() == 64u << 20);
  BOOST_TEST(parse_size("10 kB").value() == 10'000u);
  BOOST_TEST(parse_size("16 TiB").value() == 1ull << 44);
}

BOOST_AUTO_TEST_CASE(durations_are_read_into_milliseconds) {
  BOOST_TEST(parse_duration("1500").value() == 1'500u);
  BOOST_TEST(parse_duration("1500ms").value() == 1'500u);
  BOOST_TEST(parse_duration("30s").value() == 30'000u);
  BOOST_TEST(parse_duration("5 min").value() == 300'000u);
  BOOST_TEST(parse_duration("7 days").value() == 604'800'000u);
}

BOOST_AUTO_TEST_CASE(what_is_no_quantity_is_refused) {
  for (const auto* text :
       {"", "MiB", "-1", "1.5 MiB", "64 MB/s", "64 M", "1 2", "99999999999999999999", "20000000 TiB"})
    BOOST_TEST(!parse_size(text).has_value(), "read " << text);
  for (const auto* text : {"", "s", "-1s", "1.5s", "30 parsecs", "1h 30min"})
    BOOST_TEST(!parse_duration(text).has_value(), "read " << text);
}

BOOST_AUTO_TEST_CASE(what_is_printed_is_read_back_as_the_same_number) {
  for (const std::uint64_t number :
       {0ull, 1ull, 1'000ull, 1'024ull, 1'536ull, 64ull << 20, 3ull << 40, 86'400'000ull}) {
    BOOST_TEST(parse_size(print_size(number)).value() == number);
    BOOST_TEST(parse_duration(print_duration(number)).value() == number);
  }
  BOOST_TEST(print_size(64ull << 20) == "64 MiB");
  BOOST_TEST(print_duration(604'800'000) == "7d");
  BOOST_TEST(print_duration(1'500) == "1500ms");
}

BOOST_AUTO_TEST_SUITE_END()
