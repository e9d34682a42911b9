#include "actors/alarm_stack.hpp"
#include <boost/test/unit_test.hpp>

using snug::actors::alarm_stack;

BOOST_AUTO_TEST_SUITE(alarms)

BOOST_AUTO_TEST_CASE(an_earlier_one_is_set_and_a_later_one_waits_for_it) {
  alarm_stack alarms;
  BOOST_TEST(alarms.set(100));
  BOOST_TEST(!alarms.set(100));
  BOOST_TEST(!alarms.set(200));
  BOOST_TEST(alarms.set(50));
  alarms.rang();
  BOOST_TEST(!alarms.set(100)); // that one is under way still
  alarms.rang();
  BOOST_TEST(alarms.set(200));
}

BOOST_AUTO_TEST_CASE(a_time_that_moves_to_and_fro_piles_none_up) {
  alarm_stack alarms;
  BOOST_TEST(alarms.set(300'000)); // somebody goes idle then
  for (std::int64_t now = 0; now < 100'000; now += 50) {
    BOOST_TEST_REQUIRE(alarms.set(now + 50)); // a cursor is told
    BOOST_TEST_REQUIRE(alarms.under_way() == 2u);
    alarms.rang();
    BOOST_TEST_REQUIRE(!alarms.set(300'000 + now)); // its user is idle later now
  }
}

BOOST_AUTO_TEST_SUITE_END()
