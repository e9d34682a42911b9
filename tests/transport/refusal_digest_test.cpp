#include "frames.hpp"
#include "tests/support/fake_clock.hpp"
#include "transport/delivery.hpp"
#include "transport/refusal_digest.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;
using namespace snug::transport;

namespace {

/// Peers who speak JSON, and what they are told.
struct refusing {
  ring_pool pool;
  peer_table peers{pool};
  fake_wire wire;
  room_subscribers rooms;
  fake_clock clock;
  transport::flusher flusher{wire, {[](peer&) {}, [](peer&) {}}};
  transport::delivery delivery{0, rooms, flusher, 65'536};
  refusal_digest digest{peers, delivery, clock};

  std::vector<std::string> told(const peer& p) {
    (void)flusher.flush([] { return true; });
    std::vector<std::string> texts;
    for (const auto& bytes : wire.writes[&p])
      texts.push_back(bytes.substr(bytes.find('[')));
    return texts;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(refusals_without_a_reply)

BOOST_FIXTURE_TEST_CASE(are_counted_and_told_once_with_the_last, refusing) {
  auto& p = peers.open();
  digest.add(p, {model::error_code::forbidden, "not you"});
  digest.add(p, {model::error_code::bad_request, "must be text", "event"});
  digest.tell();
  digest.tell();
  const auto heard = told(p);
  BOOST_REQUIRE(heard.size() == 1u);
  BOOST_TEST(heard[0] ==
             R"(["refused",null,{"count":2,"last":{"code":"bad_request","message":"must be text",)"
             R"("field":"event"}},0,null,1700000000000])");
}

BOOST_FIXTURE_TEST_CASE(of_a_peer_that_went_are_not_told_to_the_next_in_its_place, refusing) {
  auto& gone = peers.open();
  digest.add(gone, {model::error_code::forbidden, "not you"});
  peers.close(gone);
  auto& next = peers.open();
  digest.tell();
  BOOST_TEST(told(next).empty());
}

BOOST_AUTO_TEST_SUITE_END()
