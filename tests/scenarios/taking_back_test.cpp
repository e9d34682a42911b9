#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <functional>
#include <memory>

// How long it takes until somebody whose right is taken back is out, in each dialect, in the clear and under
// TLS. `SNUG_TEST_TIMES=1 test_scenarios --run_test=taking_back` prints what docs/identity.md says.

using namespace snug::test;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
namespace data = boost::unit_test::data;

namespace {

constexpr auto user_token = [](std::string_view user) {
  return "Authorization: Bearer " + token_for(user) + "\r\n";
};

/// Somebody who is connected and in the room `team`, in one dialect.
struct present {
  std::string dialect;
  std::function<bool()> is_in;   ///< joins; false where that fails
  std::function<bool()> is_sent; ///< waits until the server closes it, or says that it is out
};

struct site {
  explicit site(unsigned shards)
    : node([shards](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      for (const auto* name : {"own"}) {
        char pattern[] = "/tmp/snug-tls-XXXXXX";
        const std::string folder = mkdtemp(pattern);
        test_certificate::make(name).write(folder, name);
        o.tls.certificate = folder + "/own.crt";
        o.tls.key = folder + "/own.key";
        o.tls.port = 0;
      }
      o.rooms.push_back({"team", "group", "public", {{"ada", "owner"}}});
    }) {}
  ~site() {
    std::filesystem::remove_all(std::filesystem::path(node.options().tls.certificate).parent_path());
  }
  live_node node;
};

/// The ways in, by port. Each is `user` and in the room when it returns.
std::vector<present> everybody(std::uint16_t port, const std::string& user) {
  std::vector<present> out;
  for (const auto spoken : {speech::msgpack, speech::json}) {
    const auto who = std::make_shared<speaker>(port, spoken, user_token(user));
    out.push_back({std::string(subprotocol_of(spoken)),
                   [who] { return who->hello().ok() && who->call("room.join", "team").ok(); },
                   [who] { return who->close_code() == 4101; }});
  }
  const auto stream = std::make_shared<http_client>(port, token_for(user));
  out.push_back({"server-sent events",
                 [stream] {
                   return stream->listen("/api/v1/rooms/team/stream").status == 200 &&
                          stream->next("room.joined").has_value();
                 },
                 [stream] { return stream->next("closed").has_value(); }});
  const auto socketio = std::make_shared<raw_websocket>(
      port, std::string_view{}, "/socket.io/?EIO=4&transport=websocket", user_token(user));
  const auto hears = [](raw_websocket& on, std::string_view part) {
    while (const auto f = on.receive())
      if (f->payload.find(part) != std::string::npos) return true;
    return false;
  };
  out.push_back({"Socket.IO, WebSocket",
                 [socketio, hears] {
                   socketio->send(1, "40");
                   if (!hears(*socketio, "40{")) return false;
                   socketio->send(1, R"(421["room.join",{"room":"team"}])");
                   return hears(*socketio, R"("status":"ok")");
                 },
                 [socketio] { return socketio->close_code() != 0; }});
  const auto polls = std::make_shared<std::string>();
  const auto at = [polls] { return "/socket.io/?EIO=4&transport=polling" + *polls; };
  const auto post = [port, at](const std::string& packet) {
    return http_exchange(port, "POST " + at() +
                                   " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " +
                                   std::to_string(packet.size()) + "\r\n\r\n" + packet);
  };
  out.push_back({"Socket.IO, polling",
                 [port, polls, at, post, user] {
                   const auto begun = http_ask(port, "GET", at());
                   const auto sid = begun.body.find(R"("sid":")");
                   if (begun.status != 200 || sid == std::string::npos) return false;
                   *polls = "&sid=" + begun.body.substr(sid + 7, begun.body.find('"', sid + 7) - sid - 7);
                   (void)post("40{\"token\":\"" + token_for(user) + "\"}");
                   if (http_ask(port, "GET", at()).body.find("40{") == std::string::npos) return false;
                   (void)post(R"(421["room.join",{"room":"team"}])");
                   return http_ask(port, "GET", at()).body.find(R"("status":"ok")") != std::string::npos;
                 },
                 [port, at] {
                   for (int i = 0; i < 20; ++i) {
                     const auto answer = http_ask(port, "GET", at());
                     if (answer.status != 200 || answer.body.starts_with("1") ||
                         answer.body.find("\x1e"
                                          "1") != std::string::npos)
                       return true;
                   }
                   return false;
                 }});
  const auto yjs = std::make_shared<raw_websocket>(port, std::string_view{}, "/yjs/team", user_token(user));
  out.push_back({"Yjs",
                 [yjs] {
                   yjs->send(2, std::string("\0\0\1\0", 4));
                   return yjs->receive().has_value();
                 },
                 [yjs] { return yjs->close_code() == 4101; }});
  return out;
}

double since(steady::time_point begun) {
  return std::chrono::duration<double, std::milli>(steady::now() - begun).count();
}

} // namespace

BOOST_AUTO_TEST_SUITE(taking_back)

BOOST_DATA_TEST_CASE(whose_tokens_are_revoked_is_out_in_every_dialect, data::make({1u, 3u}), shards) {
  site s(shards);
  unsigned number = 0;
  for (const bool tls : {false, true}) {
    const auto port = tls ? s.node.tls_port() : s.node.options().listen.port;
    for (std::size_t way = 0; way < 6; ++way) {
      const auto user = "user" + std::to_string(++number);
      auto who = everybody(port, user)[way];
      BOOST_TEST_REQUIRE(who.is_in(), who.dialect);
      http_client root(s.node.options().listen.port,
                       signed_token(R"({"alg":"HS256"})", R"({"sub":"root","admin":true,"exp":4102444800})"));
      const auto begun = steady::now();
      // The answer comes when it is on disk; who is about to go doesn't wait for that.
      BOOST_TEST(root.ask("POST", "/api/v1/auth/revoke", R"({"user":")" + user + "\"}").status == 200);
      BOOST_TEST(who.is_sent(), who.dialect);
      const auto took = since(begun);
      BOOST_TEST(took < 5'000.0, who.dialect << " took " << took << " ms"); // a second, on a machine at rest
      if (std::getenv("SNUG_TEST_TIMES"))
        std::printf("%-22s %-13s %u shards: %6.1f ms\n", who.dialect.c_str(), tls ? "TLS" : "in the clear",
                    shards, took);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
