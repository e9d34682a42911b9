#include "transport/page_gate.hpp"
#include <boost/test/unit_test.hpp>

using snug::transport::page_gate;
using snug::transport::page_post;

namespace {

page_post page(std::uint32_t number, std::uint64_t as_of) {
  page_post made;
  made.number = number;
  made.as_of = as_of;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_gate_for_pages)

BOOST_AUTO_TEST_CASE(lets_through_what_was_committed_before_the_node_started) {
  page_gate gate(10);
  auto old = page(1, 10);
  BOOST_TEST(gate.admits(old));
}

BOOST_AUTO_TEST_CASE(keeps_a_page_until_the_group_it_knows_of_was_drained) {
  page_gate gate(10);
  auto early = page(1, 12);
  BOOST_TEST(!gate.admits(early));
  BOOST_TEST(gate.drained(11).empty());
  const auto due = gate.drained(12);
  BOOST_REQUIRE(due.size() == 1u);
  BOOST_TEST(due[0].number == 1u);
  BOOST_TEST(gate.drained(13).empty());
}

BOOST_AUTO_TEST_CASE(gives_pages_back_in_the_order_they_came) {
  page_gate gate(0);
  for (std::uint32_t number = 1; number <= 4; ++number) {
    auto early = page(number, number == 3 ? 9 : 2);
    BOOST_TEST(!gate.admits(early));
  }
  const auto due = gate.drained(2);
  BOOST_REQUIRE(due.size() == 3u);
  BOOST_TEST(due[0].number == 1u);
  BOOST_TEST(due[1].number == 2u);
  BOOST_TEST(due[2].number == 4u);
}

BOOST_AUTO_TEST_CASE(is_not_moved_back_by_a_group_of_a_memory_only_room) {
  page_gate gate(10);
  (void)gate.drained(0);
  auto known = page(1, 10);
  BOOST_TEST(gate.admits(known));
}

BOOST_AUTO_TEST_SUITE_END()
