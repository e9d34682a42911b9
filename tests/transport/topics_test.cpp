#include "actors/model/packer.hpp"
#include "frames.hpp"
#include "transport/delivery.hpp"
#include "transport/peer_table.hpp"
#include "transport/room_subscribers.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;
using namespace snug::transport;

namespace {

/// Peers in a room, and how many frames each was sent.
struct listening {
  ring_pool pool;
  peer_table peers{pool};
  fake_wire wire;
  room_subscribers rooms;
  transport::flusher flusher{wire, {[](peer&) {}, [](peer&) {}}};
  static constexpr std::size_t outbox_bytes = 1'000;
  transport::delivery delivery{0, rooms, flusher, outbox_bytes};

  peer& come(std::uint64_t topics, std::uint8_t speech = 0) {
    auto& p = peers.open();
    p.speech = speech;
    auto& s = rooms.add(p, lobby, "lobby", 0);
    s.topics = topics;
    (void)s.place.begin(true);
    return p;
  }
  void post(std::string_view name, std::uint64_t topics, std::size_t size = 4) {
    auto event = std::make_shared<model::ephemeral_event>();
    event->room = lobby;
    event->room_name = "lobby";
    event->name = name;
    event->data = model::packer{}.map(1).text("update").bytes(std::string(size, '\1')).str();
    event->topics = topics;
    const std::vector<std::shared_ptr<const model::ephemeral_event>> run{event};
    delivery.post(run);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(topics)

BOOST_FIXTURE_TEST_CASE(an_event_with_topics_goes_to_those_who_listen_to_one_of_them, listening) {
  auto& none = come(0);
  auto& first = come(1);
  auto& both = come(3);
  post("document.updated", 1);
  BOOST_TEST(none.out.size() == 0u);
  BOOST_TEST(first.out.size() == 1u);
  BOOST_TEST(both.out.size() == 1u);
  post("document.updated", 2);
  BOOST_TEST(first.out.size() == 1u);
  BOOST_TEST(both.out.size() == 2u);
  post("wave", 0);
  BOOST_TEST(none.out.size() == 1u, "without topics it is for everybody");
}

BOOST_FIXTURE_TEST_CASE(a_provider_is_told_of_its_document_and_nothing_else, listening) {
  auto& provider = come(1, y_protocol_speech());
  post("wave", 0);
  BOOST_TEST(provider.out.size() == 0u);
  post("document.updated", 1);
  BOOST_REQUIRE(provider.out.size() == 1u);
  BOOST_TEST(payload_of(provider.out.at(0)) == std::string("\0\2\4\1\1\1\1", 7));
}

BOOST_FIXTURE_TEST_CASE(whoever_is_too_slow_for_what_may_not_be_lost_has_to_come_back, listening) {
  auto& native = come(1);
  auto& provider = come(1, y_protocol_speech());
  wire.stuck[&native] = wire.stuck[&provider] = true;
  native.clogged = provider.clogged = true;
  post("document.updated", 1, 2'000);
  BOOST_TEST(provider.out.size() == 1u, "one message is taken whatever its size");
  BOOST_TEST(delivery.take_overruns() == 0u);
  post("document.updated", 1, 10);
  BOOST_TEST(provider.overrun);
  BOOST_TEST(delivery.take_overruns() == 1u);
  BOOST_TEST(delivery.take_overruns() == 0u);
  BOOST_TEST(!native.overrun);
  post("document.updated", 1, 10);
  BOOST_TEST(provider.out.size() == 1u, "nothing follows a hole");
}

BOOST_AUTO_TEST_SUITE_END()
