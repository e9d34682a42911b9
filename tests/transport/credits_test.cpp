#include "transport/credits.hpp"
#include "transport/orphaned_credits.hpp"
#include <boost/test/unit_test.hpp>

using snug::transport::byte_budget;
using snug::transport::credits;

BOOST_AUTO_TEST_SUITE(credits_of_a_connection)

BOOST_AUTO_TEST_CASE(they_are_used_up_by_commands_or_by_bytes) {
  byte_budget budget(1'000'000);
  credits by_number, by_bytes;
  const credits::bounds bounds{3, 1'000};
  for (std::uint32_t ref = 1; ref <= 3; ++ref) {
    BOOST_TEST(!by_number.used_up(bounds));
    BOOST_TEST(by_number.take(ref, 10, budget));
  }
  BOOST_TEST(by_number.used_up(bounds));
  BOOST_TEST(by_bytes.take(1, 1'000, budget));
  BOOST_TEST(by_bytes.used_up(bounds));
}

BOOST_AUTO_TEST_CASE(an_answer_gives_back_what_its_command_took) {
  byte_budget budget(1'000);
  credits c;
  BOOST_TEST(c.take(1, 100, budget));
  BOOST_TEST(c.take(2, 30, budget));
  c.give_back(1, budget);
  BOOST_TEST(c.bytes() == 30u);
  BOOST_TEST(budget.taken() == 30u);
  c.give_back(1, budget); // answered twice: nothing comes back twice
  BOOST_TEST(budget.taken() == 30u);
}

BOOST_AUTO_TEST_CASE(commands_without_a_ref_come_free_one_by_one) {
  byte_budget budget(1'000);
  credits c;
  BOOST_TEST(c.take(0, 10, budget));
  BOOST_TEST(c.take(0, 20, budget));
  c.give_back(0, budget);
  BOOST_TEST(c.commands() == 1u);
  BOOST_TEST(budget.taken() == 20u);
}

BOOST_AUTO_TEST_CASE(a_full_process_takes_nothing_and_remembers_nothing) {
  byte_budget budget(100);
  credits a, b;
  BOOST_TEST(a.take(1, 80, budget));
  BOOST_TEST(!b.take(1, 21, budget));
  BOOST_TEST(b.commands() == 0u);
  BOOST_TEST(budget.taken() == 80u);
  BOOST_TEST(b.take(1, 20, budget));
}

BOOST_AUTO_TEST_CASE(a_connection_that_goes_gives_everything_back) {
  byte_budget budget(100);
  credits c;
  BOOST_TEST(c.take(1, 40, budget));
  BOOST_TEST(c.take(2, 40, budget));
  c.give_back_all(budget);
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(credits_of_connections_that_are_gone)

BOOST_AUTO_TEST_CASE(what_they_owe_is_given_back_as_their_commands_are_answered) {
  byte_budget budget(1'000);
  snug::transport::orphaned_credits orphans;
  {
    credits owed;
    BOOST_TEST(owed.take(1, 100, budget));
    BOOST_TEST(owed.take(2, 30, budget));
    BOOST_TEST(orphans.adopt(7, owed));
    BOOST_TEST(owed.commands() == 0u);
  }
  BOOST_TEST(budget.taken() == 130u); // reconnecting makes no room
  orphans.give_back(8, 1, budget);    // somebody else's
  BOOST_TEST(budget.taken() == 130u);
  orphans.give_back(7, 1, budget);
  BOOST_TEST(budget.taken() == 30u);
  orphans.give_back(7, 2, budget);
  BOOST_TEST(budget.taken() == 0u);
  BOOST_TEST(orphans.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_that_never_comes_is_not_waited_for_for_ever) {
  byte_budget budget(1'000);
  snug::transport::orphaned_credits orphans;
  credits owed, nothing;
  BOOST_TEST(owed.take(1, 100, budget));
  BOOST_TEST(orphans.adopt(7, owed));
  BOOST_TEST(!orphans.adopt(8, nothing));
  orphans.expire(7, budget);
  orphans.expire(7, budget);
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
