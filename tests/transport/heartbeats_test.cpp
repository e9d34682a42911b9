#include "transport/heartbeats.hpp"
#include <boost/test/unit_test.hpp>

using snug::transport::heartbeats;
using step = heartbeats::step;

namespace {

const heartbeats beats(25'000, 20'000);

} // namespace

BOOST_AUTO_TEST_SUITE(signs_of_life)

BOOST_AUTO_TEST_CASE(whoever_spoke_lately_is_not_asked) {
  const auto v = beats.interval_over(100'000, 90'000, false);
  BOOST_TEST(bool(v.what == step::wait));
  BOOST_TEST(v.next == 115'000);
}

BOOST_AUTO_TEST_CASE(whoever_was_silent_for_the_interval_is_asked) {
  const auto v = beats.interval_over(100'000, 75'000, false);
  BOOST_TEST(bool(v.what == step::ask));
  BOOST_TEST(v.next == 120'000);
}

BOOST_AUTO_TEST_CASE(an_answer_in_the_millisecond_of_the_question_counts) {
  const auto asked = beats.interval_over(100'000, 75'000, false);
  const auto v = beats.pong_due(120'250, asked.next, 100'000, false);
  BOOST_TEST(bool(v.what == step::wait));
  BOOST_TEST(v.next == 125'000);
}

BOOST_AUTO_TEST_CASE(an_old_answer_is_asked_for_again_at_once) {
  const heartbeats patient(1'000, 5'000); // the timeout is longer than the interval
  const auto v = patient.pong_due(10'000, 10'000, 5'100, false);
  BOOST_TEST(bool(v.what == step::ask));
  BOOST_TEST(v.next == 15'000);
}

BOOST_AUTO_TEST_CASE(no_answer_is_a_missed_heartbeat) {
  BOOST_TEST(bool(beats.pong_due(120'000, 120'000, 75'000, false).what == step::missed));
  BOOST_TEST(bool(beats.pong_due(120'000, 120'000, 99'999, false).what == step::missed));
}

BOOST_AUTO_TEST_CASE(whoever_is_not_read_is_taken_for_alive) {
  BOOST_TEST(bool(beats.interval_over(100'000, 0, true).what == step::wait));
  BOOST_TEST(bool(beats.pong_due(120'000, 120'000, 0, true).what == step::wait));
}

BOOST_AUTO_TEST_SUITE_END()
