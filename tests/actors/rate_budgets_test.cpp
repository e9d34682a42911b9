#include "actors/rate_budgets.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::actors;

BOOST_AUTO_TEST_SUITE(budgets_of_commands)

BOOST_AUTO_TEST_CASE(a_frame_of_several_commands_spends_as_many) {
  rate_budget budget;
  BOOST_TEST(budget.take(0, 10, 8) == 0u);
  BOOST_TEST(budget.take(0, 10, 8) == 601u);
  BOOST_TEST(budget.take(601, 10, 8) == 0u);
  BOOST_TEST(budget.take(5'000, 10, 64) == 0u); // never more than a full bucket
}

BOOST_AUTO_TEST_CASE(what_is_refused_costs_nothing_and_comes_when_it_was_said_to) {
  rate_budget budget;
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(budget.take(100, 3) == 0u);
  const auto wait = budget.take(100, 3);
  BOOST_TEST(wait == 334u);
  for (int i = 0; i < 50; ++i)
    BOOST_TEST(budget.take(100, 3) == wait);
  BOOST_TEST(budget.take(100 + wait - 1, 3) != 0u);
  BOOST_TEST(budget.take(100 + wait, 3) == 0u);
}

BOOST_AUTO_TEST_CASE(the_rate_that_holds_is_the_one_of_now) {
  rate_budget budget;
  BOOST_TEST(budget.take(0, 1) == 0u);
  BOOST_TEST(budget.take(0, 1) != 0u);
  BOOST_TEST(budget.take(0, 0) == 0u); // no bound
  BOOST_TEST(budget.take(500, 10, 5) == 0u);
  BOOST_TEST(budget.take(500, 10) != 0u);
}

BOOST_AUTO_TEST_CASE(each_has_one_and_it_is_kept_while_something_is_owed) {
  rate_budgets budgets;
  BOOST_TEST(budgets.take(1, 0, 2, 2) == 0u);
  BOOST_TEST(budgets.take(1, 0, 2) != 0u);
  BOOST_TEST(budgets.take(2, 0, 2) == 0u);
  BOOST_TEST(budgets.take(3, 0, 0) == 0u);
  BOOST_TEST(budgets.size() == 2u); // who is held to nothing isn't kept
  for (std::uint64_t who = 100; who < 50'100; ++who)
    BOOST_REQUIRE(budgets.take(who, static_cast<std::int64_t>(who) * 10, 1'000) == 0u);
  BOOST_TEST(budgets.size() <= 2'048u);
  std::size_t refused = 0;
  for (std::uint64_t who = 0; who < 5'000; ++who)
    refused += budgets.take(who, 1'000'000, 1, 1) != 0;
  for (std::uint64_t who = 0; who < 5'000; ++who)
    refused += budgets.take(who, 1'000'000, 1, 1) == 0;
  BOOST_TEST(refused == 0u); // however many there are: none that owes is forgotten
}

BOOST_AUTO_TEST_SUITE_END()
