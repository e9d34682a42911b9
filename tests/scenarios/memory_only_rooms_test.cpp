#include "tests/support/live_node.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

/// A room that keeps its log in memory only.
struct passing_room {
  explicit passing_room(unsigned shards)
    : node([shards](auto& o) {
      o.shards = shards;
      o.kinds["game"].durability = "none";
      o.kinds["game"].resume_events = 5;
      o.rooms.push_back({"arena", "game", "public", {}});
    }) {}
  live_node node;
};

answer say(speaker& who, int number) {
  return who.call("message.send", "arena", R"({"text":")" + std::to_string(number) + "\"}",
                  "m-" + std::to_string(number));
}

std::string since(const answer& position) {
  return R"({"since":{"epoch":)" + std::to_string(position.uint("epoch")) + R"(,"offset":)" +
         std::to_string(position.uint("offset")) + "}}";
}

const auto shards = data::make({1u, 3u});

} // namespace

BOOST_AUTO_TEST_SUITE(memory_only_rooms)

BOOST_DATA_TEST_CASE(offsets_repeats_and_history_are_those_of_any_room, shards, count) {
  passing_room room(count);
  speaker ada(room.node.port(), speech::msgpack), bob(room.node.port(), speech::json);
  for (auto* each : {&ada, &bob}) {
    each->hello();
    BOOST_REQUIRE(each->call("room.join", "arena").ok());
  }
  const auto first = say(ada, 1);
  BOOST_REQUIRE_EQUAL(first.code(), "ok");
  BOOST_TEST(first.uint("offset") == 1u);
  BOOST_TEST(say(ada, 2).uint("offset") == 2u);
  BOOST_TEST(say(ada, 1).data == first.data);
  BOOST_TEST(ada.call("message.send", "arena", R"({"text":"other"})", "m-1").code() == "conflict");
  for (const std::uint64_t offset : {1u, 2u}) {
    const auto event = bob.next("message.sent");
    BOOST_REQUIRE(event);
    BOOST_TEST(event->offset == offset);
  }
  BOOST_TEST(bob.silent_about("message.sent", 200ms));
  const auto history = bob.call("message.history", "arena");
  BOOST_TEST(history.at("messages").size() == 2u);
  BOOST_TEST(history.uint("head") == 2u);
}

BOOST_DATA_TEST_CASE(a_client_that_comes_back_gets_what_it_missed, shards, count) {
  passing_room room(count);
  speaker ada(room.node.port(), speech::msgpack);
  ada.hello();
  ada.call("room.join", "arena");
  const auto seen = say(ada, 1);
  for (int i = 2; i <= 4; ++i)
    say(ada, i);
  speaker back(room.node.port(), speech::json);
  back.hello();
  const auto joined = back.call("room.join", "arena", since(seen));
  BOOST_TEST(joined.uint("offset") == 1u);
  BOOST_TEST(joined.uint("head") == 4u);
  BOOST_TEST(!joined.at("gap").present());
  for (std::uint64_t offset = 2; offset <= 4; ++offset) {
    const auto event = back.next("message.sent");
    BOOST_REQUIRE(event);
    BOOST_TEST(event->offset == offset);
  }
}

BOOST_DATA_TEST_CASE(after_a_restart_the_epoch_is_another_and_the_gap_is_told, shards, count) {
  passing_room room(count);
  answer before;
  {
    speaker ada(room.node.port(), speech::msgpack);
    ada.hello();
    ada.call("room.join", "arena");
    for (int i = 1; i <= 3; ++i)
      before = say(ada, i);
  }
  room.node.stop();
  room.node.start();
  speaker ada(room.node.port(), speech::msgpack);
  ada.hello();
  const auto joined = ada.call("room.join", "arena", since(before));
  BOOST_REQUIRE_EQUAL(joined.code(), "ok");
  BOOST_TEST(joined.uint("epoch") != before.uint("epoch"));
  BOOST_TEST(joined.at("gap").present());
  BOOST_TEST(ada.call("message.history", "arena").at("messages").size() == 0u);
  BOOST_TEST(say(ada, 9).code() == "ok");
  BOOST_TEST(ada.next("message.sent").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
