#include "transport/peer_table.hpp"
#include "transport/reading.hpp"
#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

using namespace snug::transport;

namespace {

constexpr auto for_ever = [] { return true; };

/// Sockets with so many reads' worth of bytes in them.
struct clients {
  ring_pool pool;
  peer_table peers{pool};
  reading again;
  std::map<peer*, int> left;
  std::vector<peer*> order;

  peer& sends(int reads) {
    auto& p = peers.open();
    left[&p] = reads - 1; // the loop itself does the first
    again.heard(p, 256);
    return p;
  }
  bool read(peer& p) {
    order.push_back(&p);
    if (left[&p] == 0) return false;
    --left[&p];
    again.heard(p, 256);
    return true;
  }
  template <class More> bool go_on(More more) {
    return again.go_on([this](peer& p) { return read(p); }, more);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(reading_on)

BOOST_FIXTURE_TEST_CASE(a_socket_is_read_until_it_brings_nothing, clients) {
  auto& p = sends(4);
  BOOST_TEST(go_on(for_ever));
  BOOST_TEST(left[&p] == 0);
  BOOST_TEST(order.size() == 4u); // the last finds nothing
  BOOST_TEST(!again.pending());
  BOOST_TEST(!go_on(for_ever));
}

BOOST_FIXTURE_TEST_CASE(sockets_take_turns, clients) {
  auto& a = sends(3);
  auto& b = sends(3);
  go_on(for_ever);
  BOOST_TEST((order == std::vector<peer*>{&a, &b, &a, &b, &a, &b}));
}

BOOST_FIXTURE_TEST_CASE(what_the_time_is_too_short_for_comes_first_next_time, clients) {
  auto& p = sends(5);
  int rounds = 2;
  go_on([&] { return rounds-- > 0; });
  BOOST_TEST(left[&p] == 2);
  BOOST_TEST(again.pending());
  go_on(for_ever);
  BOOST_TEST(left[&p] == 0);
}

BOOST_FIXTURE_TEST_CASE(one_that_never_ends_is_left_after_its_share, clients) {
  auto& p = sends(1'000'000);
  go_on(for_ever);
  BOOST_TEST(order.size() == reading::most_reads);
  BOOST_TEST(again.pending());
  BOOST_TEST(left[&p] > 0);
}

BOOST_FIXTURE_TEST_CASE(a_little_is_all_there_was, clients) {
  auto& p = peers.open();
  again.heard(p, reading::a_lot - 1);
  BOOST_TEST(!again.pending());
  again.again(p); // it had been paused
  BOOST_TEST(again.pending());
}

BOOST_FIXTURE_TEST_CASE(whoever_goes_away_is_not_read_whenever_it_goes, clients) {
  auto& a = sends(2);
  auto& b = sends(2);
  auto& c = sends(2);
  again.forget(c);
  std::vector<peer*> seen;
  again.go_on(
      [&](peer& p) {
        seen.push_back(&p);
        if (&p == &a) {
          again.forget(b);
          again.forget(a);
        }
        return true;
      },
      for_ever);
  BOOST_TEST((seen == std::vector<peer*>{&a}));
  BOOST_TEST(!b.ripe);
}

BOOST_AUTO_TEST_SUITE_END()
