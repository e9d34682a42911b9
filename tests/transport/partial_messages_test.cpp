#include "transport/partial_messages.hpp"
#include "transport/peer_table.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::transport;

namespace {

constexpr std::size_t kib = 1'024;

struct crowd {
  byte_budget budget{400 * kib};
  partial_messages messages{budget};
  ring_pool pool;
  peer_table peers{pool};
  peer& ada = peers.open();
  peer& bob = peers.open();
  peer& eve = peers.open();

  /// Its first byte; `size` in all.
  bool begin(peer& p, std::size_t size) { return messages.add(p, "x", size - 1); }
  bool end(peer& p) {
    return messages.add(p, std::string(p.partial->expected - p.partial->bytes.size(), 'y'), 0);
  }
  std::vector<peer*> admitted(std::int64_t now = 0) {
    std::vector<peer*> all;
    messages.admit(now, [&](peer& p) { all.push_back(&p); });
    return all;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(messages_in_pieces, crowd)

BOOST_AUTO_TEST_CASE(a_short_one_takes_no_room) {
  BOOST_TEST(begin(ada, 16 * kib));
  BOOST_TEST(budget.taken() == 0u);
  BOOST_TEST(end(ada));
  BOOST_TEST(messages.take(ada) == "x" + std::string(16 * kib - 1, 'y'));
  BOOST_TEST(!ada.partial);
}

BOOST_AUTO_TEST_CASE(a_long_one_has_its_room_before_its_bytes_and_gives_it_back) {
  BOOST_TEST(begin(ada, 100 * kib));
  BOOST_TEST(budget.taken() == 100 * kib);
  BOOST_TEST(ada.partial->bytes.capacity() >= 100 * kib);
  BOOST_TEST(end(ada));
  BOOST_TEST(budget.taken() == 100 * kib);
  BOOST_TEST(messages.take(ada).size() == 100 * kib);
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_AUTO_TEST_CASE(frames_of_one_message_add_up) {
  BOOST_TEST(messages.add(ada, std::string(10 * kib, 'x'), 0));
  BOOST_TEST(budget.taken() == 0u);
  BOOST_TEST(messages.add(ada, std::string(10 * kib, 'x'), 5 * kib));
  BOOST_TEST(budget.taken() == 25 * kib);
  messages.forget(ada);
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_AUTO_TEST_CASE(who_finds_no_room_waits_in_turn_and_a_quarter_is_left_for_others) {
  BOOST_TEST(begin(ada, 200 * kib));
  BOOST_TEST(!begin(bob, 150 * kib));
  BOOST_TEST(!begin(eve, 50 * kib)); // would fit, but isn't first
  BOOST_TEST(messages.waits(bob));
  BOOST_TEST(budget.taken() == 200 * kib);
  BOOST_TEST(admitted().empty());
  (void)messages.take(ada);
  BOOST_TEST((admitted() == std::vector{&bob, &eve}));
  BOOST_TEST(!messages.waits(bob));
  BOOST_TEST(budget.taken() == 200 * kib);
}

BOOST_AUTO_TEST_CASE(commands_under_way_count_too) {
  BOOST_TEST(budget.take(290 * kib));
  BOOST_TEST(begin(ada, 50 * kib)); // alone, it may have what is left
  BOOST_TEST(!begin(bob, 20 * kib));
  budget.give_back(290 * kib);
  BOOST_TEST((admitted() == std::vector{&bob}));
}

BOOST_AUTO_TEST_CASE(the_largest_that_is_possible_comes_through_alone) {
  BOOST_TEST(begin(ada, 390 * kib));
  BOOST_TEST(!begin(bob, 390 * kib));
  messages.forget(ada);
  BOOST_TEST((admitted() == std::vector{&bob}));
}

BOOST_AUTO_TEST_CASE(who_goes_away_while_waiting_is_not_admitted) {
  BOOST_TEST(begin(ada, 300 * kib));
  BOOST_TEST(!begin(bob, 300 * kib));
  messages.forget(bob);
  messages.forget(ada);
  BOOST_TEST(admitted().empty());
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_AUTO_TEST_CASE(a_place_is_kept_for_so_long_only_counted_from_when_it_was_given) {
  BOOST_TEST(begin(ada, 300 * kib));
  BOOST_TEST(!begin(bob, 300 * kib));
  BOOST_TEST(messages.overdue(partial_messages::longest_ms).empty());
  const auto late = messages.overdue(partial_messages::longest_ms + 1);
  BOOST_TEST((late == std::vector{&ada}));
  messages.forget(ada);
  BOOST_TEST((admitted(40'000) == std::vector{&bob}));
  BOOST_TEST(messages.overdue(40'000 + partial_messages::longest_ms).empty());
}

BOOST_AUTO_TEST_SUITE_END()
