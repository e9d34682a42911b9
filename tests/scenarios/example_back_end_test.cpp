#include "tests/support/child_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <rapidjson/document.h>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

constexpr auto secret = "what both sides know, thirty-two bytes long";

rapidjson::Document json(const std::string& text) {
  rapidjson::Document d;
  d.Parse(text.c_str());
  BOOST_REQUIRE_MESSAGE(!d.HasParseError(), text);
  return d;
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// clients/examples/project-board beside a node.
struct office {
  std::uint16_t board_port = free_port();
  std::string board = "http://127.0.0.1:" + std::to_string(board_port);
  live_node node{[this](auto& o) {
    o.auth.guests = false;
    o.auth.jwt_secret = test_secret;
    o.listen.origins = {board};
    o.hooks.secret = secret;
    o.hooks.url = board + "/hooks/events";
    o.hooks.events = {"task_*"};
    o.hooks.rpc_url = board + "/hooks/commands";
    o.hooks.connect_url = board + "/hooks/connect";
    o.hooks.first_retry_ms = 50;
  }};
  child_process app{{"node", SNUG_SOURCE_DIR "/clients/examples/project-board/server.js"},
                    {"SNUG_URL=http://127.0.0.1:" + std::to_string(node.port()), "SNUG_KEY=" + key(),
                     "HOOK_SECRET=" + std::string(secret), "PORT=" + std::to_string(board_port)}};

  std::string key() {
    const auto admin = signed_token(R"({"alg":"HS256"})", R"({"sub":"root","admin":true,"exp":)" +
                                                              std::to_string(std::time(nullptr) + 60) + "}");
    http_client root(node.port(), admin);
    return json(root.ask("POST", "/api/v1/keys", R"({"name":"board","scopes":"publish,rooms"})")
                    .body)["secret"]
        .GetString();
  }
  /// The board's answer to a request.
  http_answer ask(std::string_view method, std::string_view path, std::string_view body = {}) {
    return http_client(board_port).ask(method, path, body);
  }
  bool is_up() {
    for (int i = 0; i < 200; ++i, std::this_thread::sleep_for(50ms)) {
      if (!app.alive()) return false;
      if (http_ask(board_port, "GET", "/seen").status == 200) return true;
    }
    return false;
  }
  /// Logs in at the board and comes to snug with the cookie it gave.
  std::unique_ptr<speaker> come(const std::string& user, speech spoken) {
    const auto login = ask("POST", "/login", R"({"user":")" + user + "\"}");
    const auto at = login.headers.find("sid=");
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, login.headers);
    const auto cookie = login.headers.substr(at, login.headers.find(';', at) - at);
    auto out =
        std::make_unique<speaker>(node.port(), spoken, "Origin: " + board + "\r\nCookie: " + cookie + "\r\n");
    BOOST_TEST(out->hello(R"({"rooms":"mine"})").text("user") == user);
    return out;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(example_back_end)

BOOST_FIXTURE_TEST_CASE(a_project_board_uses_snug_as_its_whole_realtime_side, office) {
  BOOST_REQUIRE_MESSAGE(is_up(), "node does not run the example");
  const auto made = ask("POST", "/projects", R"({"id":"rocket","title":"Rocket","members":["ada","bob"]})");
  BOOST_REQUIRE_MESSAGE(made.status == 200, made.body);
  const std::string room = json(made.body)["room"].GetString();
  BOOST_TEST(!json(ask("POST", "/projects", R"({"id":"rocket"})").body)["created"].GetBool());

  const auto ada = come("ada", speech::msgpack), bob = come("bob", speech::json);
  for (auto* who : {ada.get(), bob.get()})
    for (int i = 0; i < 3; ++i) // the project, the inbox, the announcements
      BOOST_REQUIRE(who->next("room.joined").has_value());

  const auto created = ask("POST", "/projects/rocket/tasks", R"({"title":"Fins"})");
  BOOST_REQUIRE_MESSAGE(created.status == 200, created.body);
  for (auto* who : {ada.get(), bob.get()}) {
    const auto event = who->next("task_created");
    BOOST_REQUIRE(event.has_value());
    BOOST_TEST(event->room == room);
    BOOST_TEST(event->text("title") == "Fins");
    BOOST_TEST(event->user == "service:board");
  }
  const auto due = now_ms() + 2'000;
  const auto changed =
      ask("PATCH", "/projects/rocket/tasks/1", R"({"assignee":"bob","due":)" + std::to_string(due) + "}");
  BOOST_REQUIRE_MESSAGE(changed.status == 200, changed.body);
  BOOST_TEST(ada->next("task_updated").has_value());
  BOOST_TEST(bob->next("task_updated").has_value());
  const auto mine = bob->next("task_assigned");
  BOOST_REQUIRE(mine.has_value());
  BOOST_TEST(mine->room.starts_with("inbox:"));
  for (auto* who : {ada.get(), bob.get()}) {
    const auto reminder = who->next("task_due");
    BOOST_REQUIRE(reminder.has_value());
    BOOST_TEST(reminder->user == "");
  }
  BOOST_TEST(now_ms() >= due);
  BOOST_TEST(now_ms() < due + 2'000);
  BOOST_TEST(ask("POST", "/announcements", R"({"text":"Lunch"})").status == 200);
  for (auto* who : {ada.get(), bob.get()}) {
    const auto said = who->next("announcement");
    BOOST_REQUIRE(said.has_value());
    BOOST_TEST(said->text("text") == "Lunch");
  }
  BOOST_TEST(ada->silent_about("task_assigned", 100ms)); // it was bob's

  // What the board is asked, and what it is told.
  const auto inbox = ada->call("room.inbox", "").text("room");
  const auto count = ada->call("task.count", inbox); // there no events are free
  BOOST_TEST(count.uint("count") == 1u);
  BOOST_TEST(count.text("asked_by") == "ada");
  std::size_t told = 0;
  for (int i = 0; i < 100 && told < 4; ++i, std::this_thread::sleep_for(50ms))
    told = json(ask("GET", "/seen").body).Size();
  BOOST_TEST(told == 4u); // created, updated, assigned, due
}

BOOST_AUTO_TEST_SUITE_END()
