#include "transport/peer_table.hpp"
#include "transport/stall_watch.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::transport;

namespace {

struct clogged_peer {
  ring_pool pool;
  peer_table peers{pool};
  peer& p = peers.open();
  stall_watch watch{30'000};
};

} // namespace

BOOST_AUTO_TEST_SUITE(stalled_receivers)

BOOST_FIXTURE_TEST_CASE(whoever_takes_nothing_for_the_patience_is_stalled, clogged_peer) {
  for (std::int64_t now = 1'000; now < 31'000; now += 1'000)
    BOOST_TEST(!watch.stalled(p, 4'096, now));
  BOOST_TEST(watch.stalled(p, 4'096, 31'000));
}

BOOST_FIXTURE_TEST_CASE(whoever_takes_a_little_is_not, clogged_peer) {
  std::uint32_t unsent = 1'000'000;
  for (std::int64_t now = 1'000; now < 200'000; now += 20'000)
    BOOST_TEST(!watch.stalled(p, --unsent, now));
}

BOOST_FIXTURE_TEST_CASE(the_patience_begins_anew_when_the_socket_took_bytes, clogged_peer) {
  BOOST_TEST(!watch.stalled(p, 4'096, 1'000));
  stall_watch::moved(p);
  BOOST_TEST(!watch.stalled(p, 4'096, 40'000));
  BOOST_TEST(!watch.stalled(p, 4'096, 69'000));
  BOOST_TEST(watch.stalled(p, 4'096, 70'000));
}

BOOST_AUTO_TEST_SUITE_END()
