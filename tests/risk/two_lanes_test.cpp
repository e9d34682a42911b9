#include "tests/risk/two_lanes.hpp"
#include <boost/test/unit_test.hpp>
#include <cstdlib>

// SNUG_RISK_RUNS: how many seeds to go through; SNUG_RISK_SEED: the first of them (a failure names its seed).

using namespace snug::risk;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

/// How many runs it takes until the mistake shows, and what it looked like.
void is_found(flaw built_in) {
  constexpr std::uint64_t patience = 3'000;
  for (std::uint64_t seed = 1; seed <= patience; ++seed)
    if (const auto done = explore(seed, built_in); done.broken) {
      BOOST_TEST_MESSAGE("found by seed " << seed << ": " << *done.broken);
      return;
    }
  BOOST_FAIL("nothing noticed in " << patience << " runs");
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_two_lanes)

BOOST_AUTO_TEST_CASE(keep_their_promises_in_every_order_of_steps) {
  const auto first = setting("SNUG_RISK_SEED", 1);
  const auto runs = setting("SNUG_RISK_RUNS", 2'000);
  deeds all;
  for (auto seed = first; seed < first + runs; ++seed) {
    const auto done = explore(seed, flaw::none);
    BOOST_REQUIRE_MESSAGE(!done.broken, "seed " << seed << ": " << *done.broken);
    all.records += done.records;
    all.heard += done.heard;
  }
  BOOST_TEST_MESSAGE(runs << " runs, " << all.records << " records, " << all.heard << " times heard");
  BOOST_TEST(all.records > runs);
  BOOST_TEST(all.heard > all.records);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_mistake_is_found)

BOOST_AUTO_TEST_CASE(taking_away_without_a_hold) { is_found(flaw::no_hold); }
BOOST_AUTO_TEST_CASE(taking_away_by_somebody_absent_without_a_hold) { is_found(flaw::no_hold_if_absent); }
BOOST_AUTO_TEST_CASE(telling_before_the_commit) { is_found(flaw::tells_before_commit); }
BOOST_AUTO_TEST_CASE(sleeping_with_something_in_flight) { is_found(flaw::sleeps_in_flight); }
BOOST_AUTO_TEST_CASE(trusting_an_old_snapshot_of_somebodys_standing) { is_found(flaw::trusts_old_snapshots); }
BOOST_AUTO_TEST_CASE(sending_a_page_before_the_group_it_knows_of) { is_found(flaw::page_before_its_group); }
BOOST_AUTO_TEST_CASE(subscribing_without_a_look_at_what_was_missed) {
  is_found(flaw::believes_nothing_missed);
}
BOOST_AUTO_TEST_CASE(forgetting_what_was_answered) { is_found(flaw::forgets_repeats); }
BOOST_AUTO_TEST_CASE(telling_an_event_before_the_reply) { is_found(flaw::event_before_reply); }
BOOST_AUTO_TEST_CASE(leaving_the_kicked_where_they_are) { is_found(flaw::no_put_out); }

BOOST_AUTO_TEST_SUITE_END()
