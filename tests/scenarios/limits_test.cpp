#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

const auto shard_counts = data::make({1u, 3u});

std::string with_token(std::string_view user, std::string_view more = {}) {
  return R"({"token":")" + token_for(user) + "\"" + std::string(more) + "}";
}

/// A server that people come to, some of them by way of a proxy that it believes.
struct served {
  served(unsigned shards, const live_node::change& limits)
    : node([&](auto& o) {
      o.shards = shards;
      o.auth.guests = false;
      o.auth.jwt_secret = test_secret;
      o.listen.proxies = {"127.0.0.1"};
      for (const auto* name : {"hall", "garden"})
        o.rooms.push_back({name, "group", "public", {}});
      o.rooms.push_back({"den", "group", "private", {{"ada", "owner"}}});
      limits(o);
    }) {}
  live_node node;

  /// Connected and not yet greeted; `from`: the address that the proxy names.
  [[nodiscard]] std::unique_ptr<speaker> at_the_door(std::string_view from = {}) const {
    const auto header = from.empty() ? "" : "X-Forwarded-For: " + std::string(from) + "\r\n";
    return std::make_unique<speaker>(node.port(), speech::json, header);
  }
  [[nodiscard]] std::unique_ptr<speaker> come(std::string_view user, std::string_view from = {}) const {
    auto made = at_the_door(from);
    const auto hello = made->hello(with_token(user));
    BOOST_TEST(hello.code() == "ok", hello.text("message"));
    return made;
  }
  [[nodiscard]] std::string says_to(std::string_view user) const {
    return at_the_door()->hello(with_token(user)).code();
  }
  /// True as soon as that user is let in: the end of a connection takes a moment.
  [[nodiscard]] bool lets_in(std::string_view user) const {
    for (int i = 0; i < 200; ++i) {
      if (says_to(user) == "ok") return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
};

/// What the last of so many messages came to, said as fast as answers come.
answer say(speaker& who, unsigned times, std::string_view room = "hall") {
  answer last;
  for (unsigned i = 0; i < times; ++i)
    last = who.call("typing.start", room);
  return last;
}

std::string status(http_client& of, std::string_view room) {
  return std::to_string(
      of.ask("POST", "/api/v1/rooms/" + std::string(room) + "/messages", R"({"text":"x"})").status);
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits)

BOOST_DATA_TEST_CASE(a_user_has_so_many_connections_on_all_shards_together, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.connections_per_user = 2; });
  auto one = s.come("ada"), two = s.come("ada");
  auto three = s.at_the_door();
  const auto no = three->hello(with_token("ada"));
  BOOST_TEST(no.code() == "rate_limited");
  BOOST_TEST(no.text("message") == "this user has as many connections as they may");
  BOOST_TEST(no.uint("retry_after") == 1'000u);
  BOOST_TEST(three->close_code() == 1013);
  http_client stream(s.node.port(), token_for("ada"));
  BOOST_TEST(stream.listen("/api/v1/rooms/hall/stream").status == 429);
  BOOST_TEST(s.says_to("bob") == "ok");
  two.reset();
  BOOST_TEST(s.lets_in("ada"));
}

BOOST_DATA_TEST_CASE(a_stream_of_events_is_a_connection_too, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.connections_per_user = 1; });
  {
    http_client stream(s.node.port(), token_for("ada"));
    BOOST_TEST(stream.listen("/api/v1/rooms/hall/stream").status == 200);
    BOOST_TEST(s.says_to("ada") == "rate_limited");
  }
  BOOST_TEST(s.lets_in("ada"));
}

BOOST_DATA_TEST_CASE(an_open_document_is_a_connection_too, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.connections_per_user = 1; });
  const auto bearer = "Authorization: Bearer " + token_for("ada") + "\r\n";
  raw_websocket open(s.node.port(), std::string_view{}, "/yjs/hall", bearer);
  BOOST_TEST(open.receive().has_value());
  raw_websocket another(s.node.port(), std::string_view{}, "/yjs/hall", bearer);
  BOOST_TEST(another.close_code() == 1013);
  BOOST_TEST(s.says_to("ada") == "rate_limited");
}

BOOST_DATA_TEST_CASE(whoever_comes_back_takes_the_place_of_the_connection_that_was_cut, shard_counts,
                     shards) {
  served s(shards, [](auto& o) { o.limits.connections_per_user = 1; });
  auto cut = s.at_the_door();
  const auto hello = cut->hello(with_token("ada"));
  BOOST_TEST(hello.ok());
  auto back = s.at_the_door();
  const auto again = back->hello(with_token("ada", R"(,"resume":")" + hello.text("resume") + "\""));
  BOOST_TEST(again.code() == "ok");
  BOOST_TEST(cut->close_code() == 4410);
  BOOST_TEST(s.says_to("ada") == "rate_limited");
}

BOOST_DATA_TEST_CASE(what_a_user_does_counts_together_over_every_connection, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.user_commands_per_second = 8; });
  auto phone = s.come("ada"), laptop = s.come("ada");
  BOOST_TEST(phone->call("room.join", "hall").ok());
  BOOST_TEST(laptop->call("room.join", "hall").ok());
  BOOST_TEST(say(*phone, 3).ok());
  BOOST_TEST(say(*laptop, 3).ok());
  const auto no = say(*phone, 4);
  BOOST_TEST(no.code() == "rate_limited");
  BOOST_TEST(no.text("message") == "too many commands of this user");
  BOOST_TEST(no.uint("retry_after") >= 1u);
  BOOST_TEST(no.uint("retry_after") <= 125u);
  http_client script(s.node.port(), token_for("ada"));
  std::string last;
  for (int i = 0; i < 4; ++i)
    last = status(script, "hall");
  BOOST_TEST(last == "429");
  auto bob = s.come("bob");
  BOOST_TEST(bob->call("room.join", "hall").ok());
  BOOST_TEST(say(*bob, 5).ok());
}

BOOST_DATA_TEST_CASE(what_is_said_in_a_room_counts_together_whoever_says_it, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.room_commands_per_second = 8; });
  auto ada = s.come("ada"), bob = s.come("bob");
  for (auto* who : {ada.get(), bob.get()})
    for (const auto* room : {"hall", "garden"})
      BOOST_TEST(who->call("room.join", room).ok()); // isn't counted
  BOOST_TEST(say(*ada, 5).ok());
  const auto no = say(*bob, 8);
  BOOST_TEST(no.code() == "rate_limited");
  BOOST_TEST(no.text("field") == "room");
  http_client script(s.node.port(), token_for("eve"));
  std::string last;
  for (int i = 0; i < 4; ++i)
    last = status(script, "hall");
  BOOST_TEST(last == "429");
  BOOST_TEST(say(*bob, 3, "garden").ok());
}

BOOST_AUTO_TEST_CASE(whoever_may_not_see_a_room_uses_nothing_of_it_up) {
  served s(1, [](auto& o) { o.limits.room_commands_per_second = 5; });
  auto ada = s.come("ada"), mallory = s.come("mallory");
  BOOST_TEST(ada->call("room.join", "den").ok());
  http_client script(s.node.port(), token_for("mallory"));
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(mallory->call("message.send", "den", R"({"text":"x"})").code() == "not_found");
    BOOST_TEST(status(script, "den") == "404");
  }
  BOOST_TEST(say(*ada, 5, "den").ok());
}

BOOST_AUTO_TEST_CASE(commands_that_come_together_count_as_many) {
  served s(1, [](auto& o) { o.limits.room_commands_per_second = 5; });
  auto ada = s.come("ada");
  BOOST_TEST(ada->call("room.join", "hall").ok());
  const auto four = R"([[11,"message.send","hall",{"text":"a"}],[12,"message.send","hall",{"text":"b"}],)"
                    R"([13,"message.send","hall",{"text":"c"}],[14,"message.send","hall",{"text":"d"}]])";
  ada->say(four);
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(ada->next_answer().ok());
  ada->say(four);
  for (int i = 0; i < 4; ++i) // all or none
    BOOST_TEST(ada->next_answer().code() == "rate_limited");
}

BOOST_DATA_TEST_CASE(an_api_key_has_a_rate_of_its_own, shard_counts, shards) {
  served s(shards, [](auto& o) {
    o.limits.user_commands_per_second = 2;
    o.limits.commands_per_second = 2;
    o.limits.key_commands_per_second = 12;
  });
  auto root = s.at_the_door();
  const auto admin = signed_token(R"({"alg":"HS256"})", R"({"sub":"root","admin":true,"exp":)" +
                                                            std::to_string(std::time(nullptr) + 600) + "}");
  BOOST_TEST(root->hello(R"({"token":")" + admin + "\"}").ok());
  const auto key = root->call("key.add", "", R"({"name":"shop","scopes":"publish"})").text("secret");
  http_client shop(s.node.port(), key), other(s.node.port(), key);
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(status(shop, "hall") == "200");
    BOOST_TEST(status(other, "hall") == "200");
  }
  std::string last;
  for (int i = 0; i < 8; ++i)
    last = status(shop, "hall");
  BOOST_TEST(last == "429");
}

BOOST_DATA_TEST_CASE(an_address_has_so_many_connections_whoever_is_at_it, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.connections_per_address = 2; });
  auto one = s.come("ada", "192.0.2.7"), two = s.come("bob", "192.0.2.7");
  http_client third(s.node.port());
  BOOST_TEST(third.ask("GET", "/health", "", "X-Forwarded-For: 192.0.2.7\r\n").status == 503);
  auto elsewhere = s.come("eve", "192.0.2.8");
  one.reset();
  int status = 503;
  for (int i = 0; i < 200 && status == 503; ++i) {
    std::this_thread::sleep_for(10ms);
    status = http_client(s.node.port()).ask("GET", "/health", "", "X-Forwarded-For: 192.0.2.7\r\n").status;
  }
  BOOST_TEST(status == 200);
}

BOOST_DATA_TEST_CASE(what_comes_from_an_address_counts_together, shard_counts, shards) {
  served s(shards, [](auto& o) { o.limits.address_commands_per_second = 8; });
  auto ada = s.come("ada", "2001:db8:1:2::1"), bob = s.come("bob", "2001:db8:1:2::2");
  auto eve = s.come("eve", "2001:db8:1:3::1");
  for (auto* who : {ada.get(), bob.get(), eve.get()})
    BOOST_TEST(who->call("room.join", "hall").ok());
  BOOST_TEST(say(*ada, 4).ok());
  const auto no = say(*bob, 6);
  BOOST_TEST(no.code() == "rate_limited");
  BOOST_TEST(no.text("message") == "too many commands from this network address");
  http_client script(s.node.port(), token_for("mallory"));
  int last = 0;
  for (int i = 0; i < 4; ++i)
    last =
        script.ask("GET", "/api/v1/rooms/hall/messages", "", "X-Forwarded-For: 2001:db8:1:2::3\r\n").status;
  BOOST_TEST(last == 429);
  BOOST_TEST(say(*eve, 6).ok());
}

BOOST_AUTO_TEST_SUITE_END()
