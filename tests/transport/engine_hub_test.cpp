#include "transport/engine/hub.hpp"
#include "transport/engine/session_names.hpp"
#include "transport/peer_table.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

using namespace snug;
using namespace snug::transport;

namespace {

const engineio::settings timing{300, 200, 1'000, 1'000'000};

/// Uses a line and has a deadline of its own; counts how often it is asked for it.
struct application final : engine::line::user {
  void received(engine::line& from, std::string_view data, bool) override {
    if (data == "ask") due_at = 5'000;
    if (data == "ask now") {
      due_at = 1'100;
      from.say(""); // what it says makes that known
    }
  }
  void writable(engine::line&, peer&) override {}
  void ended(engine::line&, engineio::ending why) override { end = name_of(why); }
  std::int64_t due() const override {
    ++asked;
    return due_at;
  }
  void tick(std::int64_t now) override {
    ticked.push_back(now);
    due_at = engineio::session::never;
  }

  mutable int asked = 0;
  std::int64_t due_at = engineio::session::never;
  std::vector<std::int64_t> ticked;
  std::string end;
};

/// A hub whose WebSockets write nowhere and whose time is told to it.
struct bench final : wire, engine::hub::outlet {
  peer& client() {
    auto& p = peers.open();
    hub.socket_opened(p, {}, std::make_unique<arrival>());
    BOOST_REQUIRE(p.over);
    return p;
  }
  void at(std::int64_t ms) {
    time = ms;
    hub.tick();
    hub.flush();
  }
  [[nodiscard]] int asked() const {
    int n = 0;
    for (const auto& a : users)
      n += a->asked;
    return n;
  }

  bool clogged(const peer&) const override { return false; }
  bool write(peer&, std::string_view) override {
    ++writes;
    return true;
  }
  void call_when_writable(peer&) override {}
  engine::line::user* opened(engine::line&, std::unique_ptr<arrival>) override {
    users.push_back(std::make_unique<application>());
    return users.back().get();
  }
  std::string new_sid() override { return "sid" + std::to_string(users.size()); }
  void closing(peer&) override {}
  void broken(peer&) override {}
  void read(peer&, bool) override {}
  std::uint32_t unsent(const peer&) const override { return 0; }
  void end(engine::line&, peer&) override {}
  std::int64_t now() const override { return time; }

  std::int64_t time = 1'000;
  int writes = 0;
  std::vector<std::unique_ptr<application>> users;
  ring_pool rings;
  peer_table peers{rings};
  engine::hub hub{timing, *this, *this};
};

/// Numbers, one after the other.
struct counter final : store::random_source {
  std::uint64_t next() noexcept override { return ++last; }
  std::uint64_t last = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(engine_hub)

BOOST_AUTO_TEST_CASE(clients_that_have_nothing_due_are_not_looked_at) {
  bench b;
  for (int i = 0; i < 1'000; ++i)
    b.client();
  b.hub.flush();
  const auto before = b.asked();
  const auto written = b.writes;
  for (std::int64_t ms = 1'001; ms < 1'300; ++ms)
    b.at(ms);
  BOOST_TEST(b.asked() == before);
  BOOST_TEST(b.writes == written);
  b.at(1'300); // all are pinged
  BOOST_TEST(b.writes == written + 1'000);
}

BOOST_AUTO_TEST_CASE(a_user_is_told_when_what_it_waits_for_is_due) {
  bench b;
  auto& p = b.client();
  b.hub.socket_message(p, "4ask now", false);
  b.at(1'099);
  BOOST_TEST(b.users[0]->ticked.empty());
  b.at(1'100);
  BOOST_TEST((b.users[0]->ticked == std::vector<std::int64_t>{1'100}));
  b.at(1'300);
  b.hub.socket_message(p, "3", false); // its pings go on as ever
  b.at(1'600);
  BOOST_TEST(b.users[0]->end == "");
  BOOST_TEST(b.users[0]->ticked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_deadline_of_the_user_behind_those_of_the_session_is_not_forgotten) {
  bench b;
  auto& p = b.client();
  b.hub.socket_message(p, "4ask", false);
  for (std::int64_t ms = 1'300; ms <= 5'200; ms += 100) {
    b.at(ms);
    b.hub.socket_message(p, "3", false);
  }
  BOOST_TEST(b.users[0]->end == "");
  BOOST_TEST((b.users[0]->ticked == std::vector<std::int64_t>{5'000}));
}

BOOST_AUTO_TEST_CASE(who_answers_no_ping_is_let_go) {
  bench b;
  b.client();
  b.at(1'300);
  b.at(1'499);
  BOOST_TEST(b.users[0]->end == "");
  b.at(1'500);
  BOOST_TEST(b.users[0]->end == "ping timeout");
  b.at(1'501);
  BOOST_TEST(b.hub.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_session_s_name_says_where_it_is) {
  counter random;
  const auto one = engine::new_sid(3, 517, random);
  const auto other = engine::new_sid(3, 517, random);
  BOOST_TEST(one != other);
  BOOST_TEST(one.size() == 27u);
  BOOST_TEST(engine::shard_of(one, 3).value() == 517);
  BOOST_TEST(!engine::shard_of(one, 4));
  BOOST_TEST(!engine::shard_of("", 3));
  BOOST_TEST(!engine::shard_of("abc", 3));
  BOOST_TEST(!engine::shard_of(one + "AAAA", 3));
  BOOST_TEST(!engine::shard_of(std::string(27, '?'), 3));
}

BOOST_AUTO_TEST_SUITE_END()
