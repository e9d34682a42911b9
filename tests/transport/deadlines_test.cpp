#include "tests/support/fake_clock.hpp"
#include "transport/deadlines.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;
using model::close_code;

namespace {

/// A peer and what its deadlines ask for.
struct watched {
  transport_settings settings;
  test::fake_clock clock;
  ring_pool pool;
  peer_table peers{pool};
  peer& p = peers.open();
  std::vector<std::pair<close_code, std::string>> closed;
  std::vector<std::uint32_t> orphaned;
  std::size_t asked = 0, over = 0;
  deadlines due{settings, peers, clock, clock.steady_ms(),
                deadlines::listener{[this](peer& who, close_code code, std::string_view why) {
                                      who.now = peer::stage::closing;
                                      closed.emplace_back(code, why);
                                    },
                                    [this](peer&) { ++asked; }, [this](peer&) { ++over; },
                                    [this](std::uint32_t generation) { orphaned.push_back(generation); }}};

  void pass(std::int64_t ms) {
    for (std::int64_t gone = 0; gone < ms; gone += timing_wheel::tick_ms) {
      clock.advance(timing_wheel::tick_ms);
      due.advance(clock.steady_ms());
    }
  }
  void identify(std::int64_t token_ms = 0) {
    auto who = std::make_shared<model::identity>();
    if (token_ms) who->expires_at = clock.wall_ms() + token_ms;
    p.who = who;
    p.now = peer::stage::open;
    p.last_heard = clock.steady_ms();
    due.identified(p, clock.steady_ms());
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(deadlines_of_peers)

BOOST_FIXTURE_TEST_CASE(whoever_says_no_hello_is_closed, watched) {
  due.opened(p, clock.steady_ms());
  pass(9'000);
  BOOST_TEST(closed.empty());
  pass(1'500);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(bool(closed[0].first == close_code::unauthenticated));
  BOOST_TEST(closed[0].second == "hello didn't come");
}

BOOST_FIXTURE_TEST_CASE(whoever_said_hello_in_time_is_not, watched) {
  due.opened(p, clock.steady_ms());
  p.now = peer::stage::greeting;
  pass(11'000);
  BOOST_TEST(closed.empty());
}

BOOST_FIXTURE_TEST_CASE(a_silent_peer_is_asked_and_then_closed, watched) {
  identify();
  pass(24'000);
  BOOST_TEST(asked == 0u);
  pass(1'500);
  BOOST_TEST(asked == 1u);
  pass(19'000);
  BOOST_TEST(closed.empty());
  pass(1'500);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(bool(closed[0].first == close_code::heartbeat_missed));
}

BOOST_FIXTURE_TEST_CASE(one_that_answers_is_asked_again_and_kept, watched) {
  identify();
  for (int i = 0; i < 4; ++i) {
    pass(26'000);
    p.last_heard = clock.steady_ms();
  }
  BOOST_TEST(asked >= 3u);
  BOOST_TEST(closed.empty());
}

BOOST_FIXTURE_TEST_CASE(a_token_ends_by_the_wall_clock, watched) {
  identify(5'000);
  clock.wall -= 3'000; // it was ahead and was put right
  pass(5'500);
  BOOST_TEST(closed.empty());
  pass(3'000);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(bool(closed[0].first == close_code::token_expired));
}

BOOST_FIXTURE_TEST_CASE(a_renewed_token_ends_when_it_says, watched) {
  const auto with_end = [this](std::int64_t in_ms) {
    auto who = std::make_shared<model::identity>();
    if (in_ms != 0) who->expires_at = clock.wall_ms() + in_ms;
    return who;
  };
  identify(5'000);
  p.who = with_end(12'000); // later: the deadline that is set finds out
  pass(11'000);
  BOOST_TEST(closed.empty());
  p.who = with_end(0); // never
  pass(5'000);
  BOOST_TEST(closed.empty());
  p.who = with_end(3'000);
  due.renewed(p, clock.steady_ms());
  pass(2'500);
  BOOST_TEST(closed.empty());
  pass(1'000);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(bool(closed[0].first == close_code::token_expired));
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_was_put_forward_ends_a_token_within_a_minute, watched) {
  identify(600'000);
  clock.wall += 600'000;
  for (int i = 0; i < 7 && closed.empty(); ++i) {
    pass(10'000);
    p.last_heard = clock.steady_ms();
  }
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(bool(closed[0].first == close_code::token_expired));
}

BOOST_FIXTURE_TEST_CASE(a_close_that_is_not_taken_is_over_in_two_seconds, watched) {
  p.now = peer::stage::closing;
  due.closing(p, clock.steady_ms());
  pass(1'500);
  BOOST_TEST(over == 0u);
  pass(1'000);
  BOOST_TEST(over == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_place_used_again_has_none_of_the_old_deadlines, watched) {
  due.opened(p, clock.steady_ms());
  const auto slot = p.slot;
  peers.close(p);
  BOOST_TEST(peers.open().slot == slot);
  pass(11'000);
  BOOST_TEST(closed.empty());
}

BOOST_FIXTURE_TEST_CASE(answers_owed_to_a_gone_peer_are_given_up_by_its_generation, watched) {
  const auto generation = p.generation;
  due.orphaned(p, clock.steady_ms());
  peers.close(p);
  pass(29'000);
  BOOST_TEST(orphaned.empty());
  pass(1'500);
  BOOST_TEST(orphaned == std::vector{generation}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
