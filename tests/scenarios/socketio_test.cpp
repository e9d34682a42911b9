#include "tests/support/http_exchange.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/signed_token.hpp"
#include <boost/test/unit_test.hpp>
#include <memory>
#include <set>
#include <thread>

// Clients of Socket.IO, byte by byte; the real ones are in tests/conformance/clients.

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

struct site {
  explicit site(unsigned shards = 1, const live_node::change& more = {})
    : node([&](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      o.rooms.push_back({"team", "group", "private", {{"ada", "owner"}, {"bob", "editor"}}});
      if (more) more(o);
    }) {}
  live_node node;
};

constexpr auto path = "/socket.io/?EIO=4&transport=";

/// What stands in `text` behind `before`, up to the next quote.
std::string text_in(const std::string& text, std::string_view before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto from = at + before.size();
  return text.substr(from, text.find('"', from) - from);
}

/// A client that polls, each request on a connection of its own.
struct poller {
  explicit poller(std::uint16_t to)
    : port(to) {
    const auto hello = ask("GET");
    const auto at = hello.body.find("\"sid\":\"");
    if (at != std::string::npos) sid = hello.body.substr(at + 7, hello.body.find('"', at + 7) - at - 7);
  }
  [[nodiscard]] std::string where() const {
    return std::string(path) + "polling" + (sid.empty() ? "" : "&sid=" + sid);
  }
  [[nodiscard]] http_answer ask(std::string_view method) const { return http_ask(port, method, where()); }
  /// A POST; the answer's body.
  std::string say(std::string_view packets) const {
    const auto raw =
        http_exchange(port, "POST " + where() +
                                " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                                "text/plain;charset=UTF-8\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(packets.size()) + "\r\n\r\n" + std::string(packets));
    const auto end = raw.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : raw.substr(end + 4);
  }
  /// Polls until a packet has `part`; that packet's whole body, "" where none comes.
  [[nodiscard]] std::string hear(std::string_view part) const {
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (std::chrono::steady_clock::now() < until) {
      const auto got = ask("GET");
      if (got.status != 200) return {};
      if (got.body.find(part) != std::string::npos) return got.body;
    }
    return {};
  }
  [[nodiscard]] bool connect(std::string_view user) const {
    return say("40{\"token\":\"" + token_for(user) + "\"}") == "ok" && !hear("40{\"sid\":").empty();
  }

  std::uint16_t port;
  std::string sid;
};

/// A client on a WebSocket.
struct talker {
  explicit talker(std::uint16_t port, std::string_view sid = {}, std::string_view extra = {})
    : socket(port, {}, std::string(path) + "websocket" + (sid.empty() ? "" : "&sid=" + std::string(sid)),
             extra) {}
  void say(std::string_view packet) { socket.send(1, packet); }
  /// The next message that has `part`; "" where none comes.
  std::string hear(std::string_view part) {
    while (const auto f = socket.receive(3s)) {
      if (f->opcode == 8) return {};
      if (f->payload.find(part) != std::string::npos) return f->payload;
    }
    return {};
  }
  bool connect(std::string_view user) {
    say("40{\"token\":\"" + token_for(user) + "\"}");
    return !hear("40{\"sid\":").empty();
  }
  raw_websocket socket;
};

} // namespace

BOOST_AUTO_TEST_SUITE(socketio)

BOOST_AUTO_TEST_CASE(a_websocket_client_joins_talks_and_is_told_what_native_clients_are_told) {
  site s;
  talker ada(s.node.port());
  BOOST_REQUIRE(ada.socket.open());
  BOOST_TEST(ada.hear("0{\"sid\":").find(R"("upgrades":[],"pingInterval":25000)") != std::string::npos);
  BOOST_REQUIRE(ada.connect("ada"));
  ada.say(R"(420["room.join",{"room":"team"}])");
  BOOST_TEST(ada.hear("430[").starts_with(R"(430[{"status":"ok","data":{"room":"team")"));
  talker bob(s.node.port());
  BOOST_REQUIRE(bob.connect("bob"));
  bob.say(R"(420["room.join",{"room":"team"}])");
  BOOST_REQUIRE(!bob.hear("430[").empty());
  bob.say(R"(421["message.send",{"text":"hi"},{"id":"c1"}])");
  BOOST_TEST(bob.hear("431[").starts_with(R"(431[{"status":"ok")"));
  const auto told = ada.hear("message.sent");
  BOOST_TEST(told.find("\"hi\"") != std::string::npos, told);
  BOOST_TEST(told.find(R"("room":"team","from":{"user":"bob"})") != std::string::npos, told);
  bob.say(R"(42["cursor",{"x":1}])"); // a free event, in the current room
  BOOST_TEST(ada.hear("cursor").starts_with(R"(42["cursor",{"x":1},{"room":"team")"));
}

BOOST_AUTO_TEST_CASE(the_first_client_of_an_empty_store_comes_back_to_its_room) {
  live_node node([](auto& o) { o.auth.jwt_secret = test_secret; });
  std::string sid, pid, cursor;
  {
    talker ada(node.port());
    ada.say("40{\"token\":\"" + token_for("ada") + "\"}");
    const auto welcome = ada.hear("40{\"sid\":");
    sid = text_in(welcome, "\"sid\":\"");
    pid = text_in(welcome, "\"pid\":\"");
    BOOST_REQUIRE(!pid.empty());
    ada.say(R"(420["room.join",{"room":"lobby"}])");
    BOOST_REQUIRE(!ada.hear("430[").empty());
    ada.say(R"(421["message.send",{"text":"hi"}])");
    const auto told = ada.hear("message.sent");
    const auto last = told.rfind("},\"");
    BOOST_REQUIRE(last != std::string::npos); // where it stands, behind what is said about the event
    cursor = text_in(told.substr(last), "},\"");
  }
  talker again(node.port());
  again.say("40{\"token\":\"" + token_for("ada") + "\",\"pid\":\"" + pid + "\",\"offset\":\"" + cursor +
            "\"}");
  BOOST_TEST(text_in(again.hear("40{\"sid\":"), "\"sid\":\"") == sid); // the same: it recovered
}

BOOST_AUTO_TEST_CASE(a_polling_client_does_the_same) {
  site s;
  const poller ada(s.node.port());
  BOOST_REQUIRE(!ada.sid.empty());
  BOOST_REQUIRE(ada.connect("ada"));
  BOOST_TEST(ada.say(R"(420["room.join",{"room":"team"}])") == "ok");
  BOOST_TEST(!ada.hear("430[").empty());
  talker bob(s.node.port());
  BOOST_REQUIRE(bob.connect("bob"));
  bob.say(R"(420["room.join",{"room":"team"}])");
  BOOST_REQUIRE(!bob.hear("430[").empty());
  for (int i = 0; i < 20; ++i)
    bob.say(R"(42["message.send",{"text":"m)" + std::to_string(i) + R"("}])");
  std::string all;
  while (all.find("\"m19\"") == std::string::npos) {
    const auto more = ada.hear("message.sent");
    BOOST_REQUIRE(!more.empty());
    all += more;
  }
  for (std::size_t i = 0, at = 0; i < 20; ++i) {
    at = all.find("\"m" + std::to_string(i) + "\"", at);
    BOOST_TEST((at != std::string::npos), i);
  }
  BOOST_TEST(ada.say("1") == "ok");
  BOOST_TEST(ada.ask("GET").status == 400);
}

BOOST_AUTO_TEST_CASE(polling_becomes_a_websocket_without_losing_a_message) {
  for (const unsigned shards : {1u, 3u}) {
    site s(shards);
    const poller ada(s.node.port());
    BOOST_REQUIRE(ada.connect("ada"));
    BOOST_TEST(ada.say(R"(420["room.join",{"room":"team"}])") == "ok");
    BOOST_REQUIRE(!ada.hear("430[").empty());
    talker bob(s.node.port());
    BOOST_REQUIRE(bob.connect("bob"));
    bob.say(R"(420["room.join",{"room":"team"}])");
    BOOST_REQUIRE(!bob.hear("430[").empty());
    std::string all;
    int said = 0;
    const auto talk = [&](int n) {
      for (; n > 0; --n)
        bob.say(R"(42["message.send",{"text":"m)" + std::to_string(said++) + R"(."}])");
    };
    talk(5);
    talker socket(s.node.port(), ada.sid);
    BOOST_REQUIRE(socket.socket.open());
    socket.say("2probe");
    BOOST_TEST(socket.hear("3probe") == "3probe");
    talk(5);
    // A poll that comes while the client probes is let go at once; what is told waits for the WebSocket.
    const auto got = ada.ask("GET");
    BOOST_REQUIRE(got.status == 200);
    all += got.body;
    talk(5);
    socket.say("5");
    talk(5);
    while (all.find("\"m19.\"") == std::string::npos) {
      const auto more = socket.hear("");
      BOOST_REQUIRE(!more.empty());
      all += more;
    }
    std::size_t at = 0;
    for (int i = 0; i < 20; ++i) {
      const auto word = "\"m" + std::to_string(i) + ".\"";
      const auto found = all.find(word, at);
      BOOST_TEST((found != std::string::npos), i << " with " << shards << " shards");
      at = found == std::string::npos ? at : found;
      BOOST_TEST((all.find(word, at + 1) == std::string::npos), i << " came twice");
    }
    BOOST_TEST(ada.ask("GET").status == 400);
    socket.say(R"(421["message.send",{"text":"after"}])");
    BOOST_TEST(!socket.hear("431[").empty());
  }
}

BOOST_AUTO_TEST_CASE(requests_reach_their_session_whichever_shard_they_come_to) {
  site s(3);
  std::set<std::string> owners;
  for (int i = 0; i < 12; ++i) {
    const poller one(s.node.port());
    BOOST_REQUIRE(!one.sid.empty());
    owners.insert(one.sid.substr(0, 6)); // node and shard are its first four bytes
    BOOST_TEST(one.connect("ada"), i);
    BOOST_TEST(one.say(R"(427["room.join",{"room":"team"}])") == "ok", i);
    BOOST_TEST(!one.hear("437[").empty(), i);
  }
  BOOST_TEST(owners.size() > 1u);
}

BOOST_AUTO_TEST_CASE(a_token_comes_by_auth_header_or_query) {
  site s(1, [](auto& o) { o.auth.guests = false; });
  talker by_header(s.node.port(), {}, "Authorization: Bearer " + token_for("ada") + "\r\n");
  by_header.say("40");
  BOOST_TEST(!by_header.hear("40{\"sid\":").empty());
  raw_websocket by_query(s.node.port(), {}, std::string(path) + "websocket&token=" + token_for("ada"));
  by_query.send(1, "40");
  BOOST_REQUIRE(by_query.receive()); // the handshake
  const auto answer = by_query.receive();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->payload.starts_with("40{\"sid\":"));
}

BOOST_AUTO_TEST_CASE(a_wrong_token_is_refused_and_the_connection_stays) {
  site s;
  talker ada(s.node.port());
  ada.say(R"(40{"token":"wrong"})");
  BOOST_TEST(ada.hear("44{").find(R"("data":{"code":"unauthenticated"})") != std::string::npos);
  BOOST_TEST(ada.connect("ada")); // a second try on the same connection
  ada.say("40/nope,");
  BOOST_TEST(ada.hear("44/") == R"(44/nope,{"message":"Invalid namespace"})");
  ada.say(R"(423["session.list"])");
  BOOST_TEST(!ada.hear("433[").empty());
}

BOOST_AUTO_TEST_CASE(a_user_with_too_many_connections_is_told_so_and_may_try_again) {
  site s(1, [](auto& o) { o.limits.connections_per_user = 1; });
  auto ada = std::make_unique<talker>(s.node.port());
  BOOST_TEST(ada->connect("ada"));
  talker second(s.node.port());
  second.say("40{\"token\":\"" + token_for("ada") + "\"}");
  BOOST_TEST(second.hear("44{").find(R"("data":{"code":"rate_limited")") != std::string::npos);
  poller third(s.node.port());
  third.say("40{\"token\":\"" + token_for("ada") + "\"}");
  BOOST_TEST(third.hear("44{").find(R"("data":{"code":"rate_limited")") != std::string::npos);
  ada.reset();
  bool in = false;
  for (int i = 0; i < 100 && !in; ++i) {
    std::this_thread::sleep_for(10ms);
    poller again(s.node.port());
    again.say("40{\"token\":\"" + token_for("ada") + "\"}");
    in = again.hear("4").find("40{\"sid\":") != std::string::npos;
  }
  BOOST_TEST(in);
}

BOOST_AUTO_TEST_CASE(wrong_requests_are_refused_as_the_official_server_refuses_them) {
  site s;
  const auto body_of = [&](std::string_view method, std::string_view query) {
    const auto a = http_ask(s.node.port(), method, "/socket.io/?" + std::string(query));
    return std::to_string(a.status) + " " + a.body;
  };
  BOOST_TEST(body_of("GET", "EIO=4") == R"(400 {"code":0,"message":"Transport unknown"})");
  BOOST_TEST(body_of("GET", "EIO=4&transport=polling&sid=x") ==
             R"(400 {"code":1,"message":"Session ID unknown"})");
  BOOST_TEST(body_of("GET", "EIO=4&transport=websocket") == R"(400 {"code":3,"message":"Bad request"})");
  BOOST_TEST(body_of("GET", "EIO=3&transport=polling") ==
             R"(400 {"code":5,"message":"Unsupported protocol version"})");
  raw_websocket socket(s.node.port(), {}, "/socket.io/?EIO=4&transport=websocket&sid=x");
  BOOST_TEST(socket.status().find(" 400 ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_requests_of_a_session_are_refused_and_end_it_only_where_they_must) {
  site s(1, [](auto& o) { o.limits.message_bytes = 20'000; });
  const auto ends = [&](std::string_view request, std::string_view answer) {
    const poller ada(s.node.port());
    const auto at = request.find(' ');
    const auto raw =
        http_exchange(s.node.port(), std::string(request.substr(0, at)) + " " + ada.where() +
                                         " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                                         std::string(request.substr(at + 1)));
    BOOST_TEST(raw.starts_with("HTTP/1.1 " + std::string(answer)), raw);
    return ada.say("40") != "ok";
  };
  BOOST_TEST(ends("POST Content-Type: application/octet-stream\r\nContent-Length: 1\r\n\r\n4", "400"));
  BOOST_TEST(ends("POST Content-Length: 3\r\n\r\nabc", "200")); // the answer comes before the end
  BOOST_TEST(ends("POST Content-Length: 2\r\n\r\nb?", "200"));
  BOOST_TEST(ends("POST Content-Length: 0\r\n\r\n", "200"));
  BOOST_TEST(!ends("PUT Content-Length: 1\r\n\r\n4", "500"));
  BOOST_TEST(!ends("POST Content-Length: 20001\r\n\r\n4" + std::string(20'000, 'x'), "413"));
}

BOOST_AUTO_TEST_CASE(malformed_packets_end_the_connection_and_nothing_else) {
  site s;
  talker bob(s.node.port());
  BOOST_REQUIRE(bob.connect("bob"));
  for (const auto* bad :
       {"abc", "2", "42{}", "42[\"connect\"]", "420", "49", "451-[\"a\"", "40[1]", "43[1]"}) {
    talker ada(s.node.port());
    BOOST_REQUIRE(ada.connect("ada"));
    ada.say(bad);
    BOOST_TEST(ada.socket.close_code(3s) == 1005, bad);
  }
  bob.say(R"(423["session.list"])");
  BOOST_TEST(!bob.hear("433[").empty());
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_large_ends_the_connection) {
  site s(1, [](auto& o) { o.limits.message_bytes = 20'000; });
  talker ada(s.node.port());
  BOOST_REQUIRE(ada.connect("ada"));
  ada.say("42[\"a\",\"" + std::string(30'000, 'x') + "\"]");
  BOOST_TEST(ada.socket.close_code(3s) == 1009);
}

BOOST_AUTO_TEST_CASE(whoever_joins_no_namespace_in_time_is_sent_away) {
  site s(1, [](auto& o) { o.limits.hello_ms = 500; });
  talker ada(s.node.port());
  BOOST_TEST(ada.socket.close_code(3s) == 1005);
}

BOOST_AUTO_TEST_CASE(pages_of_other_origins_may_not_poll_and_those_named_may_ask_first) {
  site s(1, [](auto& o) { o.listen.origins = {"https://app.example"}; });
  const auto where = std::string(path) + "polling";
  BOOST_TEST(http_ask(s.node.port(), "GET", where, "Origin: https://evil.example\r\n").status == 403);
  const auto good = http_ask(s.node.port(), "GET", where, "Origin: https://app.example\r\n");
  BOOST_TEST(good.status == 200);
  BOOST_TEST(good.headers.find("access-control-allow-origin: https://app.example") != std::string::npos);
  const auto first = http_ask(s.node.port(), "OPTIONS", where,
                              "Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n"
                              "Access-Control-Request-Headers: x-app\r\n");
  BOOST_TEST(first.status == 204);
  BOOST_TEST(first.headers.find("access-control-allow-headers: x-app") != std::string::npos, first.headers);
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_lets_go_of_its_clients) {
  site s;
  talker ada(s.node.port());
  BOOST_REQUIRE(ada.connect("ada"));
  const poller bob(s.node.port());
  BOOST_REQUIRE(bob.connect("bob"));
  s.node.stop();
  BOOST_TEST(ada.socket.close_code(3s) == 1005);
}

BOOST_AUTO_TEST_SUITE_END()
