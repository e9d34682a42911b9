#include "tests/support/http_exchange.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::test;

namespace {

/// A node with room for a few dozen long messages, and a speaker in its lobby.
struct tiny_store {
  live_node node{[](auto& o) {
    o.store.map_bytes = 4u << 20;
    o.store.reserve_bytes = 0;
    o.kinds.at("group").max_text = 65'536;
  }};
  speaker ada{node.port(), speech::msgpack};
  std::uint64_t kept = 0;

  tiny_store() {
    ada.hello();
    BOOST_REQUIRE(ada.call("room.join", "lobby").ok());
  }
  answer say(std::size_t bytes) {
    return ada.call("message.send", "lobby", R"({"text":")" + std::string(bytes, 'x') + "\"}");
  }
  /// Until the store takes no more; the refusal.
  answer fill() {
    for (int i = 0; i < 200; ++i) {
      auto outcome = say(60'000);
      if (!outcome.ok()) return outcome;
      ++kept;
    }
    return {};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(full_store, tiny_store)

BOOST_AUTO_TEST_CASE(what_adds_is_refused_by_name_and_ready_says_why) {
  BOOST_TEST(http_ask(node.port(), "GET", "/ready").status == 200);
  const auto refusal = fill();
  BOOST_TEST(kept > 5u);
  BOOST_TEST(refusal.code() == "storage_full");
  BOOST_TEST(refusal.text("message") != "");
  const auto page = http_ask(node.port(), "GET", "/ready");
  BOOST_TEST(page.status == 503);
  BOOST_TEST(page.body.find("storage_full") != std::string::npos, page.body);
  BOOST_TEST(http_ask(node.port(), "GET", "/health").status == 200);
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_can_be_read_and_what_was_refused_was_told_to_nobody) {
  speaker bob(node.port(), speech::json);
  bob.hello();
  const auto joined = bob.call("room.join", "lobby");
  (void)fill();
  const auto history = bob.call("message.history", "lobby", R"({"limit":1})");
  BOOST_TEST(history.code() == "ok");
  BOOST_TEST(history.uint("head") == joined.uint("head") + kept);
  std::uint64_t heard = 0;
  while (const auto event = bob.next("message.sent", std::chrono::milliseconds(300)))
    ++heard;
  BOOST_TEST(heard == kept);
}

BOOST_AUTO_TEST_CASE(what_is_not_kept_still_works) {
  (void)fill();
  speaker bob(node.port(), speech::json);
  BOOST_TEST(bob.hello().code() == "ok");
  BOOST_TEST(bob.call("room.join", "lobby").code() == "ok");
  BOOST_TEST(ada.call("publish", "lobby", R"({"event":"wave","data":1})").code() == "ok");
  BOOST_TEST(bob.next("wave").has_value());
  BOOST_TEST(bob.call("presence.list", "lobby").code() == "ok");
}

BOOST_AUTO_TEST_CASE(a_restart_with_more_room_goes_on_where_it_stopped) {
  (void)fill();
  const auto head = ada.call("message.history", "lobby", R"({"limit":1})").uint("head");
  node.stop();
  node.options().store.map_bytes = 64u << 20;
  node.start();
  speaker again(node.port(), speech::msgpack);
  again.hello();
  BOOST_TEST(again.call("room.join", "lobby").uint("head") == head);
  BOOST_TEST(again.call("message.send", "lobby", R"({"text":"on"})").uint("offset") == head + 1);
  BOOST_TEST(http_ask(node.port(), "GET", "/ready").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
