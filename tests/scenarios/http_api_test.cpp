#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

rapidjson::Document json(const std::string& text) {
  rapidjson::Document d;
  d.Parse(text.c_str());
  BOOST_REQUIRE_MESSAGE(!d.HasParseError(), text);
  return d;
}

std::string code_of(const http_answer& answer) {
  const auto body = json(answer.body);
  return body.HasMember("code") ? body["code"].GetString() : "";
}

/// A server with tokens and guests, a public room, and one of ada and bob alone.
struct site {
  explicit site(unsigned shards = 1, const live_node::change& more = {})
    : node([&](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      o.rooms.push_back({"team/a", "group", "private", {{"ada", "owner"}, {"bob", "viewer"}}});
      o.rooms.push_back({"second", "group", "public", {}});
      if (more) more(o);
    }) {}
  live_node node;
};

constexpr auto lobby = "/api/v1/rooms/lobby/messages";
constexpr auto team = "/api/v1/rooms/team%2Fa/messages";

} // namespace

BOOST_AUTO_TEST_SUITE(http_api)

BOOST_AUTO_TEST_CASE(what_is_said_over_http_reaches_clients_and_history) {
  for (const unsigned shards : {1u, 3u}) {
    site s(shards);
    speaker bob(s.node.port(), speech::msgpack);
    bob.hello(R"({"token":")" + token_for("bob") + R"("})");
    BOOST_REQUIRE(bob.call("room.join", "team/a").ok());
    http_client ada(s.node.port(), token_for("ada"));
    const auto said = ada.ask("POST", team, R"({"text":"from a back end"})");
    BOOST_TEST(said.status == 200);
    const auto heard = bob.next("message.sent");
    BOOST_REQUIRE(heard);
    BOOST_TEST(heard->text("text") == "from a back end");
    BOOST_TEST(heard->user == "ada");
    BOOST_TEST(json(said.body)["offset"].GetUint64() == heard->offset);
    const auto page = json(ada.ask("GET", std::string(team) + "?limit=1").body);
    BOOST_TEST(std::string(page["messages"][0]["data"]["text"].GetString()) == "from a back end");
    // A live command goes to the room's home, whichever shard that is.
    BOOST_TEST(
        ada.ask("POST", "/api/v1/rooms/team%2Fa/events", R"({"event":"tick","data":{"n":1}})").status == 200);
    const auto tick = bob.next("tick");
    BOOST_REQUIRE(tick);
    BOOST_TEST(tick->uint("n") == 1u);
    const auto stats = json(ada.ask("GET", "/api/v1/rooms/team%2Fa/stats").body);
    BOOST_TEST(stats["members"].GetUint() == 2u);
    BOOST_TEST(stats["online"].GetUint() == 1u);
    BOOST_TEST(stats["messages"].GetUint() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(who_asks_is_judged_as_over_a_socket) {
  site s;
  const auto as = [&](const std::string& token) {
    return http_client(s.node.port(), token).ask("GET", team);
  };
  BOOST_TEST(as(token_for("ada")).status == 200);
  BOOST_TEST(as(token_for("bob")).status == 200);
  // Who may not see a room is told what is told of rooms that aren't there.
  const auto strange = as(token_for("mallory"));
  BOOST_TEST(strange.status == 404);
  BOOST_TEST(strange.body ==
             http_client(s.node.port(), token_for("ada")).ask("GET", "/api/v1/rooms/none/messages").body);
  BOOST_TEST(as("").status == 404); // a guest
  for (const auto& token :
       {token_for("ada", -3'600), token_for("ada", 3'600, "another secret, as long as the right one"),
        std::string("nonsense"), signed_token(R"({"alg":"none"})", R"({"sub":"ada"})")}) {
    const auto refused = as(token);
    BOOST_TEST(refused.status == 401);
    BOOST_TEST(code_of(refused) == "unauthenticated");
    BOOST_TEST(refused.headers.find("www-authenticate: Bearer") != std::string::npos);
  }
  http_client bob(s.node.port(), token_for("bob"));
  BOOST_TEST(bob.ask("POST", team, R"({"text":"x"})").status == 403); // a viewer
  BOOST_TEST(bob.ask("POST", "/api/v1/rooms/team%2Fa/events", R"({"event":"x"})").status == 403);
  site strict(1, [](auto& o) { o.auth.guests = false; });
  BOOST_TEST(http_client(strict.node.port()).ask("GET", lobby).status == 401);
}

BOOST_AUTO_TEST_CASE(a_repeat_with_the_same_key_has_the_first_ones_effect) {
  site s;
  http_client ada(s.node.port(), token_for("ada"));
  const auto key = "Idempotency-Key: order-1\r\n";
  const auto first = ada.ask("POST", lobby, R"({"text":"once"})", key);
  BOOST_REQUIRE(first.status == 200);
  const auto again =
      http_client(s.node.port(), token_for("ada")).ask("POST", lobby, R"({"text":"once"})", key);
  BOOST_TEST(again.body == first.body);
  BOOST_TEST(json(ada.ask("GET", lobby).body)["messages"].Size() == 1u);
  const auto other = ada.ask("POST", lobby, R"({"text":"twice"})", key);
  BOOST_TEST(other.status == 409);
  BOOST_TEST(code_of(other) == "conflict");
  BOOST_TEST(http_client(s.node.port()).ask("POST", lobby, R"({"text":"x"})", key).status == 401); // a guest
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_request_is_said_with_its_field) {
  site s;
  http_client ada(s.node.port(), token_for("ada"));
  const auto wrong = ada.ask("POST", lobby, R"({"text":""})");
  BOOST_TEST(wrong.status == 400);
  BOOST_TEST(std::string(json(wrong.body)["field"].GetString()) == "text");
  BOOST_TEST(ada.ask("POST", lobby, "not json").status == 400);
  BOOST_TEST(
      ada.ask("POST", lobby, std::string(17'000, ' ') + R"({"text":")" + std::string(17'000, 'x') + "\"}")
          .status == 413);
  const auto method = ada.ask("PUT", lobby, "{}");
  BOOST_TEST(method.status == 405);
  BOOST_TEST(method.headers.find("allow: GET, HEAD, POST, OPTIONS") != std::string::npos, method.headers);
  BOOST_TEST(ada.ask("GET", "/api/v1/nothing").status == 404);
  BOOST_TEST(ada.ask("GET", "/api/v2/rooms/lobby/messages").status == 404);
  BOOST_TEST(ada.ask("HEAD", lobby).status == 200);
  BOOST_TEST(ada.ask("GET", lobby).status == 200); // the connection is as it was
}

BOOST_AUTO_TEST_CASE(requests_sent_ahead_are_answered_in_order) {
  site s;
  http_client c(s.node.port());
  std::string ahead;
  for (int i = 0; i < 20; ++i) {
    const auto body = R"({"text":")" + std::to_string(i) + R"("})";
    ahead += "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body +
             "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  }
  c.send(ahead);
  for (unsigned i = 1; i <= 20; ++i) {
    BOOST_TEST(json(c.read().body)["offset"].GetUint() == i);
    BOOST_TEST(c.read().body == "{\"ok\":true}\n");
  }
}

BOOST_AUTO_TEST_CASE(a_body_comes_in_pieces_in_chunks_or_after_a_go_ahead) {
  site s;
  http_client c(s.node.port());
  c.send(
      "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const auto* piece : {"9\r\n{\"text\":\"", "\r\n5\r\nhello\r\n", "2\r\n\"}\r\n0\r\n", "\r\n"}) {
    std::this_thread::sleep_for(20ms);
    c.send(piece);
  }
  BOOST_TEST(c.read().status == 200);
  c.send("POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
         "Content-Length: 12\r\n\r\n");
  BOOST_TEST(c.read().status == 100);
  c.send(R"({"text":"x"})");
  BOOST_TEST(c.read().status == 200);
}

BOOST_AUTO_TEST_CASE(bodies_that_arent_whole_are_bounded_together) {
  site s(1, [](auto& o) { o.limits.process_bytes_in_flight = 2u << 20; });
  std::vector<std::unique_ptr<http_client>> all;
  unsigned refused = 0;
  for (int i = 0; i < 5; ++i) {
    all.push_back(std::make_unique<http_client>(s.node.port()));
    all.back()->send(
        "POST /api/v1/rooms/lobby/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\n" +
        std::string(700'000, ' '));
    const auto answer = all.back()->read(300ms);
    refused += answer.status == 503;
  }
  BOOST_TEST(refused >= 2u);
  all.clear(); // what they held comes free
  std::this_thread::sleep_for(200ms);
  http_client c(s.node.port());
  BOOST_TEST(
      c.ask("POST", "/api/v1/rooms/lobby/events", std::string(900'000, ' ') + R"({"event":"x"})").status ==
      200);
}

BOOST_AUTO_TEST_CASE(whoever_drips_or_idles_is_let_go) {
  site s(1, [](auto& o) {
    o.limits.hello_ms = 300;
    o.limits.request_ms = 600;
    o.limits.idle_ms = 300;
  });
  http_client silent(s.node.port());
  BOOST_TEST(silent.ended(2s));
  http_client slow(s.node.port());
  slow.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(60ms);
    slow.send("x");
  }
  BOOST_TEST(slow.read().status == 408);
  BOOST_TEST(slow.ended(3s));
  http_client idle(s.node.port());
  BOOST_TEST(idle.ask("GET", "/health").status == 200);
  BOOST_TEST(idle.ended(2s));
}

BOOST_AUTO_TEST_CASE(more_requests_than_may_wait_are_told_to_come_back) {
  site s(1, [](auto& o) { o.limits.requests_in_flight = 1; });
  std::vector<std::unique_ptr<http_client>> all;
  for (int i = 0; i < 24; ++i) {
    all.push_back(std::make_unique<http_client>(s.node.port(), token_for("ada")));
    all.back()->send(
        "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 12\r\n\r\n"
        R"({"text":"x"})");
  }
  unsigned done = 0, refused = 0;
  for (auto& c : all) {
    const auto answer = c->read();
    done += answer.status == 200;
    if (answer.status != 503) continue;
    ++refused;
    BOOST_TEST(answer.headers.find("retry-after: 1") != std::string::npos);
  }
  BOOST_TEST(done >= 1u);
  BOOST_TEST(done + refused == 24u);
}

BOOST_AUTO_TEST_CASE(a_user_asks_as_often_as_a_session_may) {
  site s(1, [](auto& o) { o.limits.commands_per_second = 5; });
  http_client ada(s.node.port(), token_for("ada"));
  http_answer last;
  for (int i = 0; i < 20 && last.status != 429; ++i)
    last = ada.ask("GET", lobby);
  BOOST_TEST(last.status == 429);
  BOOST_TEST(code_of(last) == "rate_limited");
  BOOST_TEST(last.headers.find("retry-after: 1") != std::string::npos, last.headers);
  BOOST_TEST(http_client(s.node.port(), token_for("bob")).ask("GET", lobby).status == 200);
}

BOOST_AUTO_TEST_CASE(pages_of_other_origins_ask_only_where_they_are_listed) {
  site strict;
  const auto foreign = "Origin: https://app.example\r\n";
  BOOST_TEST(http_client(strict.node.port()).ask("POST", lobby, R"({"text":"x"})", foreign).status == 403);
  site named(1, [](auto& o) { o.listen.origins = {"https://app.example"}; });
  http_client c(named.node.port());
  const auto may =
      c.ask("OPTIONS", lobby, "", std::string(foreign) + "Access-Control-Request-Method: POST\r\n");
  BOOST_TEST(may.status == 204);
  BOOST_TEST(may.headers.find("access-control-allow-origin: https://app.example") != std::string::npos);
  BOOST_TEST(may.headers.find("access-control-allow-methods: GET, HEAD, POST, OPTIONS") != std::string::npos);
  const auto said = c.ask("POST", lobby, R"({"text":"x"})", foreign);
  BOOST_TEST(said.status == 200);
  BOOST_TEST(said.headers.find("access-control-allow-origin: https://app.example") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(several_rooms_are_told_in_one_request_each_judged_by_itself) {
  site s;
  speaker bob(s.node.port(), speech::json);
  bob.hello(R"({"token":")" + token_for("bob") + R"("})");
  bob.call("room.join", "lobby");
  bob.call("room.join", "second");
  http_client mallory(s.node.port(), token_for("mallory"));
  const auto told = mallory.ask(
      "POST", "/api/v1/publish",
      R"({"rooms":["lobby","team/a","second"],"event":"task_created","data":{"id":7},"durable":true})");
  BOOST_TEST(told.status == 200);
  const auto results = json(told.body);
  BOOST_REQUIRE(results["results"].Size() == 3u);
  BOOST_TEST(results["results"][0]["ok"]["offset"].GetUint() == 1u);
  BOOST_TEST(std::string(results["results"][1]["error"]["code"].GetString()) == "not_found");
  BOOST_TEST(std::string(results["results"][2]["room"].GetString()) == "second");
  const auto one = bob.next("task_created");
  const auto two = bob.next("task_created");
  BOOST_REQUIRE(one && two);
  BOOST_TEST(one->room != two->room);
  BOOST_TEST(mallory.ask("POST", "/api/v1/publish", R"({"rooms":[],"event":"x"})").status == 400);
  BOOST_TEST(mallory.ask("POST", "/api/v1/publish", R"({"rooms":["lobby"],"event":"message.sent"})").status ==
             200);
}

BOOST_AUTO_TEST_CASE(a_back_end_catches_up_like_a_client) {
  site s;
  http_client ada(s.node.port(), token_for("ada"));
  for (int i = 0; i < 5; ++i)
    BOOST_REQUIRE(ada.ask("POST", lobby, R"({"text":"x"})").status == 200);
  std::string next;
  unsigned seen = 0;
  for (bool more = true; more;) {
    const auto page = json(
        ada.ask("GET", "/api/v1/rooms/lobby/events?limit=2" + (next.empty() ? "" : "&since=" + next)).body);
    for (const auto& event : page["events"].GetArray())
      BOOST_TEST(event["offset"].GetUint() == ++seen);
    next = page["next"].GetString();
    more = page["more"].GetBool();
  }
  BOOST_TEST(seen == 5u);
  s.node.stop();
  s.node.start();
  http_client later(s.node.port(), token_for("ada"));
  BOOST_REQUIRE(later.ask("POST", lobby, R"({"text":"x"})").status == 200);
  const auto page = json(later.ask("GET", "/api/v1/rooms/lobby/events?since=" + next).body);
  BOOST_TEST(page["events"].Size() == 1u);
  BOOST_TEST(!page.HasMember("gap"));
}

BOOST_AUTO_TEST_SUITE_END()
