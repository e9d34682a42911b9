#include "clients/load/verify/windows.hpp"
#include <boost/test/unit_test.hpp>
#include <vector>

using snug::load::windows;

BOOST_AUTO_TEST_SUITE(closed_loops)

BOOST_AUTO_TEST_CASE(a_message_is_under_way_until_everybody_has_it) {
  windows open(3, 2);
  open.sent(1, 1, 2);
  open.sent(1, 2, 2);
  BOOST_TEST(open.free_of(1) == 0u);
  open.arrived(1, 1);
  BOOST_TEST(open.take_freed().empty());
  open.arrived(1, 2);
  open.arrived(1, 1);
  BOOST_TEST((open.take_freed() == std::vector<std::uint32_t>{1}));
  BOOST_TEST(open.free_of(1) == 1u);
  BOOST_TEST(open.take_freed().empty());
}

BOOST_AUTO_TEST_CASE(a_talker_is_named_once_however_much_arrived) {
  windows open(2, 4);
  for (std::uint32_t n = 1; n <= 4; ++n)
    open.sent(0, n, 1);
  for (std::uint32_t n = 1; n <= 4; ++n)
    open.arrived(0, n);
  BOOST_TEST((open.take_freed() == std::vector<std::uint32_t>{0}));
  BOOST_TEST(open.free_of(0) == 4u);
}

BOOST_AUTO_TEST_CASE(what_nobody_counts_changes_nothing) {
  windows open(1, 1);
  open.arrived(0, 1); // nothing was sent
  open.sent(0, 1, 1);
  open.arrived(0, 1);
  open.arrived(0, 1); // came twice
  BOOST_TEST(open.free_of(0) == 1u);
  windows none(1, 0);
  none.sent(0, 1, 1);
  none.arrived(0, 1);
  BOOST_TEST(none.take_freed().empty());
}

BOOST_AUTO_TEST_SUITE_END()
