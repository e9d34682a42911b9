#include "clients/load/measure/histogram.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>
#include <vector>

using snug::load::histogram;

BOOST_AUTO_TEST_SUITE(histograms)

BOOST_AUTO_TEST_CASE(an_empty_one_says_nothing) {
  const histogram none;
  BOOST_TEST(none.count() == 0u);
  BOOST_TEST(none.percentile_ms(0.5) == 0);
  BOOST_TEST(none.max_ms() == 0);
}

BOOST_AUTO_TEST_CASE(percentiles_are_within_a_bucket_of_the_sorted_values) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> times(13, 2); // around 0.4 ms, with a long tail
  histogram one;
  std::vector<double> all;
  for (int i = 0; i < 100'000; ++i) {
    const auto ns = static_cast<std::uint64_t>(times(random));
    one.add(ns);
    all.push_back(static_cast<double>(ns));
  }
  std::ranges::sort(all);
  for (const auto share : {0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto exact = all[static_cast<std::size_t>(std::ceil(share * 100'000)) - 1] / 1e6;
    BOOST_TEST(one.percentile_ms(share) >= exact);
    BOOST_TEST(one.percentile_ms(share) <= exact * (1 + 1.0 / 64) + 1e-6);
  }
  BOOST_TEST(one.max_ms() == all.back() / 1e6);
}

BOOST_AUTO_TEST_CASE(the_shortest_and_the_longest_times_have_a_bucket) {
  histogram one;
  one.add(0);
  one.add(~std::uint64_t{0} >> 1);
  BOOST_TEST(one.count() == 2u);
  BOOST_TEST(one.percentile_ms(0.5) == 0);
  BOOST_TEST(one.percentile_ms(1) == one.max_ms());
}

BOOST_AUTO_TEST_CASE(two_added_up_are_as_one_that_got_all) {
  histogram a, b, both;
  for (std::uint64_t i = 1; i < 1000; ++i) {
    (i % 3 ? a : b).add(i * i * 1000);
    both.add(i * i * 1000);
  }
  a.add(b);
  BOOST_TEST(a.count() == both.count());
  BOOST_TEST(a.mean_ms() == both.mean_ms());
  BOOST_TEST(a.percentile_ms(0.99) == both.percentile_ms(0.99));
}

BOOST_AUTO_TEST_SUITE_END()
