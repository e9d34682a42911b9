#include "tests/support/http_exchange.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>
#include <rapidjson/document.h>
#include <sstream>

using namespace snug::test;

namespace {

rapidjson::Document json(const std::string& text) {
  rapidjson::Document out;
  out.Parse(text.data(), text.size());
  BOOST_REQUIRE_MESSAGE(!out.HasParseError(), text);
  return out;
}

/// The samples of a page in Prometheus' text format; a line that isn't of that format fails the test.
std::map<std::string, double> samples(const std::string& page) {
  std::map<std::string, double> out;
  std::map<std::string, std::string> types;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) continue;
    std::istringstream words(line);
    std::string first, name, value, more;
    words >> first;
    if (first == "#") {
      words >> first >> name >> value;
      BOOST_TEST(first == "TYPE", line);
      types[name] = value;
      continue;
    }
    name = first.substr(0, first.find('{'));
    words >> value;
    BOOST_TEST(!(words >> more), line);
    char* end = nullptr;
    out[name] = std::strtod(value.c_str(), &end);
    BOOST_TEST((!value.empty() && *end == 0), line);
    BOOST_TEST(types.contains(name), line);
    BOOST_TEST((types[name] != "counter" || name.ends_with("_total")), line);
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_pages)

BOOST_AUTO_TEST_CASE(health_and_ready_answer_200_with_json) {
  live_node node;
  for (const auto* path : {"/health", "/ready", "/status", "/"}) {
    const auto page = http_ask(node.port(), "GET", path);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.headers.find("content-type: application/json") != std::string::npos, page.headers);
    BOOST_TEST(json(page.body).IsObject());
  }
}

BOOST_AUTO_TEST_CASE(head_has_the_headers_and_no_body) {
  live_node node;
  const auto page =
      http_exchange(node.port(), "HEAD /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                    std::chrono::milliseconds(500));
  BOOST_TEST(page.starts_with("HTTP/1.1 200"), page);
  BOOST_TEST(page.ends_with("\r\n\r\n"), page);
}

BOOST_AUTO_TEST_CASE(status_and_metrics_count_what_happens) {
  live_node node([](auto& o) { o.shards = 3; });
  speaker guest(node.port(), speech::json);
  guest.hello();
  guest.call("room.join", "lobby");
  guest.call("message.send", "lobby", R"({"text":"one"})");
  std::this_thread::sleep_for(std::chrono::milliseconds(300)); // the shards count once in a while
  const auto status = json(http_ask(node.port(), "GET", "/status").body);
  BOOST_TEST(status["shards"].GetUint() == 3u);
  BOOST_TEST(status["connections"].GetUint() >= 1u);
  BOOST_TEST(status["sessions"].GetUint() == 1u);
  BOOST_TEST(status["awake_rooms"].GetUint() == 1u);
  BOOST_TEST(status["store"]["commits"].GetUint() >= 1u);
  BOOST_TEST(status["store"]["bytes"].GetUint64() <= status["store"]["map_bytes"].GetUint64());

  const auto page = http_ask(node.port(), "GET", "/metrics");
  BOOST_TEST(page.headers.find("text/plain; version=0.0.4") != std::string::npos, page.headers);
  auto metrics = samples(page.body);
  BOOST_TEST(metrics["snug_sessions"] == 1);
  BOOST_TEST(metrics["snug_commands_total"] >= 2);
  BOOST_TEST(metrics["snug_records_total"] >= 1);
  BOOST_TEST(metrics["snug_store_writable"] == 1);
}

BOOST_AUTO_TEST_CASE(other_paths_and_methods_are_refused) {
  live_node node;
  const auto absent = http_ask(node.port(), "GET", "/etc/passwd");
  BOOST_TEST(absent.status == 404);
  BOOST_TEST(std::string(json(absent.body)["code"].GetString()) == "not_found");
  BOOST_TEST(http_ask(node.port(), "GET", "/status/../health").status != 500);
  const auto wrong = http_ask(node.port(), "DELETE", "/status");
  BOOST_TEST(wrong.status == 405);
  BOOST_TEST(wrong.headers.find("allow: GET, HEAD, OPTIONS") != std::string::npos, wrong.headers);
  BOOST_TEST(http_ask(node.port(), "POST", "/status", "Content-Length: 0\r\n").status == 405);
  BOOST_TEST(http_ask(node.port(), "OPTIONS", "/status").status == 204);
  BOOST_TEST(http_ask(node.port(), "GET", "/v1/socket").status == 426);
}

BOOST_AUTO_TEST_CASE(a_body_that_was_promised_is_read_before_the_answer) {
  live_node node;
  const auto answer = http_exchange(
      node.port(), "POST /status HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello");
  BOOST_TEST(answer.starts_with("HTTP/1.1 405"), answer);
}

BOOST_AUTO_TEST_CASE(only_addresses_localhost_and_configured_names_are_answered) {
  live_node node([](auto& o) { o.listen.hosts = {"chat.example"}; });
  for (const auto* host : {"127.0.0.1", "localhost:7684", "[::1]:80", "chat.example", "Chat.Example:443"})
    BOOST_TEST(http_ask(node.port(), "GET", "/health", "", host).status == 200, host);
  for (const auto* host : {"evil.example", "chat.example.evil", "127.0.0.1.evil", ""})
    BOOST_TEST(http_ask(node.port(), "GET", "/health", "", host).status == 421, host);
}

BOOST_AUTO_TEST_CASE(pages_of_other_origins_may_not_connect_unless_they_are_configured) {
  const auto from = [](live_node& node, const std::string& origin) {
    return raw_websocket(node.port(), "snug.v1.json", "/v1/socket", "Origin: " + origin + "\r\n")
        .status()
        .substr(9, 3);
  };
  live_node strict;
  BOOST_TEST(from(strict, "http://127.0.0.1:" + std::to_string(strict.port())) == "101");
  BOOST_TEST(from(strict, "http://evil.example") == "403");
  BOOST_TEST(from(strict, "null") == "403");
  live_node named([](auto& o) { o.listen.origins = {"https://app.example"}; });
  BOOST_TEST(from(named, "https://app.example") == "101");
  BOOST_TEST(from(named, "https://app.example.evil") == "403");
}

BOOST_AUTO_TEST_SUITE_END()
