#include "clients/load/verify/sequence.hpp"
#include <boost/test/unit_test.hpp>
#include <vector>

using snug::load::sequence;
using verdict = sequence::verdict;

namespace {

std::vector<verdict> taken(sequence& s, const std::vector<std::uint64_t>& numbers) {
  std::vector<verdict> out;
  for (const auto n : numbers)
    out.push_back(s.take(n));
  return out;
}

constexpr auto in_order = verdict::in_order, skipped = verdict::skipped, late = verdict::late,
               doubled = verdict::doubled;

} // namespace

BOOST_AUTO_TEST_SUITE(sequences)

BOOST_AUTO_TEST_CASE(one_after_the_other_is_in_order_and_nothing_is_missing) {
  sequence s;
  BOOST_TEST((taken(s, {1, 2, 3}) == std::vector{in_order, in_order, in_order}));
  BOOST_TEST(s.complete_to(3));
  BOOST_TEST(!s.complete_to(4));
  BOOST_TEST(s.missing_to(5) == 2u);
}

BOOST_AUTO_TEST_CASE(a_swap_is_late_and_not_lost) {
  sequence s;
  BOOST_TEST((taken(s, {1, 3, 2, 4}) == std::vector{in_order, skipped, late, in_order}));
  BOOST_TEST(s.complete_to(4));
}

BOOST_AUTO_TEST_CASE(what_comes_twice_is_doubled_also_after_it_was_late) {
  sequence s;
  BOOST_TEST(
      (taken(s, {1, 1, 3, 2, 2, 3}) == std::vector{in_order, doubled, skipped, late, doubled, doubled}));
}

BOOST_AUTO_TEST_CASE(what_never_comes_is_missing_wherever_it_is) {
  sequence s;
  taken(s, {1, 5, 9});
  BOOST_TEST(s.missing_to(10) == 7u); // 2 3 4, 6 7 8, 10
  BOOST_TEST((s.take(3) == late));    // the middle of a hole
  BOOST_TEST((s.take(3) == doubled));
  BOOST_TEST((s.take(2) == late));
  BOOST_TEST((s.take(8) == late));
  BOOST_TEST(s.missing_to(10) == 4u);
  BOOST_TEST(!s.complete_to(9));
}

BOOST_AUTO_TEST_CASE(who_comes_in_while_others_talk_may_begin_early_but_not_late) {
  sequence early;
  early.expect_by(10);
  BOOST_TEST((early.take(7) == in_order));
  BOOST_TEST((early.take(8) == in_order));
  BOOST_TEST((early.take(7) == doubled));
  sequence late_one;
  late_one.expect_by(10);
  BOOST_TEST((late_one.take(12) == skipped));
  BOOST_TEST(late_one.missing_to(12) == 2u);
  sequence exact;
  exact.expect(10);
  BOOST_TEST((exact.take(9) == doubled));
}

BOOST_AUTO_TEST_CASE(where_some_may_be_left_out_only_order_and_doubles_count) {
  sequence s;
  BOOST_TEST((s.take_some(1) == in_order));
  BOOST_TEST((s.take_some(5) == skipped));
  BOOST_TEST((s.take_some(5) == doubled));
  BOOST_TEST((s.take_some(3) == late));
  BOOST_TEST(s.complete_to(5));
  BOOST_TEST(s.missing_to(6) == 1u);
}

BOOST_AUTO_TEST_CASE(holes_are_bounded_and_forgotten_ones_stay_lost) {
  sequence s;
  for (std::uint64_t n = 2; n <= 4'000; n += 2)
    s.take(n); // every odd number is a hole
  BOOST_TEST(s.missing_to(4'000) == 2'000u);
  BOOST_TEST((s.take(3'999) == late));
  BOOST_TEST(s.missing_to(4'000) == 1'999u);
  BOOST_TEST(sizeof(sequence) == 16u);
}

BOOST_AUTO_TEST_SUITE_END()
