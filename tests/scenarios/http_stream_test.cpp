#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

struct site {
  explicit site(const live_node::change& more = {})
    : node([&](auto& o) {
      o.auth.jwt_secret = test_secret;
      o.rooms.push_back({"team", "group", "private", {{"ada", "owner"}, {"bob", "viewer"}}});
      if (more) more(o);
    }) {}

  void say(const std::string& text) {
    http_client ada(node.port(), token_for("ada"));
    BOOST_REQUIRE(ada.ask("POST", "/api/v1/rooms/team/messages", R"({"text":")" + text + R"("})").status ==
                  200);
  }
  live_node node;
};

constexpr auto stream = "/api/v1/rooms/team/stream";

bool has(const std::optional<http_client::event>& event, std::string_view text) {
  return event && event->data.find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_streams)

BOOST_AUTO_TEST_CASE(a_stream_tells_what_the_room_is_told_and_goes_on_where_it_ended) {
  site s;
  s.say("before");
  std::string stood;
  {
    http_client bob(s.node.port(), token_for("bob"));
    const auto head = bob.listen(stream);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.headers.find("content-type: text/event-stream") != std::string::npos, head.headers);
    const auto joined = bob.next();
    BOOST_REQUIRE(joined);
    BOOST_TEST(joined->name == "room.joined");
    s.say("one");
    const auto one = bob.next("message.sent");
    BOOST_TEST(has(one, "\"one\""));
    stood = one->id;
  }
  s.say("two");
  s.say("three");
  http_client again(s.node.port(), token_for("bob"));
  (void)again.listen(stream, "Last-Event-ID: " + stood + "\r\n");
  BOOST_TEST(has(again.next("message.sent"), "\"two\""));
  const auto three = again.next("message.sent");
  BOOST_TEST(has(three, "\"three\""));
  http_client asked(s.node.port(), token_for("bob"));
  (void)asked.listen(std::string(stream) + "?since=" + three->id);
  s.say("four");
  BOOST_TEST(has(asked.next("message.sent"), "\"four\""));
}

BOOST_AUTO_TEST_CASE(a_stream_that_may_not_be_is_refused_like_a_request) {
  site s;
  http_client mallory(s.node.port(), token_for("mallory"));
  const auto no = mallory.listen(stream);
  BOOST_TEST(no.status == 404);
  BOOST_TEST(no.body.find("\"code\":\"not_found\"") != std::string::npos);
  BOOST_TEST(mallory.ended());
  BOOST_TEST(http_client(s.node.port(), "nonsense").listen(stream).status == 401);
  BOOST_TEST(http_client(s.node.port(), token_for("bob")).listen(std::string(stream) + "?since=x").status ==
             400);
}

BOOST_AUTO_TEST_CASE(a_kick_ends_what_a_stream_is_told) {
  site s;
  http_client bob(s.node.port(), token_for("bob"));
  (void)bob.listen(stream);
  BOOST_REQUIRE(bob.next("room.joined"));
  speaker ada(s.node.port(), speech::json);
  ada.hello(R"({"token":")" + token_for("ada") + R"("})");
  ada.call("room.join", "team");
  BOOST_TEST(ada.call("member.kick", "team", R"({"user":"bob"})").ok());
  BOOST_TEST(bob.next("room.removed").has_value());
  ada.call("message.send", "team", R"({"text":"without bob"})");
  BOOST_TEST(!bob.next("message.sent", 300ms));
}

BOOST_AUTO_TEST_CASE(a_stream_ends_with_its_token_and_with_the_server) {
  site s([](auto& o) { o.auth.leeway_ms = 0; });
  http_client brief(s.node.port(), token_for("bob", 2));
  (void)brief.listen(stream);
  BOOST_TEST(has(brief.next("closed", 6s), "\"code\":4100"));
  BOOST_TEST(brief.ended());
  http_client bob(s.node.port(), token_for("bob"));
  (void)bob.listen(stream);
  BOOST_REQUIRE(bob.next("room.joined"));
  s.node->drain();
  BOOST_TEST(has(bob.next("closed"), "\"code\":4000"));
  BOOST_TEST(bob.ended());
}

BOOST_AUTO_TEST_CASE(signs_of_life_keep_a_stream_open) {
  site s([](auto& o) {
    o.heartbeat.interval_ms = 300;
    o.heartbeat.timeout_ms = 300;
  });
  http_client bob(s.node.port(), token_for("bob"));
  (void)bob.listen(stream);
  BOOST_REQUIRE(bob.next("room.joined"));
  std::this_thread::sleep_for(1'500ms);
  s.say("still here");
  BOOST_TEST(has(bob.next("message.sent"), "still here"));
}

BOOST_AUTO_TEST_SUITE_END()
