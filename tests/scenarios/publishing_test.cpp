#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <memory>
#include <rapidjson/document.h>
#include <set>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

std::string token_with(std::string_view user, std::string_view claims) {
  return signed_token(R"({"alg":"HS256"})", R"({"sub":")" + std::string(user) + R"(","exp":)" +
                                                std::to_string(std::time(nullptr) + 3'600) +
                                                std::string(claims) + "}");
}

struct site {
  explicit site(unsigned shards = 1)
    : node([shards](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      o.kinds["project"].shows = {"avatar", "team"};
      o.rooms.push_back({"plan", "project", "public", {{"ada", "editor"}, {"bob", "editor"}}});
      o.rooms.push_back({"secret", "group", "private", {{"carl", "owner"}}});
    })
    , shop(node.port(), key()) {}
  live_node node;
  http_client shop; ///< a back end with an API key

  std::string key() {
    http_client root(node.port(), token_with("root", R"(,"admin":true)"));
    rapidjson::Document d;
    d.Parse(root.ask("POST", "/api/v1/keys", R"({"name":"shop","scopes":"publish"})").body.c_str());
    return d["secret"].GetString();
  }
  std::unique_ptr<speaker> come(std::string_view user, std::string_view claims = {},
                                speech spoken = speech::msgpack) {
    auto out = std::make_unique<speaker>(node.port(), spoken);
    BOOST_TEST(out->hello(R"({"token":")" + token_with(user, claims) + R"(","rooms":"mine"})").code() ==
               "ok");
    BOOST_TEST(out->next("room.joined").has_value()); // the inbox
    BOOST_TEST(out->next("room.joined").has_value()); // and everyone's
    return out;
  }
  static std::int64_t in(std::chrono::milliseconds time) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now + time).count();
  }
};

rapidjson::Document json(const std::string& text) {
  rapidjson::Document d;
  d.Parse(text.c_str());
  BOOST_REQUIRE_MESSAGE(!d.HasParseError(), text);
  return d;
}

} // namespace

BOOST_AUTO_TEST_SUITE(publishing_of_back_ends)

BOOST_DATA_TEST_CASE(a_user_is_told_on_every_device_and_others_are_not, data::make({1u, 3u}), shards) {
  site s(shards);
  const auto phone = s.come("ada"), desk = s.come("ada"), bob = s.come("bob");
  const auto told =
      s.shop.ask("POST", "/api/v1/users/ada/inbox", R"({"event":"task_assigned","data":{"id":7}})");
  BOOST_TEST(told.status == 200, told.body);
  for (const auto& device : {phone.get(), desk.get()}) {
    const auto event = device->next("task_assigned");
    BOOST_REQUIRE(event.has_value());
    BOOST_TEST(event->uint("id") == 7u);
    BOOST_TEST(event->user == "service:shop");
  }
  BOOST_TEST(bob->silent_about("task_assigned", 200ms));
  http_client eve(s.node.port(), token_for("eve"));
  BOOST_TEST(eve.ask("POST", "/api/v1/users/ada/inbox", R"({"event":"x"})").status == 403);
}

BOOST_DATA_TEST_CASE(everybody_is_told_whoever_comes_later_too, data::make({1u, 3u}), shards) {
  site s(shards);
  const auto ada = s.come("ada"), bob = s.come("bob", {}, speech::json);
  BOOST_TEST(
      s.shop.ask("POST", "/api/v1/announcements", R"({"event":"maintenance","data":{"at":"noon"}})").status ==
      200);
  for (const auto& who : {ada.get(), bob.get()}) {
    const auto event = who->next("maintenance");
    BOOST_REQUIRE(event.has_value());
    BOOST_TEST(event->room == "everyone");
    BOOST_TEST(event->text("at") == "noon");
  }
  const auto missed = ada->call("event.list", "everyone", R"({"limit":10})");
  BOOST_TEST(missed.at("events").size() >= 1u);
  BOOST_TEST(ada->call("publish", "everyone", R"({"event":"x"})").code() == "forbidden");
  BOOST_TEST(ada->call("announcement.send", "", R"({"event":"x"})").code() == "forbidden");
}

BOOST_DATA_TEST_CASE(rooms_users_and_everybody_in_one_request, data::make({1u, 3u}), shards) {
  site s(shards);
  const auto ada = s.come("ada"), bob = s.come("bob");
  BOOST_REQUIRE(bob->call("room.join", "plan").ok());
  const auto answer = json(s.shop
                               .ask("POST", "/api/v1/publish",
                                    R"({"rooms":["plan","nowhere"],"users":["ada"],"everybody":true,)"
                                    R"("event":"news","data":1,"durable":true})",
                                    "Idempotency-Key: n1\r\n")
                               .body);
  const auto& results = answer["results"];
  BOOST_REQUIRE(results.Size() == 4u);
  BOOST_TEST(results[0]["ok"]["offset"].GetUint() == 1u);
  BOOST_TEST(std::string(results[1]["error"]["code"].GetString()) == "not_found");
  BOOST_TEST(std::string(results[2]["user"].GetString()) == "ada");
  BOOST_TEST(results[2]["ok"].HasMember("offset"));
  BOOST_TEST(results[3]["everybody"].GetBool());
  for (int i = 0; i < 3; ++i) // in the project, in the inbox and in everyone's room
    BOOST_TEST(ada->next("news").has_value());
  BOOST_TEST(bob->next("news").has_value());
  BOOST_TEST(bob->next("news").has_value()); // in the project and in everyone's room
  const auto again = json(s.shop
                              .ask("POST", "/api/v1/publish",
                                   R"({"rooms":["plan","nowhere"],"users":["ada"],"everybody":true,)"
                                   R"("event":"news","data":1,"durable":true})",
                                   "Idempotency-Key: n1\r\n")
                              .body);
  BOOST_TEST(again["results"][0]["ok"]["offset"].GetUint() == 1u);
  BOOST_TEST(ada->silent_about("news", 200ms)); // nobody is told twice
}

BOOST_AUTO_TEST_CASE(a_client_on_a_socket_publishes_to_many_where_it_may) {
  site s;
  const auto ada = s.come("ada"), bob = s.come("bob");
  BOOST_REQUIRE(bob->call("room.join", "plan").ok());
  const auto said = ada->call("publish.many", "",
                              R"({"rooms":["plan","secret"],"users":["bob"],"event":"wave","data":{"n":1}})");
  BOOST_REQUIRE(said.ok());
  const auto results = said.at("results");
  BOOST_TEST(results.at(0).find("ok").present());
  BOOST_TEST(results.at(1).find("error").find("code").text().value_or("") == "not_found");
  BOOST_TEST(results.at(2).find("error").find("code").text().value_or("") == "forbidden");
  BOOST_TEST(bob->next("wave").has_value());
  BOOST_TEST(ada->call("publish.many", "", R"({"event":"wave"})").code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(what_is_for_later_comes_later_wherever_it_goes) {
  site s;
  const auto ada = s.come("ada");
  BOOST_REQUIRE(ada->call("room.join", "plan").ok());
  const auto at = std::to_string(site::in(900ms));
  const auto answer = json(
      s.shop
          .ask("POST", "/api/v1/publish",
               R"({"rooms":["plan"],"users":["ada"],"everybody":true,"event":"due","deliver_at":)" + at + "}")
          .body);
  BOOST_REQUIRE(answer["results"].Size() == 3u);
  for (const auto& result : answer["results"].GetArray())
    BOOST_TEST(result["ok"].HasMember("id"));
  const auto one = json(
      s.shop.ask("POST", "/api/v1/rooms/plan/events", R"({"event":"never","deliver_at":)" + at + "}").body);
  BOOST_TEST(
      s.shop.ask("DELETE", "/api/v1/rooms/plan/scheduled/" + std::string(one["id"].GetString())).status ==
      200);
  BOOST_TEST(ada->silent_about("due", 400ms));
  std::set<std::string> rooms;
  for (int i = 0; i < 3; ++i) {
    const auto event = ada->next("due");
    BOOST_REQUIRE(event.has_value());
    BOOST_TEST(event->user == "");
    rooms.insert(event->room);
  }
  BOOST_TEST(rooms.size() == 3u);
  BOOST_TEST(ada->silent_about("never", 300ms));
}

BOOST_DATA_TEST_CASE(a_room_tells_its_numbers_to_whoever_watches, data::make({1u, 3u}), shards) {
  site s(shards);
  const auto ada = s.come("ada"), bob = s.come("bob");
  BOOST_REQUIRE(ada->call("room.join", "plan").ok());
  BOOST_REQUIRE(bob->call("room.join", "plan").ok());
  BOOST_TEST(ada->call("room.stats", "plan", R"({"watch":true})").uint("online") == 2u);
  for (int i = 0; i < 5; ++i)
    BOOST_REQUIRE(bob->call("message.send", "plan", R"({"text":"hi"})").ok());
  std::uint64_t messages = 0;
  int told = 0;
  for (; messages < 5 && told < 5; ++told) {
    const auto event = ada->next("room.measured");
    BOOST_REQUIRE(event.has_value());
    messages = event->uint("messages");
  }
  BOOST_TEST(messages == 5u);
  BOOST_TEST(told <= 3); // five messages are no five events
  BOOST_TEST(bob->silent_about("room.measured", 1'200ms));
  BOOST_REQUIRE(ada->call("room.stats", "plan", R"({"watch":false})").ok());
  BOOST_REQUIRE(bob->call("message.send", "plan", R"({"text":"hi"})").ok());
  BOOST_TEST(ada->silent_about("room.measured", 1'200ms));
}

BOOST_AUTO_TEST_CASE(events_and_presence_show_what_the_kind_shows) {
  site s;
  const auto bob = s.come("bob", {}, speech::json);
  BOOST_REQUIRE(bob->call("room.join", "plan").ok());
  const auto ada =
      s.come("ada", R"(,"name":"Ada","picture":"https://a/ada.png","attributes":{"team":"red","salary":1})");
  BOOST_REQUIRE(ada->call("room.join", "plan").ok());
  auto came = bob->next("presence.joined");
  while (came && came->at("users").at(0).find("user").text() != "ada") // bob hears of himself, too
    came = bob->next("presence.joined");
  BOOST_REQUIRE(came.has_value());
  const auto user = came->at("users").at(0);
  BOOST_TEST(user.find("avatar").text().value_or("") == "https://a/ada.png");
  BOOST_TEST(user.find("team").text().value_or("") == "red");
  BOOST_TEST(!user.find("salary").present());
  BOOST_REQUIRE(ada->call("message.send", "plan", R"({"text":"hi"})").ok());
  const auto history = bob->call("message.history", "plan", R"({"limit":1})");
  const auto from = history.at("messages").at(0).find("from");
  BOOST_TEST(from.find("team").text().value_or("") == "red");
  BOOST_TEST(!from.find("salary").present());
  http_client eve(s.node.port(), token_for("eve"));
  const auto page = json(eve.ask("GET", "/api/v1/rooms/plan/presence").body);
  BOOST_REQUIRE(page["users"].Size() == 2u);
  BOOST_TEST(std::string(page["users"][0]["avatar"].GetString()) == "https://a/ada.png");
}

BOOST_AUTO_TEST_SUITE_END()
