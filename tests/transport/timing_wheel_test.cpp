#include "transport/timing_wheel.hpp"
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

using snug::transport::timing_wheel;

namespace {

std::vector<std::uint32_t> due_at(timing_wheel& wheel, std::int64_t now) {
  std::vector<std::uint32_t> slots;
  wheel.advance(now, [&](const auto& d) { slots.push_back(d.slot); });
  return slots;
}

} // namespace

BOOST_AUTO_TEST_SUITE(timing_wheel_of_a_shard)

BOOST_AUTO_TEST_CASE(a_deadline_is_never_early_and_at_most_one_tick_late) {
  timing_wheel wheel(10'000);
  std::mt19937 seeded(7);
  std::map<std::uint32_t, std::int64_t> due;
  for (std::uint32_t slot = 0; slot < 500; ++slot) {
    due[slot] = 10'000 + static_cast<std::int64_t>(seeded() % 200'000); // beyond one round of the wheel too
    wheel.add({slot, 1, due[slot], timing_wheel::reason::heartbeat});
  }
  std::size_t seen = 0;
  for (std::int64_t now = 10'000; now <= 210'500; now += timing_wheel::tick_ms)
    for (const auto slot : due_at(wheel, now)) {
      ++seen;
      BOOST_TEST(now >= due[slot]);
      BOOST_TEST(now <= due[slot] + 2 * timing_wheel::tick_ms);
    }
  BOOST_TEST(seen == 500u);
}

BOOST_AUTO_TEST_CASE(a_deadline_is_told_once) {
  timing_wheel wheel(0);
  wheel.add({1, 1, 500, timing_wheel::reason::hello});
  BOOST_TEST(due_at(wheel, 100'000).size() == 1u);
  BOOST_TEST(due_at(wheel, 200'000).size() == 0u);
}

BOOST_AUTO_TEST_CASE(whoever_is_due_may_ask_to_be_due_again) {
  timing_wheel wheel(0);
  wheel.add({1, 1, 250, timing_wheel::reason::heartbeat});
  int rounds = 0;
  for (std::int64_t now = 0; now <= 10'000; now += 250)
    wheel.advance(now, [&](const auto& d) {
      ++rounds;
      wheel.add({d.slot, d.generation, d.due + 1'000, d.why});
    });
  BOOST_TEST(rounds == 10);
}

BOOST_AUTO_TEST_CASE(a_loop_that_slept_for_long_misses_nothing) {
  timing_wheel wheel(0);
  for (std::uint32_t slot = 0; slot < 300; ++slot)
    wheel.add({slot, 1, std::int64_t{slot} * 400, timing_wheel::reason::heartbeat});
  BOOST_TEST(due_at(wheel, 1'000'000).size() == 300u);
}

BOOST_AUTO_TEST_SUITE_END()
