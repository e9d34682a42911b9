#include "clients/load/talker.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::load;

BOOST_AUTO_TEST_SUITE(talkers)

BOOST_AUTO_TEST_CASE(messages_are_numbered_and_as_long_as_they_should_be) {
  talker ada(lane::ephemeral, 9, 4, 7, 120);
  const auto first = ada.next("room-4", 1'000);
  BOOST_TEST(first.text.size() == 120u);
  BOOST_TEST(first.ref == 0u);
  BOOST_TEST((stamp::read(first.text) == stamp{9, 4, 7, 1, 1'000}));
  BOOST_TEST((stamp::read(ada.next("room-4", 2'000).text) == stamp{9, 4, 7, 2, 2'000}));
  BOOST_TEST(ada.waiting().empty());
}

BOOST_AUTO_TEST_CASE(a_cursor_has_a_key_of_its_talker) {
  talker ada(lane::cursor, 9, 4, 7, 120);
  BOOST_TEST(ada.next("room-4", 1).key == "c7");
}

BOOST_AUTO_TEST_CASE(durable_messages_wait_for_their_answers_and_are_repeated_as_they_were) {
  talker ada(lane::durable, 9, 4, 7, 120);
  const auto ref = ada.next("room-4", 1'000).ref;
  (void)ada.next("room-4", 2'000);
  BOOST_TEST(ada.waiting().size() == 2u);
  const auto again = ada.again("room-4", ada.waiting().front());
  BOOST_TEST(again.ref == ref);
  BOOST_TEST(again.id == "9-7-1");
  BOOST_TEST((stamp::read(again.text) == stamp{9, 4, 7, 1, 1'000}));
  const auto answered = ada.answered(ref);
  BOOST_REQUIRE(answered.has_value());
  BOOST_TEST(answered->due == 1'000u);
  BOOST_TEST(!ada.answered(ref)); // once
  BOOST_TEST(ada.waiting().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
