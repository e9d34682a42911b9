#include "frames.hpp"
#include "transport/flusher.hpp"
#include "transport/peer_table.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;

namespace {

struct sockets_fixture {
  transport::ring_pool pool;
  transport::peer_table peers{pool};
  fake_wire wire;
  std::vector<transport::peer*> drained, broken;
  transport::flusher flusher{wire,
                             {[this](transport::peer& p) { drained.push_back(&p); },
                              [this](transport::peer& p) { broken.push_back(&p); }}};
  std::vector<transport::outbox::lost> gone;

  void say(transport::peer& p, const transport::frame_ptr& f) {
    (void)p.out.push(f, 1u << 20, gone);
    flusher.mark(p);
  }
  void flush() {
    (void)flusher.flush([] { return true; });
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(flusher_of_a_shard)

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_peer_goes_out_in_one_write, sockets_fixture) {
  auto& p = peers.open();
  for (const char* text : {"a", "b", "c"})
    say(p, needed(text));
  flush();
  BOOST_REQUIRE(wire.writes[&p].size() == 1u);
  BOOST_TEST(wire.writes[&p][0] == "\x82\x01"
                                   "a\x82\x01"
                                   "b\x82\x01"
                                   "c");
  BOOST_TEST(p.out.empty());
  BOOST_TEST(!p.dirty);
}

BOOST_FIXTURE_TEST_CASE(peers_with_the_same_run_share_its_bytes, sockets_fixture) {
  auto& a = peers.open();
  auto& b = peers.open();
  auto& c = peers.open();
  const auto x = durable(1), y = durable(2);
  for (auto* p : {&a, &b}) {
    say(*p, x);
    say(*p, y);
  }
  say(c, y);
  say(c, x);
  flush();
  BOOST_TEST(flusher.shared_runs() == 1u);
  BOOST_TEST(wire.writes[&a] == wire.writes[&b], boost::test_tools::per_element());
  BOOST_TEST(wire.addresses[0] == wire.addresses[1]);
  BOOST_TEST(wire.writes[&c][0] == std::string(y->bytes()) + std::string(x->bytes()));
}

BOOST_FIXTURE_TEST_CASE(a_single_frame_is_written_from_where_it_lies, sockets_fixture) {
  const auto x = durable(1);
  say(peers.open(), x);
  flush();
  BOOST_TEST(wire.addresses[0] == static_cast<const void*>(x->bytes().data()));
}

BOOST_FIXTURE_TEST_CASE(a_write_never_exceeds_what_the_socket_is_given_at_once, sockets_fixture) {
  auto& p = peers.open();
  for (int i = 1; i <= 5; ++i)
    say(p, durable(static_cast<std::uint64_t>(i), 30'000));
  flush();
  BOOST_TEST(wire.writes[&p].size() == 3u);
  for (const auto& w : wire.writes[&p])
    BOOST_TEST(w.size() <= transport::flusher::gather_bytes);
}

BOOST_FIXTURE_TEST_CASE(a_clogged_peer_waits_for_its_socket_and_delays_nobody, sockets_fixture) {
  auto& slow = peers.open();
  auto& quick = peers.open();
  wire.stuck[&slow] = true;
  say(slow, durable(1));
  say(quick, durable(1));
  flush();
  BOOST_TEST(wire.writes[&slow].empty());
  BOOST_TEST(wire.writes[&quick].size() == 1u);
  BOOST_TEST(wire.asked.size() == 1u);
  BOOST_TEST(flusher.clogged() == 1u);
  say(slow, durable(2));
  flush();
  BOOST_TEST(wire.asked.size() == 1u); // it isn't tried again before the socket calls back

  wire.stuck.clear();
  flusher.writable(slow);
  flush();
  BOOST_TEST(wire.writes[&slow].size() == 1u);
  BOOST_TEST(flusher.clogged() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whoever_waits_for_an_empty_outbox_is_told, sockets_fixture) {
  auto& p = peers.open();
  p.behind = true;
  wire.sticks_after[&p] = true;
  say(p, durable(1));
  flush();
  BOOST_TEST(drained.empty()); // the socket hasn't taken it yet
  wire.stuck.clear();
  flusher.writable(p);
  BOOST_TEST(drained.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_dead_socket_is_reported_once_and_not_written_to_again, sockets_fixture) {
  auto& p = peers.open();
  wire.dead[&p] = true;
  say(p, durable(1));
  flush();
  BOOST_REQUIRE(broken.size() == 1u);
  p.doomed = true;
  say(p, durable(2));
  flush();
  BOOST_TEST(wire.writes[&p].size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_a_slice_leaves_goes_first_next_time, sockets_fixture) {
  auto& a = peers.open();
  auto& b = peers.open();
  say(a, durable(1));
  say(b, durable(1));
  (void)flusher.flush([] { return false; });
  BOOST_TEST(wire.writes[&a].size() == 1u);
  BOOST_TEST(wire.writes[&b].size() == 0u);
  BOOST_TEST(flusher.pending());
  say(a, durable(2));
  (void)flusher.flush([] { return false; });
  BOOST_TEST(wire.writes[&b].size() == 1u);
  BOOST_TEST(wire.writes[&a].size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_goes_leaves_nothing_behind, sockets_fixture) {
  auto& a = peers.open();
  auto& b = peers.open();
  say(a, durable(1));
  say(b, durable(1));
  flusher.forget(a);
  peers.close(a);
  flush();
  BOOST_TEST(wire.writes[&b].size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
