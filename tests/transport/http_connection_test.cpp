#include "transport/http/connection.hpp"
#include <array>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>
#include <vector>

using namespace snug::transport;

namespace {

/// Connections on a loop of their own, and what was asked on which.
struct site final : http::connection::owner {
  site() { uv_loop_init(&loop); }
  ~site() override {
    all.clear();
    for (const int fd : clients)
      ::close(fd);
    uv_run(&loop, UV_RUN_DEFAULT); // handles that close
    uv_loop_close(&loop);
  }

  /// A connection that a client has just opened; the client's end of it.
  int accepted() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    all.push_back(std::make_unique<http::connection>(loop, channel(ends[0]), std::make_unique<arrival>(),
                                                     http::request_reader::limits{1'024, 16, 1'024}, patience,
                                                     static_cast<http::connection::owner&>(*this)));
    clients.push_back(ends[1]);
    return ends[1];
  }
  static void ask(int client, std::string_view path) {
    const auto text = "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    BOOST_REQUIRE(::write(client, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  /// Goes round once.
  void turn() { uv_run(&loop, UV_RUN_NOWAIT); }

  void requested(http::connection& c, http::request r) override {
    asked += r.path;
    c.answer({});
  }
  void upgrade(http::connection&, const http::request&) override {}
  void writable(http::connection&) override {}
  void ended(http::connection&) override {}
  bool take_room(std::size_t) override { return true; }
  void give_room_back(std::size_t) override {}
  std::int64_t now() const override { return time; }
  std::optional<tls::stream::state> shake_hands(http::connection&, channel&) override { return std::nullopt; }
  void come_back(http::connection&) override {}
  void due_earlier(http::connection& c) override {
    ++told;
    c.watched = c.due();
  }

  uv_loop_t loop{};
  const http::connection::patience patience{};
  std::vector<std::unique_ptr<http::connection>> all;
  std::vector<int> clients;
  std::string asked;
  std::int64_t time = 1'000;
  int told = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(http_connections)

BOOST_AUTO_TEST_CASE(what_was_sent_first_is_heard_first_though_it_came_by_an_older_connection) {
  site s;
  const int older = s.accepted();
  s.all[0]->start();
  s.turn();
  const int newer = s.accepted();
  site::ask(older, "/first");
  site::ask(newer, "/second");
  s.all[1]->start();
  BOOST_TEST(s.asked == "");
  s.turn();
  BOOST_TEST(s.asked == "/first/second");
}

BOOST_AUTO_TEST_CASE(a_deadline_that_moves_away_is_not_told) {
  site s;
  const int client = s.accepted();
  s.all[0]->start();
  BOOST_TEST(s.told == 1); // the first request has to begin
  BOOST_TEST(s.all[0]->due() == s.time + s.patience.first_ms);
  for (int i = 0; i < 5; ++i) {
    s.time += 100;
    site::ask(client, "/");
    s.turn();
  }
  BOOST_TEST(s.asked == "/////");
  BOOST_TEST(s.all[0]->due() == s.time + s.patience.idle_ms);
  BOOST_TEST(s.told == 1);
  BOOST_TEST(s.all[0]->watched == 1'000 + s.patience.first_ms);
}

BOOST_AUTO_TEST_SUITE_END()
