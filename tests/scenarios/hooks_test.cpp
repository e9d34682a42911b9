#include "tests/support/back_end.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/http_exchange.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <ctime>
#include <memory>
#include <rapidjson/document.h>
#include <set>
#include <sys/wait.h>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

constexpr auto secret = "what both sides know, thirty-two bytes long";

rapidjson::Document json(const std::string& text) {
  rapidjson::Document d;
  d.Parse(text.c_str());
  BOOST_REQUIRE_MESSAGE(!d.HasParseError(), text);
  return d;
}

std::string admin_token() {
  return signed_token(R"({"alg":"HS256"})", R"({"sub":"root","admin":true,"exp":)" +
                                                std::to_string(std::time(nullptr) + 3'600) + "}");
}

/// A node that tells a back end of tasks, asks it what it doesn't know, and who brings no token.
struct site {
  explicit site(back_end::handler answers, unsigned shards = 1, const live_node::change& more = {})
    : app(std::move(answers))
    , node([&](auto& o) {
      o.shards = shards;
      o.auth.guests = false;
      o.auth.jwt_secret = test_secret;
      o.hooks.secret = secret;
      o.hooks.url = app.url("/events");
      o.hooks.events = {"task_*", "member.added"};
      o.hooks.first_retry_ms = 50;
      o.hooks.last_retry_ms = 100;
      o.hooks.rpc_url = app.url("/rpc");
      o.hooks.connect_url = app.url("/who");
      o.hooks.connect_headers = {"cookie", "x-device"};
      o.kinds["quiet"].free_events = false;
      o.rooms.push_back({"board", "quiet", "public", {{"ada", "owner"}}});
      if (more) more(o);
    }) {}
  back_end app;
  live_node node;

  std::unique_ptr<speaker> come(std::string_view user) {
    auto out = std::make_unique<speaker>(node.port(), speech::msgpack);
    BOOST_TEST(out->hello(R"({"token":")" + token_for(user) + "\"}").code() == "ok");
    return out;
  }
  void publish(std::string_view event, int id) {
    http_client ada(node.port(), token_for("ada"));
    const auto said = ada.ask("POST", "/api/v1/rooms/board/events",
                              R"({"event":")" + std::string(event) + R"(","data":{"id":)" +
                                  std::to_string(id) + R"(},"durable":true})");
    BOOST_TEST(said.status == 200, said.body);
  }
  http_answer as_admin(std::string_view method, std::string_view path, std::string_view body = {}) {
    return http_client(node.port(), admin_token()).ask(method, path, body);
  }
  std::size_t listed(std::string_view state) {
    return json(as_admin("GET", "/api/v1/hooks?state=" + std::string(state)).body)["events"].Size();
  }
  /// True as soon as so many are listed.
  bool comes_to(std::string_view state, std::size_t count) {
    for (int i = 0; i < 200; ++i, std::this_thread::sleep_for(50ms))
      if (listed(state) == count) return true;
    return false;
  }
};

back_end::answer good(const hook_request&) { return {200, "{}"}; }
back_end::answer away(const hook_request&) { return {500, "{}"}; }

} // namespace

BOOST_AUTO_TEST_SUITE(hooks_to_a_back_end)

BOOST_DATA_TEST_CASE(a_chosen_event_is_told_signed, data::make({1u, 3u}), shards) {
  site s(good, shards);
  s.publish("other", 1);
  s.publish("task_created", 7);
  BOOST_REQUIRE(s.app.wait_for(1));
  BOOST_TEST(s.comes_to("waiting", 0));
  const auto came = s.app.came();
  BOOST_REQUIRE(came.size() == 1u);
  BOOST_TEST(came[0].path == "/events");
  BOOST_TEST(came[0].header("snug-hook") == "event");
  BOOST_TEST(came[0].signed_with(secret));
  BOOST_TEST(!came[0].signed_with("another secret of at least thirty-two bytes"));
  const auto said = json(came[0].body);
  BOOST_TEST(std::string(said["event"].GetString()) == "task_created");
  BOOST_TEST(std::string(said["room"].GetString()) == "board");
  BOOST_TEST(said["data"]["id"].GetInt() == 7);
  BOOST_TEST(said["offset"].GetInt() == 2);
  BOOST_TEST(std::string(said["from"]["user"].GetString()) == "ada");
  BOOST_TEST(std::to_string(said["number"].GetUint64()) == came[0].header("snug-number"));
  BOOST_TEST(std::string(said["delivery"].GetString()) == came[0].header("snug-delivery"));
  BOOST_TEST(came[0].header("snug-delivery").ends_with("." + came[0].header("snug-number")));
  BOOST_TEST(s.listed("dead") == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_length_or_a_body_is_one) {
  site s([](const hook_request&) { return back_end::answer{200, "{}", false}; });
  s.publish("task_created", 1);
  BOOST_TEST(s.comes_to("waiting", 0));
  s.app.answer_by([](const hook_request&) { return back_end::answer{204, {}, false}; });
  s.publish("task_created", 2);
  BOOST_TEST(s.comes_to("waiting", 0));
  BOOST_TEST(s.app.came().size() == 2u);
}

BOOST_AUTO_TEST_CASE(events_of_a_room_come_in_order) {
  site s(good);
  for (int i = 1; i <= 40; ++i)
    s.publish("task_created", i);
  BOOST_REQUIRE(s.app.wait_for(40));
  int last = 0;
  for (const auto& request : s.app.came())
    BOOST_TEST(json(request.body)["data"]["id"].GetInt() == ++last);
  BOOST_TEST(s.comes_to("waiting", 0));
}

BOOST_AUTO_TEST_CASE(what_the_back_end_refuses_comes_again_until_it_is_taken) {
  std::atomic<int> left{3};
  site s([&](const hook_request&) { return back_end::answer{left-- > 0 ? 500 : 200, "{}"}; });
  s.publish("task_created", 7);
  BOOST_REQUIRE(s.app.wait_for(4));
  BOOST_TEST(s.comes_to("waiting", 0));
  std::this_thread::sleep_for(300ms);
  const auto came = s.app.came();
  BOOST_TEST(came.size() == 4u);
  std::set<std::string> numbers;
  for (const auto& request : came)
    numbers.insert(request.header("snug-number"));
  BOOST_TEST(numbers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_never_taken_is_dead_and_can_be_replayed_or_dropped) {
  site s(away, 1, [](auto& o) { o.hooks.attempts = 2; });
  s.publish("task_created", 1);
  s.publish("task_created", 2);
  BOOST_REQUIRE(s.comes_to("dead", 2));
  BOOST_TEST(s.listed("waiting") == 0u);
  BOOST_TEST(http_ask(s.node.port(), "GET", "/metrics").body.find("snug_hooks_dead 2\n") !=
             std::string::npos);
  const auto dead = json(s.as_admin("GET", "/api/v1/hooks").body);
  const auto& first = dead["events"][0];
  BOOST_TEST(first["data"]["id"].GetInt() == 1);
  BOOST_TEST(first["attempts"].GetInt() == 2);
  BOOST_TEST(std::string(first["why"].GetString()) == "status 500");
  const auto number = [&](int i) { return std::to_string(dead["events"][i]["number"].GetUint64()); };
  BOOST_TEST(http_client(s.node.port(), token_for("ada")).ask("GET", "/api/v1/hooks").status == 403);
  BOOST_TEST(s.as_admin("POST", "/api/v1/hooks/replay", R"({"numbers":[]})").status == 400);
  s.app.answer_by(good);
  const auto before = s.app.came().size();
  BOOST_TEST(s.as_admin("POST", "/api/v1/hooks/replay", R"({"numbers":[)" + number(0) + "]}").status == 200);
  BOOST_TEST(s.as_admin("POST", "/api/v1/hooks/drop", R"({"numbers":[)" + number(1) + "]}").status == 200);
  BOOST_REQUIRE(s.app.wait_for(before + 1, 40s)); // the breaker rests for a while
  BOOST_TEST(s.app.came().back().header("snug-number") == number(0));
  BOOST_TEST(s.comes_to("dead", 0));
  BOOST_TEST(s.comes_to("waiting", 0));
}

BOOST_AUTO_TEST_CASE(what_waits_is_told_after_a_restart) {
  site s(away);
  s.publish("task_created", 1);
  s.publish("task_created", 2);
  BOOST_REQUIRE(s.app.wait_for(1));
  s.node.stop();
  s.app.answer_by(good);
  s.node.start();
  BOOST_TEST(s.comes_to("waiting", 0));
  std::set<int> told;
  for (const auto& request : s.app.came())
    told.insert(json(request.body)["data"]["id"].GetInt());
  BOOST_TEST((told == std::set{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_back_end_that_hangs_slows_no_room) {
  std::atomic<bool> over{false};
  site s([&](const hook_request&) {
    for (int i = 0; !over && i < 1'000; ++i)
      std::this_thread::sleep_for(10ms);
    return back_end::answer{200, "{}"};
  });
  s.publish("task_created", 1);
  BOOST_REQUIRE(s.app.wait_for(1));
  const auto begun = std::chrono::steady_clock::now();
  const auto ada = s.come("ada");
  BOOST_REQUIRE(ada->call("room.join", "board").ok());
  for (int i = 0; i < 50; ++i)
    BOOST_REQUIRE(ada->call("publish", "board", R"({"event":"task_moved","durable":true})").ok());
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 5s));
  over = true;
  BOOST_TEST(s.comes_to("waiting", 0));
}

BOOST_AUTO_TEST_CASE(one_that_is_gone_is_told_when_it_is_back) {
  auto app = std::make_unique<back_end>(good);
  const auto url = app->url("/events");
  app.reset(); // nobody listens there
  site s(good, 1, [&](auto& o) { o.hooks.url = url; });
  s.publish("task_created", 1);
  std::this_thread::sleep_for(500ms);
  BOOST_TEST(s.listed("waiting") == 1u);
  BOOST_TEST(s.app.came().empty());
}

namespace {

/// `snug <arguments>` on a server's data; what it printed, and its exit code.
std::pair<std::string, int> snug(const server_process& on, const std::string& arguments) {
  const auto command = std::string(SNUG_PROGRAM) + " " + arguments + " --config " + on.folder() +
                       "/snug.toml --data " + on.data() + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4'096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.append(buffer.data(), n);
  return {out, WEXITSTATUS(pclose(pipe))};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_operator_looks_at_dead_events_and_replays_them_with_and_without_a_server) {
  back_end app(away);
  server_process server(SNUG_PROGRAM,
                        "[auth]\nguests = true\n[hooks]\nattempts = 1\nevents = [\"task_*\"]\nsecret = \"" +
                            std::string(secret) + "\"\nurl = \"" + app.url() +
                            "\"\n[[rooms]]\nname = \"board\"\naccess = \"public\"\n");
  BOOST_REQUIRE(server.start());
  http_client guest(server.port());
  for (int i = 1; i <= 3; ++i)
    BOOST_REQUIRE(
        guest.ask("POST", "/api/v1/rooms/board/events", R"({"event":"task_made","durable":true})").status ==
        200);
  std::string list;
  for (int i = 0; i < 100 && std::ranges::count(list, '\n') < 3; ++i, std::this_thread::sleep_for(50ms))
    list = snug(server, "hooks list").first;
  BOOST_REQUIRE_MESSAGE(std::ranges::count(list, '\n') == 3, list);
  BOOST_TEST(list.find("task_made in board  1 attempts: status 500") != std::string::npos, list);
  const auto number = [&](int line) {
    std::size_t at = 0;
    for (; line > 0; --line)
      at = list.find('\n', at) + 1;
    return list.substr(at, list.find(' ', at) - at);
  };
  app.answer_by(good);
  const auto before = app.came().size();
  BOOST_TEST(snug(server, "hooks replay " + number(0)).second == 0);
  BOOST_REQUIRE(app.wait_for(before + 1, 40s));
  BOOST_TEST(app.came().back().header("snug-number") == number(0));
  BOOST_TEST(snug(server, "hooks replay 0x").second != 0);
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST(snug(server, "hooks drop " + number(1)).second == 0);
  BOOST_TEST(std::ranges::count(snug(server, "hooks list").first, '\n') == 1);
  BOOST_TEST(snug(server, "hooks replay " + number(2)).second == 0);
  BOOST_TEST(std::ranges::count(snug(server, "hooks waiting").first, '\n') == 1);
  BOOST_TEST(snug(server, "fsck").second == 0);
  BOOST_REQUIRE(server.start());
  BOOST_REQUIRE(app.wait_for(before + 2));
  BOOST_TEST(app.came().back().header("snug-number") == number(2));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_killed_tells_everything_that_was_acknowledged) {
  back_end app(away);
  server_process server(SNUG_PROGRAM, "[auth]\nguests = true\n[hooks]\nevents = [\"task_*\"]\nsecret = \"" +
                                          std::string(secret) + "\"\nurl = \"" + app.url() +
                                          "\"\n[[rooms]]\nname = \"board\"\naccess = \"public\"\n");
  std::set<std::uint64_t> acknowledged, told;
  for (int round = 0; round < 4; ++round) {
    BOOST_REQUIRE(server.start());
    http_client guest(server.port());
    for (int i = 0; i < 25; ++i) {
      const auto said =
          guest.ask("POST", "/api/v1/rooms/board/events", R"({"event":"task_made","durable":true})");
      BOOST_REQUIRE(said.status == 200);
      acknowledged.insert(json(said.body)["offset"].GetUint64());
      if (i == 12) app.answer_by(round % 2 == 0 ? good : away); // some are on their way when it dies
    }
    server.kill();
  }
  app.answer_by(good);
  BOOST_REQUIRE(server.start());
  for (int i = 0; i < 400 && told.size() < acknowledged.size(); ++i, std::this_thread::sleep_for(50ms)) {
    told.clear();
    for (const auto& request : app.came())
      told.insert(json(request.body)["offset"].GetUint64());
  }
  BOOST_TEST(acknowledged.size() == 100u);
  BOOST_TEST((told == acknowledged));
  for (int i = 0; i < 100 && !snug(server, "hooks waiting").first.empty(); ++i)
    std::this_thread::sleep_for(50ms);
  BOOST_TEST(snug(server, "hooks waiting").first == "");
  BOOST_TEST(snug(server, "hooks list").first == "");
}

// ---- commands that nobody knows

BOOST_DATA_TEST_CASE(a_command_that_nobody_knows_is_answered_by_the_back_end, data::make({1u, 3u}), shards) {
  site s(
      [](const hook_request& r) {
        const auto said = json(r.body);
        const std::string command = said["command"].GetString();
        if (command == "task.count")
          return back_end::answer{200,
                                  R"({"count":3,"user":")" + std::string(said["user"].GetString()) + "\"}"};
        if (command == "task.take") return back_end::answer{409, R"({"code":"conflict","message":"taken"})"};
        if (command == "task.break") return back_end::answer{200, "<html>"};
        return back_end::answer{404, R"({"code":"unknown_command","message":"no such command"})"};
      },
      shards);
  const auto ada = s.come("ada");
  const auto outside = ada->call("task.count", "", R"({"of":"me"})"); // no room at all
  BOOST_TEST(outside.uint("count") == 3u);
  BOOST_TEST(outside.text("user") == "ada");
  BOOST_REQUIRE(ada->call("room.join", "board").ok());
  BOOST_TEST(ada->call("task.count", "board").uint("count") == 3u);
  const auto came = s.app.came();
  BOOST_REQUIRE(came.size() == 2u);
  BOOST_TEST(came[1].path == "/rpc");
  BOOST_TEST(came[1].header("snug-hook") == "command");
  BOOST_TEST(came[1].signed_with(secret));
  BOOST_TEST(std::string(json(came[1].body)["room"].GetString()) == "board");
  BOOST_TEST(ada->call("task.take", "board").code() == "conflict");
  BOOST_TEST(ada->call("task.break", "board").code() == "internal");
  BOOST_TEST(ada->call("task.none", "board").code() == "unknown_command");
  BOOST_TEST(ada->call("message.none", "board").code() == "unknown_command"); // the server's own noun
  BOOST_TEST(s.app.came().size() == 5u);
}

BOOST_AUTO_TEST_CASE(where_events_are_free_the_name_is_an_event) {
  site s(good);
  s.node.stop();
  s.node.options().rooms.push_back({"hall", "group", "public", {}});
  s.node.start();
  const auto ada = s.come("ada"), bob = s.come("bob");
  BOOST_REQUIRE(ada->call("room.join", "hall").ok());
  BOOST_REQUIRE(bob->call("room.join", "hall").ok());
  BOOST_TEST(ada->call("wave", "hall").ok());
  BOOST_TEST(bob->next("wave").has_value());
  BOOST_TEST(s.app.came().empty());
}

BOOST_AUTO_TEST_CASE(a_back_end_that_does_not_answer_is_unavailable_in_time) {
  std::atomic<bool> over{false};
  site s(
      [&](const hook_request&) {
        for (int i = 0; !over && i < 1'000; ++i)
          std::this_thread::sleep_for(10ms);
        return back_end::answer{200, "{}"};
      },
      1, [](auto& o) { o.hooks.rpc_timeout_ms = 300, o.hooks.rpc_in_flight = 2; });
  const auto ada = s.come("ada");
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i)
    (void)ada->send("task.count", "");
  const auto third = ada->next_answer();
  BOOST_TEST(third.code() == "unavailable"); // two are under way
  BOOST_TEST(third.uint("retry_after") > 0u);
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 250ms));
  BOOST_TEST(ada->next_answer().code() == "unavailable");
  BOOST_TEST(ada->next_answer().code() == "unavailable");
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 2s));
  over = true;
  s.app.answer_by(good);
  BOOST_TEST(ada->call("task.count", "").ok());
}

// ---- who brings no token

namespace {

back_end::answer who_is_it(const hook_request& r) {
  if (r.path != "/who") return {200, "{}"};
  const auto said = json(r.body);
  const auto& headers = said["headers"];
  const std::string cookie = headers.HasMember("cookie") ? headers["cookie"].GetString() : "";
  if (cookie == "sid=ada") return {200, R"({"sub":"ada","name":"Ada","attributes":{"team":"red"}})"};
  if (cookie == "sid=brief")
    return {200, R"({"sub":"brief","exp":)" + std::to_string(std::time(nullptr) + 2) + "}"};
  if (cookie == "sid=forged") return {200, R"({"sub":"local:root","admin":true})"};
  if (cookie == "sid=rubbish") return {200, "[]"};
  if (cookie == "sid=nobody") return {204, ""};
  if (headers.HasMember("x-device")) return {200, R"({"sub":"device:7"})"};
  return {401, "{}"};
}

std::string origin_of(const site& s) {
  return "Origin: http://127.0.0.1:" + std::to_string(s.node.port()) + "\r\n";
}

} // namespace

BOOST_DATA_TEST_CASE(a_session_cookie_says_who_somebody_is, data::make({1u, 3u}), shards) {
  site s(who_is_it, shards);
  speaker ada(s.node.port(), speech::json, origin_of(s) + "Cookie: sid=ada\r\n");
  const auto hello = ada.hello();
  BOOST_TEST(hello.text("user") == "ada");
  BOOST_TEST(ada.call("room.join", "board").text("role") == "owner");
  const auto came = s.app.came();
  BOOST_REQUIRE(came.size() == 1u);
  BOOST_TEST(came[0].header("snug-hook") == "connect");
  BOOST_TEST(came[0].signed_with(secret));
  BOOST_TEST(came[0].body.find("origin") == std::string::npos); // only what was chosen
  speaker device(s.node.port(), speech::msgpack, "X-Device: 7\r\n");
  BOOST_TEST(device.hello().text("user") == "device:7");
}

BOOST_AUTO_TEST_CASE(whom_the_back_end_does_not_know_stays_outside) {
  site s(who_is_it);
  const auto status = [&](const std::string& headers) {
    const raw_websocket socket(s.node.port(), "snug.v1.json", "/v1/socket", headers);
    return socket.status().substr(9, 3);
  };
  BOOST_TEST(status(origin_of(s) + "Cookie: sid=mallory\r\n") == "401");
  BOOST_TEST(status(origin_of(s) + "Cookie: sid=forged\r\n") == "401"); // names that are the server's to give
  BOOST_TEST(status(origin_of(s) + "Cookie: sid=rubbish\r\n") == "401");
  BOOST_TEST(s.app.came().size() == 3u);
  BOOST_TEST(status("Cookie: sid=ada\r\n") == "403"); // no origin
  BOOST_TEST(status("Origin: http://evil.example\r\nCookie: sid=ada\r\n") == "403");
  BOOST_TEST(s.app.came().size() == 3u); // nobody was asked
  speaker nobody(s.node.port(), speech::json, origin_of(s) + "Cookie: sid=nobody\r\n");
  BOOST_TEST(nobody.hello().code() == "unauthenticated"); // and guests aren't allowed
}

BOOST_AUTO_TEST_CASE(a_token_goes_before_the_cookie) {
  site s(who_is_it);
  speaker bob(s.node.port(), speech::json,
              origin_of(s) + "Cookie: sid=ada\r\nAuthorization: Bearer " + token_for("bob") + "\r\n");
  BOOST_TEST(bob.hello().text("user") == "bob");
  BOOST_TEST(s.app.came().empty());
  speaker carl(s.node.port(), speech::json, origin_of(s) + "Cookie: sid=ada\r\n");
  BOOST_TEST(carl.hello(R"({"token":")" + token_for("carl") + "\"}").text("user") == "carl");
}

BOOST_AUTO_TEST_CASE(what_a_back_end_vouches_for_ends_when_it_says) {
  site s(who_is_it);
  speaker brief(s.node.port(), speech::json, origin_of(s) + "Cookie: sid=brief\r\n");
  BOOST_TEST(brief.hello().ok());
  BOOST_TEST(brief.close_code() == 4'100u);
}

BOOST_AUTO_TEST_CASE(while_the_back_end_is_away_clients_are_told_to_come_back) {
  site s(away);
  const raw_websocket socket(s.node.port(), "snug.v1.json", "/v1/socket",
                             origin_of(s) + "Cookie: sid=ada\r\n");
  BOOST_TEST(socket.status().substr(9, 3) == "503");
  BOOST_TEST(socket.status().find("retry-after: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_before_the_answer_leaves_nothing_behind) {
  std::atomic<bool> over{false};
  site s([&](const hook_request& r) {
    for (int i = 0; !over && i < 1'000; ++i)
      std::this_thread::sleep_for(10ms);
    return who_is_it(r);
  });
  for (int i = 0; i < 5; ++i)
    (void)http_exchange(s.node.port(),
                        "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(s.node.port()) +
                            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
                            origin_of(s) + "Cookie: sid=ada\r\n\r\n",
                        100ms);
  BOOST_REQUIRE(s.app.wait_for(5));
  over = true;
  speaker ada(s.node.port(), speech::json, origin_of(s) + "Cookie: sid=ada\r\n");
  BOOST_TEST(ada.hello().text("user") == "ada");
}

namespace {

/// The session cookie of a page of this server: browsers say no Origin there, but which kind of request it
/// is.
constexpr auto own_page = "Sec-Fetch-Site: same-origin\r\nCookie: sid=ada\r\n";
/// The origin of such a page, to a client that leaves the port out of `Host`.
const std::string own_origin = "Origin: http://127.0.0.1\r\n";

} // namespace

BOOST_DATA_TEST_CASE(a_stream_of_events_is_asked_about, data::make({1u, 3u}), shards) {
  site s(who_is_it, shards);
  constexpr auto stream = "/api/v1/rooms/board/stream";
  http_client ada(s.node.port());
  BOOST_TEST(ada.listen(stream, own_page).status == 200);
  const auto joined = ada.next("room.joined");
  BOOST_REQUIRE(joined);
  BOOST_TEST((joined->data.find(R"("role":"owner")") != std::string::npos));
  BOOST_TEST(s.app.came().size() == 1u);
  http_client with_origin(s.node.port());
  BOOST_TEST(with_origin.listen(stream, own_origin + "Cookie: sid=ada\r\n").status == 200);
  http_client mallory(s.node.port());
  BOOST_TEST(mallory.listen(stream, own_origin + "Cookie: sid=mallory\r\n").status == 401);
  http_client elsewhere(s.node.port());
  BOOST_TEST(elsewhere.listen(stream, "Cookie: sid=ada\r\n").status == 403); // of whatever page
  http_client token(s.node.port(), token_for("bob"));
  BOOST_TEST(token.listen(stream, own_page).status == 200);
  BOOST_TEST(s.app.came().size() == 3u); // neither without an origin nor with a token
}

BOOST_DATA_TEST_CASE(a_client_of_socketio_is_asked_about_when_its_session_begins, data::make({1u, 3u}),
                     shards) {
  site s(who_is_it, shards);
  const std::string polling = "/socket.io/?EIO=4&transport=polling";
  const auto begun = http_ask(s.node.port(), "GET", polling, own_page);
  BOOST_REQUIRE_MESSAGE(begun.status == 200, begun.body);
  const auto sid = begun.body.substr(begun.body.find(R"("sid":")") + 7, 27);
  const auto say = [port = s.node.port(), polling, sid](const std::string& packet) {
    return http_exchange(port, "POST " + polling + "&sid=" + sid +
                                   " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + own_page +
                                   "Content-Length: " + std::to_string(packet.size()) + "\r\n\r\n" + packet);
  };
  BOOST_TEST(say("40").find("200 OK") != std::string::npos);
  BOOST_TEST(http_ask(s.node.port(), "GET", polling + "&sid=" + sid, own_page).body.find("40{") !=
             std::string::npos);
  BOOST_TEST(say(R"(420["room.join",{"room":"board"}])").find("200 OK") != std::string::npos);
  BOOST_TEST(
      http_ask(s.node.port(), "GET", polling + "&sid=" + sid, own_page).body.find(R"("role":"owner")") !=
      std::string::npos);
  BOOST_TEST(s.app.came().size() == 1u); // once for the session
  BOOST_TEST(s.app.came()[0].body.find("EIO") == std::string::npos);

  raw_websocket socket(s.node.port(), {}, "/socket.io/?EIO=4&transport=websocket",
                       origin_of(s) + "Cookie: sid=ada\r\n");
  BOOST_REQUIRE(socket.open());
  BOOST_TEST(socket.receive().value_or(raw_websocket::frame{}).payload.starts_with("0{"));
  socket.send(1, "40");
  BOOST_TEST(socket.receive().value_or(raw_websocket::frame{}).payload.starts_with("40{"));

  BOOST_TEST(http_ask(s.node.port(), "GET", polling, own_origin + "Cookie: sid=mallory\r\n").status == 401);
  const raw_websocket refused(s.node.port(), {}, "/socket.io/?EIO=4&transport=websocket",
                              origin_of(s) + "Cookie: sid=mallory\r\n");
  BOOST_TEST(refused.status().substr(9, 3) == "401");
}

BOOST_DATA_TEST_CASE(a_provider_of_documents_is_asked_about, data::make({1u, 3u}), shards) {
  site s(who_is_it, shards, [](auto& o) {
    o.rooms.push_back({"notes", "group", "private", {{"ada", "editor"}}});
  });
  raw_websocket ada(s.node.port(), {}, "/yjs/notes", origin_of(s) + "Cookie: sid=ada\r\n");
  BOOST_REQUIRE(ada.open());
  ada.send(2, std::string("\0\0\1\0", 4)); // sync step 1, of an empty document
  const auto answer = ada.receive();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->opcode == 2);
  BOOST_TEST(s.app.came().size() == 1u);
  const raw_websocket mallory(s.node.port(), {}, "/yjs/notes", origin_of(s) + "Cookie: sid=mallory\r\n");
  BOOST_TEST(mallory.status().substr(9, 3) == "401");
}

BOOST_AUTO_TEST_CASE(other_hooks_are_taken_over_while_serving) {
  site s(good);
  back_end other(good);
  auto next = s.node.options();
  s.publish("task_created", 1);
  BOOST_REQUIRE(s.app.wait_for(1));
  BOOST_TEST(s.comes_to("waiting", 0));

  next.hooks.url = other.url("/elsewhere");
  next.hooks.secret = "another secret that both sides know of";
  next.hooks.events = {"note_*"};
  s.node->reload(next);
  s.publish("task_created", 2); // isn't chosen any more
  s.publish("note_made", 3);
  BOOST_REQUIRE(other.wait_for(1));
  BOOST_TEST(other.came()[0].path == "/elsewhere");
  BOOST_TEST(other.came()[0].signed_with("another secret that both sides know of"));
  BOOST_TEST(other.came()[0].body.find("note_made") != std::string::npos);
  BOOST_TEST(s.comes_to("waiting", 0));

  // Off: what is chosen no more isn't queued; and on again.
  next.hooks.url.clear();
  s.node->reload(next);
  s.publish("note_made", 4);
  next.hooks.url = other.url("/again");
  s.node->reload(next);
  s.publish("note_made", 5);
  BOOST_REQUIRE(other.wait_for(2));
  BOOST_TEST(other.came()[1].path == "/again");
  BOOST_TEST(other.came()[1].body.find(R"("id":5)") != std::string::npos);
  BOOST_TEST(s.app.came().size() == 1u);
}

BOOST_AUTO_TEST_CASE(commands_and_handshakes_are_asked_about_from_a_reload_on) {
  back_end app([](const hook_request& r) {
    return r.header("snug-hook") == "connect" ? who_is_it(r) : back_end::answer{200, "42"};
  });
  live_node node([](auto& o) { o.auth.jwt_secret = test_secret; });
  const auto origin = "Origin: http://127.0.0.1:" + std::to_string(node.port()) + "\r\n";
  const auto asks = [&] {
    speaker ada(node.port(), speech::json);
    BOOST_TEST(ada.hello(R"({"token":")" + token_for("ada") + "\"}").ok());
    return ada.call("stock.count", "").code();
  };
  BOOST_TEST(asks() == "bad_request"); // a free event, of no room
  BOOST_TEST(speaker(node.port(), speech::json, origin + "Cookie: sid=ada\r\n")
                 .hello()
                 .text("user")
                 .starts_with("guest:"));
  auto next = node.options();
  next.hooks.secret = secret;
  next.hooks.rpc_url = app.url("/rpc");
  next.hooks.connect_url = app.url("/who");
  node->reload(next);
  BOOST_TEST(asks() == "ok");
  BOOST_TEST(speaker(node.port(), speech::json, origin + "Cookie: sid=ada\r\n").hello().text("user") ==
             "ada");
  next.hooks.rpc_url.clear();
  next.hooks.connect_url.clear();
  node->reload(next);
  BOOST_TEST(asks() == "bad_request"); // a free event, of no room
}

BOOST_AUTO_TEST_CASE(a_restored_store_never_names_two_deliveries_alike) {
  site s(good);
  s.publish("task_created", 1);
  BOOST_REQUIRE(s.app.wait_for(1));
  BOOST_TEST(s.comes_to("waiting", 0));
  const auto file = s.node.folder() + "/backup";
  auto& with = s.node.options().store;
  BOOST_REQUIRE(std::system((std::string(SNUG_PROGRAM) + " backup " + file + " --data " + with.directory +
                             " >/dev/null")
                                .c_str()) == 0);
  s.publish("task_created", 2);
  BOOST_REQUIRE(s.app.wait_for(2));
  s.node.stop();
  with.directory = s.node.folder() + "/restored";
  BOOST_REQUIRE(std::system((std::string(SNUG_PROGRAM) + " restore " + file + " --data " + with.directory +
                             " >/dev/null")
                                .c_str()) == 0);
  s.node.start();
  s.publish("task_created", 3);
  BOOST_REQUIRE(s.app.wait_for(3));
  std::set<std::string> names;
  for (const auto& each : s.app.came())
    names.insert(each.header("snug-delivery"));
  BOOST_TEST(names.size() == s.app.came().size());
}

BOOST_AUTO_TEST_SUITE_END()
