#include "actors/model/position.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::model;

namespace {

constexpr std::uint64_t one_life = 11, before = 21, after = 22;

/// One life, 10 records, all kept.
const lineage whole{{{one_life, 1}}, 1, 10};
/// The same with records 1 to 4 trimmed.
const lineage trimmed{{{one_life, 1}}, 5, 10};
/// Restored at 5: `before` kept 1 to 5, `after` began at 6 and wrote up to 8.
const lineage restored{{{before, 1}, {after, 6}}, 1, 8};

void exact(const lineage& log, position since) {
  const auto r = resume(log, since);
  BOOST_TEST(r.from == since.offset);
  BOOST_TEST(!r.missed);
}

void with_gap(const lineage& log, position since, std::uint64_t from, gap missed) {
  const auto r = resume(log, since);
  BOOST_TEST(r.from == from);
  BOOST_REQUIRE(r.missed);
  BOOST_TEST(r.missed->from == missed.from);
  BOOST_TEST(r.missed->to == missed.to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(position_)

BOOST_AUTO_TEST_CASE(a_position_of_the_log_resumes_exactly) {
  exact(whole, {one_life, 0});
  exact(whole, {one_life, 7});
  exact(whole, {one_life, 10});
}

BOOST_AUTO_TEST_CASE(an_empty_log_resumes_from_its_beginning) {
  exact({{{one_life, 1}}, 1, 0}, {one_life, 0});
}

BOOST_AUTO_TEST_CASE(what_was_trimmed_is_told_as_a_gap) {
  with_gap(trimmed, {one_life, 0}, 4, {1, 4});
  with_gap(trimmed, {one_life, 3}, 4, {4, 4});
  exact(trimmed, {one_life, 4});
  exact(trimmed, {one_life, 5});
}

BOOST_AUTO_TEST_CASE(a_log_that_was_trimmed_to_nothing_goes_on_at_its_head) {
  const lineage empty{{{one_life, 1}}, 11, 10};
  exact(empty, {one_life, 10});
  with_gap(empty, {one_life, 2}, 10, {3, 10});
}

BOOST_AUTO_TEST_CASE(a_position_of_an_earlier_epoch_resumes_exactly_where_the_log_shares_it) {
  exact(restored, {before, 0});
  exact(restored, {before, 5});
  exact(restored, {after, 5});
  exact(restored, {after, 8});
}

BOOST_AUTO_TEST_CASE(what_a_restore_took_back_is_told_as_a_gap) {
  with_gap(restored, {before, 6}, 5, {6, 6});
  with_gap(restored, {before, 9}, 5, {6, 9});
}

BOOST_AUTO_TEST_CASE(a_restore_and_a_trim_together_make_one_gap) {
  const lineage both{{{before, 1}, {after, 6}}, 8, 9};
  with_gap(both, {before, 6}, 7, {6, 7});
  with_gap(both, {before, 2}, 7, {3, 7});
  with_gap(both, {before, 12}, 7, {6, 12});
  exact(both, {after, 7});
}

BOOST_AUTO_TEST_CASE(an_offset_the_log_has_not_given_yet_goes_back_to_the_head) {
  with_gap(whole, {one_life, 11}, 10, {11, 11});
  with_gap(whole, {one_life, UINT64_MAX}, 10, {11, UINT64_MAX});
}

BOOST_AUTO_TEST_CASE(an_unknown_epoch_stands_at_the_head_and_is_told_everything_is_gone) {
  with_gap(whole, {99, 7}, 10, {1, 10});
  with_gap(trimmed, {99, 7}, 10, {5, 10});
  with_gap(whole, {0, 0}, 10, {1, 10});
  with_gap({{{one_life, 1}}, 11, 10}, {99, 7}, 10, {10, 10}); // never a gap that ends before it begins
  with_gap({{{one_life, 1}}, 1, 0}, {99, 7}, 0, {0, 0});
}

BOOST_AUTO_TEST_SUITE_END()
