#include "clients/load/script.hpp"
#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

using namespace snug::load;
using what = script::what;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

scenario of(const char* name) {
  scenario s;
  BOOST_REQUIRE(preset(name, s));
  return s;
}

/// Everything a script wants within `seconds` from 0.
std::vector<script::step> played(script& one, double seconds) {
  std::vector<script::step> out;
  while (one.next_at() < static_cast<std::uint64_t>(seconds * 1e9))
    out.push_back(one.take());
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scripts)

BOOST_AUTO_TEST_CASE(an_open_loop_talks_like_a_metronome_whenever_it_is_asked) {
  const auto s = of("presence");
  script one(s, {0, true, trouble::none}, 3, second / 20);
  BOOST_TEST(one.next_at() == script::never);
  one.begin_talking(second);
  const auto steps = played(one, 3);
  BOOST_TEST(steps.size() == 40u);
  BOOST_TEST(steps.front().at < second + second / 20);
  for (std::size_t i = 1; i < steps.size(); ++i)
    BOOST_TEST(steps[i].at - steps[i - 1].at == second / 20);
  one.stop_talking();
  BOOST_TEST(one.next_at() == script::never);
}

BOOST_AUTO_TEST_CASE(two_clients_talk_at_different_moments_and_the_same_seed_at_the_same) {
  const auto s = of("presence");
  script one(s, {0, true, trouble::none}, 3, second), other(s, {0, true, trouble::none}, 4, second),
      again(s, {0, true, trouble::none}, 3, second);
  one.begin_talking(0);
  other.begin_talking(0);
  again.begin_talking(0);
  BOOST_TEST(one.next_at() != other.next_at());
  BOOST_TEST(one.next_at() == again.next_at());
}

BOOST_AUTO_TEST_CASE(a_closed_loop_has_no_metronome) {
  const auto s = of("fanout");
  script one(s, {0, true, trouble::none}, 3, 0);
  one.begin_talking(0);
  one.begin_trouble(0);
  BOOST_TEST(one.next_at() == script::never);
}

BOOST_AUTO_TEST_CASE(who_is_cut_comes_back_shortly_after_each_time) {
  const auto s = of("resume");
  script one(s, {0, false, trouble::is_cut}, 5, 0);
  one.begin_trouble(0);
  const auto steps = played(one, 300);
  BOOST_TEST(steps.size() > 100u); // every 3 s on average, two steps each
  for (std::size_t i = 0; i < steps.size(); ++i) {
    BOOST_TEST((steps[i].is == (i % 2 == 0 ? what::cut : what::come_back)));
    if (i % 2 == 1) BOOST_TEST(steps[i].at - steps[i - 1].at <= second * 3 / 10);
  }
}

BOOST_AUTO_TEST_CASE(who_churns_leaves_to_join_and_hangs_up_to_come_back) {
  const auto s = of("churn");
  script one(s, {0, false, trouble::churns}, 5, 0);
  one.begin_trouble(0);
  const auto steps = played(one, 500);
  std::map<what, int> count;
  for (std::size_t i = 0; i + 1 < steps.size(); i += 2) {
    ++count[steps[i].is];
    BOOST_TEST((steps[i + 1].is == (steps[i].is == what::leave ? what::join : what::come_back)));
    BOOST_TEST(steps[i + 1].room < s.rooms);
  }
  BOOST_TEST(count.size() == 2u);
  BOOST_TEST(count[what::leave] > 50);
  BOOST_TEST(count[what::hang_up] > 50);
}

BOOST_AUTO_TEST_CASE(who_stalls_does_so_for_exactly_as_long_as_the_scenario_says) {
  const auto s = of("slow");
  script one(s, {0, false, trouble::stalls}, 5, 0);
  one.begin_trouble(0);
  const auto stall = one.take(), end = one.take();
  BOOST_TEST((stall.is == what::stall && end.is == what::read_again));
  BOOST_TEST(end.at - stall.at == static_cast<std::uint64_t>(s.stall_for * 1e9));
}

BOOST_AUTO_TEST_CASE(a_trouble_that_can_not_be_had_comes_a_little_later) {
  const auto s = of("resume");
  script one(s, {0, false, trouble::is_cut}, 5, 0);
  one.begin_trouble(0);
  const auto cut = one.take();
  one.not_now(cut, cut.at + 7);
  BOOST_TEST(one.next_at() == cut.at + 7 + second / 20);
  BOOST_TEST((one.take().is == what::cut));
  const auto back = one.take();
  one.not_now(back, back.at);
  BOOST_TEST((one.take().is == what::come_back));
}

BOOST_AUTO_TEST_SUITE_END()
