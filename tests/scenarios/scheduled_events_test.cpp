#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

constexpr auto scheduled = "/api/v1/rooms/lobby/scheduled";

struct site {
  live_node node{[](auto& o) { o.auth.jwt_secret = test_secret; }};

  static std::int64_t in(std::chrono::milliseconds time) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now + time).count();
  }
  http_answer schedule(const std::string& event, std::chrono::milliseconds time, std::string_view key = {}) {
    http_client ada(node.port(), token_for("ada"));
    const auto extra = key.empty() ? std::string{} : "Idempotency-Key: " + std::string(key) + "\r\n";
    return ada.ask("POST", scheduled,
                   R"({"event":")" + event + R"(","data":{"task":7},"deliver_at":)" +
                       std::to_string(in(time)) + "}",
                   extra);
  }
  std::size_t waiting() {
    rapidjson::Document d;
    d.Parse(http_client(node.port(), token_for("ada")).ask("GET", scheduled).body.c_str());
    BOOST_REQUIRE(d.HasMember("scheduled"));
    return d["scheduled"].Size();
  }
};

std::string id_in(const http_answer& answer) {
  rapidjson::Document d;
  d.Parse(answer.body.c_str());
  BOOST_REQUIRE_MESSAGE(d.HasMember("id"), answer.body);
  return d["id"].GetString();
}

} // namespace

BOOST_AUTO_TEST_SUITE(scheduled_events)

BOOST_FIXTURE_TEST_CASE(a_reminder_comes_when_it_is_due, site) {
  speaker bob(node.port(), speech::json);
  bob.hello();
  bob.call("room.join", "lobby");
  const auto id = id_in(schedule("reminder", 1'200ms));
  BOOST_TEST(waiting() == 1u);
  BOOST_TEST(bob.silent_about("reminder", 600ms));
  const auto told = bob.next("reminder", 5s);
  BOOST_REQUIRE(told);
  BOOST_TEST(told->uint("task") == 7u);
  BOOST_TEST(told->offset == 1u);
  BOOST_TEST(told->id == id);
  BOOST_TEST(told->user == "");
  BOOST_TEST(waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_was_due_while_the_server_was_away_is_told_once_when_it_is_back, site) {
  (void)id_in(schedule("while_away", 300ms));
  (void)id_in(schedule("after", 2'500ms));
  node.stop();
  std::this_thread::sleep_for(500ms);
  node.start();
  speaker bob(node.port(), speech::json);
  bob.hello();
  bob.call("room.join", "lobby", R"({"since":{"epoch":1,"offset":0}})");
  BOOST_TEST(bob.next("after", 6s).has_value());
  const auto page =
      http_client(node.port(), token_for("ada")).ask("GET", "/api/v1/rooms/lobby/messages").body;
  rapidjson::Document d;
  d.Parse(page.c_str());
  BOOST_REQUIRE(d["messages"].Size() == 2u);
  BOOST_TEST(std::string(d["messages"][0]["event"].GetString()) == "while_away");
  node.stop();
  node.start();
  std::this_thread::sleep_for(700ms);
  const auto again =
      http_client(node.port(), token_for("ada")).ask("GET", "/api/v1/rooms/lobby/messages").body;
  BOOST_TEST(again == page);
}

BOOST_FIXTURE_TEST_CASE(what_is_taken_back_is_never_told, site) {
  const auto id = id_in(schedule("never", 800ms, "k1"));
  BOOST_TEST(id_in(schedule("never", 800ms, "k2")) != id);
  http_client ada(node.port(), token_for("ada"));
  BOOST_TEST(http_client(node.port(), token_for("bob")).ask("DELETE", scheduled + ("/" + id)).status == 403);
  BOOST_TEST(ada.ask("DELETE", scheduled + ("/" + id)).status == 200);
  BOOST_TEST(ada.ask("DELETE", scheduled + ("/" + id)).status == 404);
  BOOST_TEST(waiting() == 1u);
  std::this_thread::sleep_for(1'500ms);
  rapidjson::Document d;
  d.Parse(ada.ask("GET", "/api/v1/rooms/lobby/messages").body.c_str());
  BOOST_TEST(d["messages"].Size() == 1u); // the other one
}

BOOST_AUTO_TEST_SUITE_END()
