#include "clients/load/verify/room_ledger.hpp"
#include <boost/test/unit_test.hpp>

using snug::load::room_ledger;

BOOST_AUTO_TEST_SUITE(room_ledgers)

BOOST_AUTO_TEST_CASE(all_who_say_the_same_agree) {
  room_ledger ledger;
  BOOST_TEST(!ledger.note(41, {7, 1}));
  BOOST_TEST(!ledger.note(41, {7, 1}));
  BOOST_TEST(!ledger.note(42, {8, 1}));
}

BOOST_AUTO_TEST_CASE(who_says_something_else_is_told_what_others_said) {
  room_ledger ledger;
  BOOST_TEST(!ledger.note(41, {7, 1}));
  const auto other = ledger.note(41, {7, 2});
  BOOST_REQUIRE(other.has_value());
  BOOST_TEST(other->sender == 7u);
  BOOST_TEST(other->number == 1u);
}

BOOST_AUTO_TEST_CASE(offsets_may_be_said_in_any_order_and_with_holes) {
  room_ledger ledger;
  BOOST_TEST(!ledger.note(100, {1, 1}));
  BOOST_TEST(!ledger.note(900, {1, 9}));
  BOOST_TEST(!ledger.note(500, {1, 5}));
  BOOST_TEST(ledger.note(500, {2, 5}).has_value());
  BOOST_TEST(ledger.note(900, {2, 5}).has_value());
  BOOST_TEST(ledger.note(100, {2, 5}).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_long_past_is_forgotten_what_is_new_is_not) {
  room_ledger ledger;
  for (std::uint32_t i = 1; i <= 100'000; ++i)
    BOOST_REQUIRE(!ledger.note(i, {i, 1}));
  BOOST_TEST(!ledger.note(1, {9, 9}));
  BOOST_TEST(ledger.note(99'000, {9, 9}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
