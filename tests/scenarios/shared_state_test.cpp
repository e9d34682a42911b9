#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <rapidjson/document.h>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

std::unique_ptr<speaker> comes(std::uint16_t port, const std::string& user, speech s = speech::msgpack) {
  auto out = std::make_unique<speaker>(port, s);
  BOOST_REQUIRE(out->hello(R"({"token":")" + token_for(user) + "\"}").ok());
  return out;
}

std::string with_tokens(unsigned shards) {
  return "shards = " + std::to_string(shards) + "\n[auth]\njwt_secret = \"" + std::string(test_secret) +
         "\"\n";
}

rapidjson::Document json(const std::string& text) {
  rapidjson::Document d;
  d.Parse(text.c_str());
  BOOST_REQUIRE_MESSAGE(!d.HasParseError(), text);
  return d;
}

/// What the state has under a key, as an unsigned number; 0 where nothing is there.
std::uint64_t number_at(speaker& who, const std::string& key) {
  const auto got = who.call("state.get", "lobby", R"({"key":")" + key + R"("})");
  BOOST_REQUIRE(got.ok());
  return got.at("entries").at(0).find("value").uint().value_or(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(shared_state)

BOOST_DATA_TEST_CASE(two_clients_share_a_state_that_survives_kill_9, data::make({1u, 3u}), shards) {
  server_process server(SNUG_PROGRAM, with_tokens(shards));
  BOOST_TEST_REQUIRE(server.start());
  auto ada = comes(server.port(), "ada");
  auto bob = comes(server.port(), "bob", speech::json);
  const auto joined = bob->call("room.join", "lobby");
  BOOST_REQUIRE(joined.ok());
  BOOST_REQUIRE(ada->call("room.join", "lobby").ok());

  BOOST_TEST(ada->call("state.set", "lobby", R"({"key":"a","value":1})", "set-1").uint("version") == 1u);
  const auto told = bob->next("state.changed");
  BOOST_REQUIRE(told);
  BOOST_TEST(told->user == "ada");
  BOOST_TEST(told->id == "set-1");
  BOOST_TEST(told->at("changes").at(0).find("value").uint().value_or(0) == 1u);
  const auto refused = bob->call("state.set", "lobby", R"({"key":"a","value":7,"base_version":0})");
  BOOST_TEST(refused.code() == "conflict");
  BOOST_TEST(refused.at("current").find("value").uint().value_or(0) == 1u);
  BOOST_TEST(bob->call("state.merge", "lobby", R"({"values":{"card":{"x":1},"b":2}})").uint("version") == 2u);
  BOOST_TEST(ada->call("state.snapshot", "lobby", R"({"name":"before"})").ok());
  // On their way when the power goes: some are answered.
  for (int i = 1; i <= 50; ++i)
    ada->send("state.set", "lobby", R"({"key":"n","value":)" + std::to_string(i) + "}",
              "n-" + std::to_string(i));
  std::uint64_t answered = 0;
  while (answered < 20 && ada->next_answer().ok())
    ++answered;
  server.kill();
  BOOST_REQUIRE(answered == 20u);

  BOOST_TEST_REQUIRE(server.start());
  ada = comes(server.port(), "ada");
  bob = comes(server.port(), "bob");
  BOOST_TEST(number_at(*bob, "a") == 1u);
  BOOST_TEST(number_at(*bob, "n") >= answered);
  // What wasn't answered is said again: each has its effect once.
  for (auto i = answered; i <= 50; ++i)
    BOOST_REQUIRE(ada->call("state.set", "lobby", R"({"key":"n","value":)" + std::to_string(i) + "}",
                            "n-" + std::to_string(i))
                      .ok());
  const auto history = bob->call("state.history", "lobby", R"({"key":"n","limit":200})");
  BOOST_REQUIRE(history.at("changes").size() == 50u);
  for (std::size_t i = 0; i < 50; ++i)
    BOOST_TEST(history.at("changes").at(i).find("value").uint().value_or(0) == 50 - i);

  // Bob goes on where he stood: every change once and in order.
  const auto since = R"({"since":{"epoch":)" + std::to_string(joined.uint("epoch")) + R"(,"offset":)" +
                     std::to_string(joined.uint("offset")) + "}}";
  const auto back = bob->call("room.join", "lobby", since);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(!back.at("gap").present());
  for (std::uint64_t version = 1; version <= 52; ++version) {
    const auto event = bob->next("state.changed");
    BOOST_REQUIRE(event);
    BOOST_TEST(event->uint("version") == version);
  }
  // And what was is there again, and undone.
  BOOST_TEST(bob->call("state.restore", "lobby", R"({"snapshot":"before"})").uint("changed") == 1u);
  BOOST_TEST(number_at(*ada, "n") == 0u);
  BOOST_TEST(ada->call("state.restore", "lobby", R"({"version":52})").uint("version") == 54u);
  BOOST_TEST(number_at(*bob, "n") == 50u);
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_CASE(an_edit_made_offline_loses_to_a_later_one_and_its_author_hears_of_it) {
  live_node node([](auto& o) { o.auth.jwt_secret = test_secret; });
  speaker ada(node.port(), speech::json);
  const auto greeting = ada.hello(R"({"token":")" + token_for("ada") + "\"}");
  const auto made_at = greeting.uint("now"); // her clock is an hour slow; hello tells her
  auto phone = comes(node.port(), "ada");
  BOOST_REQUIRE(phone->call("room.join", "lobby").ok());
  auto bob = comes(node.port(), "bob");
  std::this_thread::sleep_for(5ms);
  BOOST_REQUIRE(bob->call("state.set", "lobby", R"({"key":"a","value":"bob's"})").ok());
  const auto late =
      ada.call("state.set", "lobby",
               R"({"key":"a","value":"ada's","made_at":)" + std::to_string(made_at) + "}", "q-1");
  BOOST_REQUIRE(late.ok());
  BOOST_TEST(late.at("lost").at(0).find("winner").find("value").text().value_or("") == "bob's");
  (void)phone->next("state.changed");
  const auto told = phone->next("state.changed");
  BOOST_REQUIRE(told);
  BOOST_TEST(told->id == "q-1");
  BOOST_TEST(told->at("changes").size() == 0u);
  BOOST_TEST(told->at("lost").at(0).find("value").text().value_or("") == "ada's");
}

BOOST_AUTO_TEST_CASE(commands_in_one_array_are_all_or_none) {
  live_node node;
  speaker ada(node.port(), speech::json);
  ada.hello();
  BOOST_REQUIRE(ada.call("room.join", "lobby").ok());
  ada.say(
      R"([[10,"state.set","lobby",{"key":"a","value":1}],[11,"state.set","lobby",{"key":"a","value":2,"base_version":0}]])");
  BOOST_TEST(ada.next_answer().code() == "conflict");
  BOOST_TEST(ada.next_answer().code() == "conflict");
  BOOST_TEST(number_at(ada, "a") == 0u);
  ada.say(
      R"([[12,"state.set","lobby",{"key":"a","value":1}],[13,"state.merge","lobby",{"key":"b","value":{"x":2}}]])");
  BOOST_TEST(ada.next_answer().ok());
  BOOST_TEST(ada.next_answer().uint("version") == 2u);
}

BOOST_AUTO_TEST_CASE(rooms_kept_in_memory_have_one_too) {
  live_node node([](auto& o) {
    o.kinds["brief"] = o.kinds.at("group");
    o.kinds["brief"].durability = "none";
    o.rooms.push_back({"brief", "brief", "public", {}});
  });
  speaker ada(node.port(), speech::msgpack);
  ada.hello();
  BOOST_REQUIRE(ada.call("room.join", "brief").ok());
  BOOST_TEST(ada.call("state.set", "brief", R"({"key":"a","value":5})").uint("version") == 1u);
  const auto told = ada.next("state.changed");
  BOOST_REQUIRE(told);
  BOOST_TEST(told->uint("version") == 1u);
  const auto got = ada.call("state.get", "brief");
  BOOST_TEST(got.at("entries").at(0).find("value").uint().value_or(0) == 5u);
}

BOOST_DATA_TEST_CASE(the_same_over_http, data::make({1u, 3u}), shards) {
  live_node node([&](auto& o) {
    o.shards = shards;
    o.auth.jwt_secret = test_secret;
  });
  constexpr auto state = "/api/v1/rooms/lobby/state";
  http_client ada(node.port(), token_for("ada"));
  auto bob = comes(node.port(), "bob");
  BOOST_REQUIRE(bob->call("room.join", "lobby").ok());
  const auto path = [&](const char* rest) { return std::string(state) + rest; };

  const auto set = ada.ask("PUT", state, R"({"key":"lamp","value":{"on":true}})", "Idempotency-Key: k-1\r\n");
  BOOST_TEST(set.status == 200);
  BOOST_TEST(
      ada.ask("PUT", state, R"({"key":"lamp","value":{"on":true}})", "Idempotency-Key: k-1\r\n").body ==
      set.body);
  BOOST_TEST(bob->next("state.changed").has_value());
  BOOST_TEST(ada.ask("PATCH", state, R"({"key":"lamp","value":{"color":"red"}})").status == 200);
  const auto conflict = ada.ask("PUT", state, R"({"key":"lamp","value":0,"base_version":1})");
  BOOST_TEST(conflict.status == 409);
  const auto refused = json(conflict.body);
  BOOST_TEST(std::string(refused["current"]["value"]["color"].GetString()) == "red");
  BOOST_TEST(ada.ask("POST", path("/snapshots"), R"({"name":"red"})").status == 200);
  BOOST_TEST(ada.ask("DELETE", path("?key=lamp")).status == 200);
  BOOST_TEST(json(ada.ask("GET", state).body)["entries"].Size() == 0u);
  const auto since = json(ada.ask("GET", path("?since=2")).body);
  BOOST_REQUIRE(since["entries"].Size() == 1u);
  BOOST_TEST(!since["entries"][0].HasMember("value"));
  const auto compared = json(ada.ask("GET", path("/compare?from=red")).body);
  BOOST_TEST(compared["changes"][0]["old"]["on"].GetBool());
  BOOST_TEST(ada.ask("POST", path("/restore"), R"({"snapshot":"red"})").status == 200);
  BOOST_TEST(bob->next("state.restored").has_value());
  const auto entries = json(ada.ask("GET", path("?prefix=la")).body);
  BOOST_TEST(entries["entries"][0]["value"]["on"].GetBool());
  BOOST_TEST(json(ada.ask("GET", path("/history?key=lamp")).body)["changes"].Size() == 4u);
  BOOST_TEST(json(ada.ask("GET", path("/snapshots")).body)["snapshots"].Size() == 1u);
  BOOST_TEST(ada.ask("DELETE", path("/snapshots/red")).status == 200);
  BOOST_TEST(ada.ask("POST", path("/restore"), R"({"snapshot":"red"})").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
