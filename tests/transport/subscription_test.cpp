#include "transport/subscription.hpp"
#include <boost/test/unit_test.hpp>
#include <initializer_list>

using snug::model::record;
using snug::transport::subscription;
using step = subscription::step;
using verdict = subscription::verdict;

namespace {

subscription::record_ptr event(std::uint64_t offset) {
  auto made = std::make_shared<record>();
  made->offset = offset;
  return made;
}

std::vector<subscription::record_ptr> events(std::initializer_list<std::uint64_t> offsets) {
  std::vector<subscription::record_ptr> made;
  for (const auto offset : offsets)
    made.push_back(event(offset));
  return made;
}

std::vector<std::uint64_t> offsets(const subscription::progress& progress) {
  std::vector<std::uint64_t> found;
  for (const auto& record : progress.deliver)
    found.push_back(record->offset);
  return found;
}

using list = std::vector<std::uint64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(a_subscription)

BOOST_AUTO_TEST_CASE(is_live_at_once_where_nothing_was_missed) {
  subscription sub(7);
  BOOST_TEST((sub.begin(true) == step::nothing));
  BOOST_TEST(sub.live());
  BOOST_TEST((sub.offer(event(8)) == verdict::deliver));
  BOOST_TEST(sub.next() == 9u);
}

BOOST_AUTO_TEST_CASE(skips_what_its_peer_has) {
  subscription sub(7);
  (void)sub.begin(true);
  BOOST_TEST((sub.offer(event(6)) == verdict::skip));
  BOOST_TEST((sub.offer(event(7)) == verdict::skip));
  BOOST_TEST((sub.offer(event(8)) == verdict::deliver));
  BOOST_TEST((sub.offer(event(8)) == verdict::skip));
}

BOOST_AUTO_TEST_CASE(delivers_nothing_before_it_begins) {
  subscription sub(7);
  BOOST_TEST((sub.offer(event(8)) == verdict::skip));
  BOOST_TEST(sub.next() == 8u);
}

BOOST_AUTO_TEST_CASE(holds_from_the_start_so_that_one_short_page_is_enough) {
  subscription sub(2);
  BOOST_TEST((sub.begin(false) == step::read_page));
  BOOST_TEST(sub.wants_page());
  BOOST_TEST(sub.asked(1) == 2u);
  BOOST_TEST((sub.offer(event(5)) == verdict::held));
  BOOST_TEST((sub.offer(event(6)) == verdict::held));
  const auto progress = sub.page(1, events({3, 4, 5}), true);
  BOOST_TEST(offsets(progress) == (list{3, 4, 5, 6}), boost::test_tools::per_element());
  BOOST_TEST((progress.next == step::nothing));
  BOOST_TEST(!progress.missed);
  BOOST_TEST((sub.offer(event(7)) == verdict::deliver));
}

BOOST_AUTO_TEST_CASE(reads_one_more_page_under_a_hold_after_full_ones) {
  subscription sub(0);
  (void)sub.begin(false);
  (void)sub.asked(1);
  auto progress = sub.page(1, events({1, 2}), false);
  BOOST_TEST(offsets(progress) == (list{1, 2}), boost::test_tools::per_element());
  BOOST_TEST((progress.next == step::read_page));

  BOOST_TEST(sub.asked(2) == 2u);
  BOOST_TEST((sub.offer(event(4)) == verdict::skip));
  progress = sub.page(2, events({3}), true);
  BOOST_TEST(offsets(progress) == (list{3}), boost::test_tools::per_element());
  BOOST_TEST((progress.next == step::read_page));
  BOOST_TEST(!sub.live());

  BOOST_TEST((sub.offer(event(5)) == verdict::held));
  BOOST_TEST(sub.asked(3) == 3u);
  progress = sub.page(3, events({4}), true);
  BOOST_TEST(offsets(progress) == (list{4, 5}), boost::test_tools::per_element());
  BOOST_TEST(sub.live());
}

BOOST_AUTO_TEST_CASE(catches_up_when_an_event_is_not_the_next_one) {
  subscription sub(3);
  (void)sub.begin(true);
  BOOST_TEST((sub.offer(event(6)) == verdict::catch_up));
  BOOST_TEST(sub.asked(1) == 3u);
  const auto progress = sub.page(1, events({4, 5}), true);
  BOOST_TEST(offsets(progress) == (list{4, 5, 6}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gives_its_hold_up_rather_than_hold_too_much) {
  subscription sub(0);
  (void)sub.begin(false);
  (void)sub.asked(1);
  for (std::uint64_t offset = 1; offset <= subscription::max_held; ++offset)
    BOOST_REQUIRE((sub.offer(event(offset)) == verdict::held));
  BOOST_TEST((sub.offer(event(subscription::max_held + 1)) == verdict::skip));
  // The page is a page all the same, but the last one has to be read under a new hold.
  const auto progress = sub.page(1, events({1}), true);
  BOOST_TEST(offsets(progress) == (list{1}), boost::test_tools::per_element());
  BOOST_TEST((progress.next == step::read_page));
  BOOST_TEST((sub.offer(event(300)) == verdict::held));
}

BOOST_AUTO_TEST_CASE(ignores_an_answer_it_no_longer_waits_for) {
  subscription sub(0);
  (void)sub.begin(false);
  (void)sub.asked(1);
  sub.pause();
  BOOST_TEST(sub.page(1, events({1}), true).deliver.empty());
  BOOST_TEST((sub.lift() == step::read_page));
  BOOST_TEST(sub.asked(2) == 0u);
  const auto stale = sub.page(1, events({1}), true);
  BOOST_TEST(stale.deliver.empty());
  BOOST_TEST((stale.next == step::nothing));
  BOOST_TEST(offsets(sub.page(2, events({1, 2}), true)) == (list{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_again_what_did_not_fit_once_the_outbox_is_empty) {
  subscription sub(0);
  (void)sub.begin(true);
  BOOST_TEST((sub.offer(event(1)) == verdict::deliver));
  BOOST_TEST((sub.offer(event(2)) == verdict::deliver));
  sub.dropped(2);
  BOOST_TEST(sub.behind());
  BOOST_TEST((sub.offer(event(3)) == verdict::skip));
  BOOST_TEST((sub.outbox_drained() == step::read_page));
  BOOST_TEST(sub.asked(1) == 1u);
  BOOST_TEST(offsets(sub.page(1, events({2, 3}), true)) == (list{2, 3}), boost::test_tools::per_element());
  BOOST_TEST((sub.outbox_drained() == step::nothing));
}

BOOST_AUTO_TEST_CASE(goes_back_to_the_first_of_several_dropped_events) {
  subscription sub(0);
  (void)sub.begin(true);
  for (const auto& each : events({1, 2, 3}))
    (void)sub.offer(each);
  sub.dropped(3);
  sub.dropped(2);
  BOOST_TEST(sub.next() == 2u);
}

BOOST_AUTO_TEST_CASE(stays_silent_while_paused_even_if_the_outbox_drains) {
  subscription sub(0);
  (void)sub.begin(true);
  (void)sub.offer(event(1));
  sub.dropped(1);
  sub.pause();
  BOOST_TEST((sub.outbox_drained() == step::nothing));
  BOOST_TEST((sub.offer(event(2)) == verdict::skip));
  BOOST_TEST((sub.lift() == step::read_page));
  BOOST_TEST(sub.asked(1) == 0u);
}

BOOST_AUTO_TEST_CASE(waits_for_the_outbox_when_a_hold_is_lifted) {
  subscription sub(0);
  (void)sub.begin(true);
  sub.pause();
  sub.dropped(1);
  BOOST_TEST((sub.lift() == step::nothing));
  BOOST_TEST((sub.outbox_drained() == step::read_page));
}

BOOST_AUTO_TEST_CASE(does_not_begin_live_under_a_hold) {
  subscription sub(4);
  sub.pause();
  BOOST_TEST((sub.begin(true) == step::nothing));
  BOOST_TEST((sub.offer(event(5)) == verdict::skip));
  BOOST_TEST((sub.lift() == step::read_page));
}

BOOST_AUTO_TEST_CASE(tells_what_retention_took_before_it_could_be_read) {
  subscription sub(3);
  (void)sub.begin(false);
  (void)sub.asked(1);
  const auto progress = sub.page(1, events({9, 10}), true);
  BOOST_REQUIRE(progress.missed.has_value());
  BOOST_TEST(progress.missed->from == 4u);
  BOOST_TEST(progress.missed->to == 8u);
  BOOST_TEST(offsets(progress) == (list{9, 10}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tells_what_retention_took_behind_an_empty_page_too) {
  subscription sub(3);
  (void)sub.begin(true);
  BOOST_TEST((sub.offer(event(9)) == verdict::catch_up));
  (void)sub.asked(1);
  const auto progress = sub.page(1, {}, true);
  BOOST_REQUIRE(progress.missed.has_value());
  BOOST_TEST(progress.missed->to == 8u);
  BOOST_TEST(offsets(progress) == (list{9}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
