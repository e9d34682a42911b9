#include "transport/inbox.hpp"
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace snug;
using namespace snug::transport;

namespace {

post numbered(std::uint32_t producer, std::uint32_t number) {
  model::reply r;
  r.to = {0, 0, producer, 1, number};
  return r;
}

model::return_address address_in(const post& p) { return std::get<model::reply>(p).to; }

struct mail_fixture {
  std::atomic<int> wakes{0};
  inbox mail{[this] { ++wakes; }};
  std::vector<model::return_address> taken;
  mail_fixture() { mail.bind(std::this_thread::get_id()); }

  void take(std::size_t at_most = SIZE_MAX) {
    std::size_t n = 0;
    mail.take([&](post& p) { taken.push_back(address_in(p)); }, [&] { return ++n < at_most; });
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(inbox_of_a_shard)

BOOST_FIXTURE_TEST_CASE(the_loops_own_posts_wake_nobody_and_stay_in_order, mail_fixture) {
  for (std::uint32_t i = 0; i < 5; ++i)
    mail.push(numbered(0, i));
  BOOST_TEST(mail.pending());
  take();
  BOOST_TEST(wakes == 0);
  BOOST_REQUIRE(taken.size() == 5u);
  for (std::uint32_t i = 0; i < 5; ++i)
    BOOST_TEST(taken[i].ref == i);
  BOOST_TEST(!mail.pending());
}

BOOST_FIXTURE_TEST_CASE(a_sleeping_loop_is_woken_once, mail_fixture) {
  std::thread([&] {
    for (std::uint32_t i = 0; i < 100; ++i)
      mail.push(numbered(1, i));
  }).join();
  BOOST_TEST(wakes == 1);
  take();
  BOOST_TEST(taken.size() == 100u);
  std::thread([&] { mail.push(numbered(1, 100)); }).join();
  BOOST_TEST(wakes == 2);
}

BOOST_FIXTURE_TEST_CASE(what_is_left_over_comes_first_next_time, mail_fixture) {
  for (std::uint32_t i = 0; i < 4; ++i)
    mail.push(numbered(0, i));
  take(3);
  BOOST_TEST(taken.size() == 3u);
  BOOST_TEST(mail.pending());
  mail.push(numbered(0, 4));
  take();
  for (std::uint32_t i = 0; i < 5; ++i)
    BOOST_TEST(taken[i].ref == i);
}

BOOST_FIXTURE_TEST_CASE(what_handling_a_post_pushes_is_taken_too, mail_fixture) {
  mail.push(numbered(0, 0));
  mail.take(
      [&](post& p) {
        taken.push_back(address_in(p));
        if (taken.size() < 3) mail.push(numbered(0, static_cast<std::uint32_t>(taken.size())));
      },
      [] { return true; });
  BOOST_TEST(taken.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(every_producers_posts_arrive_once_and_in_order, mail_fixture) {
  constexpr std::uint32_t producers = 4, each = 5'000;
  std::vector<std::thread> threads;
  for (std::uint32_t t = 1; t <= producers; ++t)
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < each; ++i)
        mail.push(numbered(t, i));
    });
  while (taken.size() < producers * each)
    take(100);
  for (auto& t : threads)
    t.join();
  std::vector<std::uint32_t> next(producers + 1, 0);
  for (const auto& a : taken)
    BOOST_REQUIRE(a.ref == next[a.slot]++);
}

BOOST_AUTO_TEST_SUITE_END()
