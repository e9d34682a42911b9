#include "tests/support/live_node.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <poll.h>
#include <sys/socket.h>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

/// The shortest the configuration allows: a ping after a second of silence, a second to answer it.
struct quick_hearts {
  live_node node{[](auto& o) { o.heartbeat = {1'000, 1'000}; }};
};

/// Reads what comes without answering anything, until a close frame (0x88) comes or `within` is over; the
/// bytes.
std::string only_listens(raw_websocket& socket, std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  std::string all;
  while (all.find('\x88') == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waits{socket.fd(), POLLIN, 0};
    if (left.count() <= 0 || poll(&waits, 1, static_cast<int>(left.count())) <= 0) return all;
    char piece[4096];
    const auto n = recv(socket.fd(), piece, sizeof piece, 0);
    if (n <= 0) return all;
    all.append(piece, static_cast<std::size_t>(n));
  }
  return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(heartbeats, quick_hearts)

BOOST_AUTO_TEST_CASE(who_answers_no_ping_is_closed_with_4002_after_interval_and_timeout) {
  speaker guest(node.options().listen.port, speech::msgpack); // read byte by byte: in the clear
  BOOST_REQUIRE(guest.hello().ok());
  const auto began = std::chrono::steady_clock::now();
  const auto heard = only_listens(guest.socket(), 6s);
  const auto took = std::chrono::steady_clock::now() - began;
  BOOST_REQUIRE(heard.size() >= 4u);
  BOOST_TEST(static_cast<unsigned char>(heard[0]) == 0x89u); // a ping comes first
  const auto close = heard.find('\x88');
  BOOST_REQUIRE(close != std::string::npos);
  BOOST_TEST((static_cast<unsigned char>(heard[close + 2]) << 8 |
              static_cast<unsigned char>(heard[close + 3])) == 4002);
  BOOST_TEST(took >= 1'900ms);
  BOOST_TEST(took < 4s);
}

BOOST_AUTO_TEST_CASE(who_answers_pings_stays) {
  speaker guest(node.port(), speech::json);
  guest.hello();
  BOOST_TEST(guest.silent_about("", 3'500ms)); // raw_websocket answers them
  BOOST_TEST(guest.call("room.join", "lobby").code() == "ok");
}

BOOST_AUTO_TEST_CASE(who_talks_is_not_pinged) {
  speaker guest(node.port(), speech::json);
  guest.hello();
  for (int i = 0; i < 6; ++i) {
    guest.send("message.history", "lobby", "{}", "", false);
    BOOST_TEST(only_listens(guest.socket(), 300ms).find('\x89') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(who_asked_for_events_gets_events) {
  for (const auto spoken : {speech::json, speech::msgpack}) {
    speaker guest(node.port(), spoken);
    guest.hello(R"({"heartbeat":"event"})");
    const auto beat = guest.next("heartbeat", 4s);
    BOOST_REQUIRE(beat);
    BOOST_TEST(beat->offset == 0u);
    BOOST_TEST(beat->user == "");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(strangers)

BOOST_AUTO_TEST_CASE(who_says_no_hello_is_closed_with_4401) {
  live_node node([](auto& o) { o.limits.hello_ms = 300; });
  speaker guest(node.port(), speech::msgpack);
  BOOST_TEST(guest.close_code() == 4401);
}

BOOST_AUTO_TEST_SUITE_END()
