#include "clients/cpp/backoff.hpp"
#include <boost/test/unit_test.hpp>

using snug::client::backoff;

BOOST_AUTO_TEST_SUITE(client_backoff)

BOOST_AUTO_TEST_CASE(the_ceiling_doubles_up_to_the_longest_wait) {
  // Random numbers just below the modulus give the ceiling itself: jitter = random % (ceiling - first + 1).
  std::uint64_t expected[] = {200, 400, 800, 1'600, 3'200, 6'400, 10'000, 10'000};
  backoff b;
  for (const auto ceiling : expected)
    BOOST_TEST(b.next(ceiling - 100) == ceiling);
}

BOOST_AUTO_TEST_CASE(a_wait_is_never_shorter_than_the_first_nor_longer_than_the_longest) {
  backoff b;
  std::uint64_t random = 1;
  for (int i = 0; i < 200; ++i) {
    random = random * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    const auto wait = b.next(random);
    BOOST_TEST(wait >= 100u);
    BOOST_TEST(wait <= 10'000u);
  }
}

BOOST_AUTO_TEST_CASE(success_makes_the_next_wait_short_again) {
  backoff b;
  for (int i = 0; i < 10; ++i)
    (void)b.next(0);
  b.reset();
  BOOST_TEST(b.next(100) == 200u);
}

BOOST_AUTO_TEST_CASE(a_hint_is_kept_to_with_jitter_on_top) {
  backoff b;
  BOOST_TEST(b.next(0, 3'000) == 3'100u);
}

BOOST_AUTO_TEST_SUITE_END()
