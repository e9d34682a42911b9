#include "tests/support/busy_server.hpp"
#include "tests/support/http_exchange.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <deque>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

bool says(const raw_websocket& socket, std::string_view status) {
  return socket.status().substr(0, 13).find(status) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(rubbish_handshakes, busy_server)

BOOST_AUTO_TEST_CASE(another_path_is_not_found) {
  BOOST_TEST(says(raw_websocket(node.port(), "snug.v1.json", "/v2/socket"), "404"));
  BOOST_TEST(says(raw_websocket(node.port(), "snug.v1.json", "/"), "404"));
}

BOOST_AUTO_TEST_CASE(a_subprotocol_nobody_speaks_is_refused_and_one_of_several_is_taken) {
  BOOST_TEST(says(raw_websocket(node.port(), "chat"), "400"));
  raw_websocket several(node.port(), "chat, snug.v1.msgpack");
  BOOST_TEST(several.open());
  BOOST_TEST(several.status().find("snug.v1.msgpack") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_subprotocol_is_json) {
  raw_websocket socket(node.port(), "");
  BOOST_REQUIRE(socket.open());
  socket.send(1, R"([1,"hello",null,{}])");
  const auto answer = socket.receive();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->payload.starts_with(R"([1,"ok",{"session":)"), answer->payload);
}

BOOST_AUTO_TEST_CASE(an_upgrade_that_stops_halfway_holds_nobody_up) {
  std::deque<std::string> halves = {"", "G", "GET /v1/socket HT",
                                    "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgra",
                                    "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"};
  for (const auto& half : halves)
    BOOST_TEST(http_exchange(node.port(), half, 50ms) == "");
  BOOST_TEST(speaker(node.port(), speech::json).hello().ok());
}

BOOST_AUTO_TEST_CASE(headers_beyond_every_measure_are_refused_and_end_the_connection) {
  for (const std::size_t size : {20'000u, 1'000'000u}) {
    const auto request =
        "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + std::string(size, 'x') + "\r\n\r\n";
    const auto answer = http_exchange(node.port(), request);
    BOOST_TEST(answer.starts_with("HTTP/1.1 431"), answer);
    BOOST_TEST(answer.find("connection: close") != std::string::npos, answer);
  }
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_is_answered_in_json) {
  for (const auto* path : {"/v2/socket", "/"}) {
    const raw_websocket socket(node.port(), "snug.v1.json", path);
    BOOST_TEST(socket.status().starts_with("HTTP/1.1 404"), socket.status());
    BOOST_TEST(socket.status().find("application/json") != std::string::npos, socket.status());
  }
  const auto old = http_ask(node.port(), "GET", "/v1/socket",
                            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n");
  BOOST_TEST(old.status == 426);
  BOOST_TEST(old.headers.find("sec-websocket-version: 13") != std::string::npos, old.headers);
  BOOST_TEST(old.body.starts_with("{\"code\":"), old.body);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_gets_no_answer_worth_the_name) {
  for (const auto* request : {"\x16\x03\x01\x02\x01\x01\r\n\r\n", "hello\r\n\r\n", "\r\n\r\n\r\n\r\n",
                              "BREW /pot HTCPCP/1.0\r\n\r\n"}) {
    const auto answer = http_exchange(node.port(), request, 500ms);
    BOOST_TEST(!answer.starts_with("HTTP/1.1 101"), answer);
    BOOST_TEST(!answer.starts_with("HTTP/1.1 2"), answer);
  }
}

BOOST_AUTO_TEST_CASE(a_body_of_unknown_length_is_refused_and_chunks_are_read) {
  BOOST_TEST(http_ask(node.port(), "POST", "/status").status == 411);
  const auto chunked = http_exchange(
      node.port(), "POST /status HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "5\r\nhello\r\n0\r\n\r\n");
  BOOST_TEST(chunked.starts_with("HTTP/1.1 405"), chunked);
  BOOST_TEST(http_ask(node.port(), "POST", "/status", "Content-Length: many\r\n").status == 400);
  BOOST_TEST(http_ask(node.port(), "POST", "/status", "Content-Length: 99999999999\r\n").status == 413);
}

BOOST_AUTO_TEST_CASE(whoever_comes_by_a_proxy_counts_for_themselves) {
  const auto come = [](const live_node& node, const std::string& by) {
    return std::make_unique<raw_websocket>(node.port(), "snug.v1.json", "/v1/socket",
                                           by.empty() ? by : "X-Forwarded-For: " + by + "\r\n");
  };
  live_node node([](auto& o) {
    o.limits.unidentified_per_address = 2;
    o.listen.proxies = {"127.0.0.0/8"};
  });
  const auto one = come(node, "203.0.113.7"), two = come(node, "198.51.100.1, 203.0.113.7");
  BOOST_TEST(one->open());
  BOOST_TEST(two->open());
  auto three = come(node, "203.0.113.7");
  BOOST_TEST(three->status().substr(9, 3) == "503");
  BOOST_TEST(come(node, "203.0.113.8")->open());
  one->send(1, R"([1,"hello",null,{}])"); // whoever said hello isn't counted any more
  BOOST_TEST(one->receive().has_value());
  BOOST_TEST(come(node, "203.0.113.7")->open());

  live_node alone([](auto& o) { o.limits.unidentified_per_address = 2; }); // believes nobody
  std::vector<std::unique_ptr<raw_websocket>> all;
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(all.emplace_back(come(alone, "203.0.113.7"))->open());
}

BOOST_AUTO_TEST_SUITE_END()
