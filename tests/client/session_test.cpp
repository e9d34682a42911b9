#include "actors/model/packer.hpp"
#include "clients/cpp/loop.hpp"
#include "clients/cpp/session.hpp"
#include "tests/client/native_peer.hpp"
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

using namespace snug;
using namespace snug::client;
using namespace std::chrono_literals;
using namespace snug::test;

namespace {

/// A session, and what its handlers were told.
struct user {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<session_state> states;
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> missed;
  loop on;
  session talk;

  static session_options quick(const std::string& url) {
    session_options options;
    options.url = url;
    options.wait = {5, 20};
    return options;
  }

  session_handlers handlers() {
    session_handlers out;
    out.state = [this](const session_state& s) { note([&] { states.push_back(s); }); };
    out.event = [this](const incoming_event& e) { note([&] { offsets.push_back(e.offset); }); };
    out.joined = [this](const joined_room& j) { note([&] { missed.push_back(j.missed); }); };
    return out;
  }
  template <class F> void note(F change) {
    const std::lock_guard lock(mutex);
    change();
    changed.notify_all();
  }
  template <class F> bool until(F reached) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 5s, reached);
  }
  bool until_closed() {
    return until([this] { return !states.empty() && states.back().now == phase::closed; });
  }

  explicit user(const std::string& url)
    : user(quick(url)) {}
  explicit user(session_options options)
    : talk(on, std::move(options), handlers()) {
    talk.open();
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(client_session)

BOOST_AUTO_TEST_CASE(hello_comes_first_and_names_the_client) {
  fake_server server;
  auto options = user::quick(server.url());
  options.name = "ada";
  user ada(options);
  auto peer = server.accept();
  BOOST_TEST(peer.request().starts_with("GET /v1/socket HTTP/1.1"));
  const auto hello = greet(peer);
  BOOST_TEST(hello.command == "hello");
  BOOST_TEST(*model::value(hello.data).find("name").text() == "ada");
  BOOST_TEST(*model::value(hello.data).find("client").find("name").text() == "snug-cpp");
  BOOST_TEST(ada.until([&] { return ada.states.size() == 2 && ada.states[1].now == phase::ready; }));
}

BOOST_AUTO_TEST_CASE(hello_tells_how_far_the_servers_clock_is_ahead) {
  fake_server server;
  user ada(server.url());
  BOOST_TEST(ada.talk.clock_ahead_ms() == 0);
  auto peer = server.accept();
  greet(peer, false, 0, -3'600'000);
  BOOST_TEST(ada.until([&] { return ada.states.size() == 2 && ada.states[1].now == phase::ready; }));
  BOOST_TEST(ada.talk.clock_ahead_ms() <= -3'600'000);
  BOOST_TEST(ada.talk.clock_ahead_ms() > -3'605'000);
}

BOOST_AUTO_TEST_CASE(commands_are_answered_by_ref_and_carry_an_id) {
  fake_server server;
  user ada(server.url());
  auto first = ada.talk.call("message.send", "lobby", "\x81\xa1t\xa1x");
  auto second = ada.talk.call("message.send", "lobby", "");
  auto peer = server.accept();
  greet(peer);
  const auto a = next(peer), b = next(peer);
  BOOST_TEST(a.data == "\x81\xa1t\xa1x");
  BOOST_TEST(a.id.size() == 24u);
  BOOST_TEST(a.id != b.id);
  refuse(peer, b.ref, "forbidden");
  ok(peer, a.ref, "\x05");
  const auto one = first.get();
  BOOST_TEST_REQUIRE(bool(one));
  BOOST_TEST(*one->value().uint() == 5u);
  const auto two = second.get();
  BOOST_TEST_REQUIRE(!two);
  BOOST_TEST((two.error().code == model::error_code::forbidden));
}

BOOST_AUTO_TEST_CASE(after_a_lost_connection_the_session_resumes_rejoins_and_sends_again_under_the_same_id) {
  fake_server server;
  user ada(server.url());
  ada.talk.join("lobby");
  auto unanswered = ada.talk.call("message.send", "lobby", "\x01");
  std::string id;
  {
    auto peer = server.accept();
    greet(peer);
    let_join(peer, next(peer), 7, 10, 10);
    id = next(peer).id;
    event(peer, 11);
    BOOST_TEST(ada.until([&] { return ada.offsets.size() == 1; }));
    peer.cut();
  }
  auto peer = server.accept();
  const auto hello = greet(peer, true);
  BOOST_TEST(model::value(hello.data).find("resume").text().value_or("") == "token-1");
  const auto join = next(peer);
  BOOST_TEST(join.command == "room.join");
  BOOST_TEST(*model::value(join.data).find("since").find("epoch").uint() == 7u);
  BOOST_TEST(*model::value(join.data).find("since").find("offset").uint() == 11u);
  let_join(peer, join, 7, 11, 13);
  const auto again = next(peer);
  BOOST_TEST(again.id == id);
  BOOST_TEST(again.data == "\x01");
  for (const auto offset : {11u, 12u, 13u})
    event(peer, offset);
  ok(peer, again.ref);
  BOOST_TEST(bool(unanswered.get()));
  BOOST_TEST(ada.until([&] { return ada.offsets.size() == 3; }));
  BOOST_TEST(ada.offsets == (std::vector<std::uint64_t>{11, 12, 13}), boost::test_tools::per_element());
  BOOST_TEST(ada.missed == (std::vector<std::uint64_t>{0, 2}), boost::test_tools::per_element());
  BOOST_TEST(ada.talk.counters().duplicates == 1u);
  BOOST_TEST(ada.talk.counters().holes == 0u);
}

BOOST_AUTO_TEST_CASE(a_session_that_was_taken_over_does_not_come_back) {
  fake_server server;
  user ada(server.url());
  auto waiting = ada.talk.call("message.send", "lobby", "");
  auto peer = server.accept();
  greet(peer);
  BOOST_TEST(next(peer).command == "message.send");
  peer.close(4410, "replaced");
  BOOST_TEST(ada.until_closed());
  BOOST_TEST(ada.states.back().code == 4410u);
  BOOST_TEST(ada.states.back().reason == "replaced");
  BOOST_TEST(!waiting.get());
  BOOST_TEST(server.quiet_for(200));
  BOOST_TEST(!ada.talk.call("message.send", "lobby", "").get());
}

BOOST_AUTO_TEST_CASE(a_draining_server_is_left_alone_for_as_long_as_it_asks) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer);
  peer.close(4000, "drain; retry_after=400");
  BOOST_TEST(ada.until([&] { return ada.states.back().now == phase::reconnecting; }));
  BOOST_TEST(ada.states.back().in_ms >= 400u);
  BOOST_TEST(server.quiet_for(300));
  auto back = server.accept();
  greet(back, true);
  BOOST_TEST(ada.until([&] { return ada.states.back().now == phase::ready && ada.states.back().resumed; }));
}

BOOST_AUTO_TEST_CASE(an_expired_token_is_replaced_by_a_new_one_and_ends_the_session_where_there_is_none) {
  fake_server server;
  auto options = user::quick(server.url());
  options.token = "old";
  options.new_token = [asked = 0]() mutable {
    return ++asked == 1 ? std::optional<std::string>("new") : std::nullopt;
  };
  user ada(options);
  for (const auto* token : {"old", "new"}) {
    auto peer = server.accept();
    const auto hello = next(peer);
    BOOST_TEST(model::value(hello.data).find("token").text().value_or("") == token);
    refuse(peer, hello.ref, "unauthenticated");
    peer.close(4100, "token expired");
  }
  BOOST_TEST(ada.until_closed());
  BOOST_TEST(ada.states.back().code == 4100u);
}

BOOST_AUTO_TEST_CASE(a_command_that_is_not_kept_is_refused_when_the_connection_is_lost) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer);
  call_options now_or_never;
  now_or_never.keep = false;
  auto call = ada.talk.call("cursor.move", "lobby", "", now_or_never);
  BOOST_TEST(next(peer).id.empty());
  peer.cut();
  const auto result = call.get();
  BOOST_TEST_REQUIRE(!result);
  BOOST_TEST((result.error().code == model::error_code::unavailable));
}

BOOST_AUTO_TEST_CASE(a_server_that_falls_silent_is_left_and_one_that_pings_is_not) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer, false, 100);
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST(server.quiet_for(80));
    peer.ping();
  }
  BOOST_TEST(!server.quiet_for(1'000));
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_says_whether_to_come_back) {
  fake_server server;
  user ada(server.url());
  server.accept_raw().refuse_upgrade("503 Service Unavailable");
  server.accept_raw().refuse_upgrade("403 Forbidden");
  BOOST_TEST(ada.until_closed());
  BOOST_TEST(server.quiet_for(100));
}

BOOST_AUTO_TEST_CASE(no_server_at_all_is_given_up_where_the_options_say_so) {
  auto options = user::quick("ws://127.0.0.1:1");
  options.give_up_ms = 150;
  user ada(options);
  auto waiting = ada.talk.call("message.send", "lobby", "");
  BOOST_TEST(ada.until_closed());
  BOOST_TEST(!waiting.get());
}

BOOST_AUTO_TEST_CASE(more_commands_than_the_bound_are_refused_at_once) {
  auto options = user::quick("ws://127.0.0.1:1");
  options.max_commands = 2;
  user ada(options);
  auto a = ada.talk.call("x", "", ""), b = ada.talk.call("x", "", ""), c = ada.talk.call("x", "", "");
  BOOST_TEST((c.wait_for(0s) == std::future_status::ready));
  BOOST_TEST((a.wait_for(0s) == std::future_status::timeout));
  BOOST_TEST(ada.talk.counters().unanswered == 2u);
  const auto bad = ada.talk.call("x", "", "\xc1").get();
  BOOST_TEST_REQUIRE(!bad);
  BOOST_TEST((bad.error().code == model::error_code::bad_request));
}

BOOST_AUTO_TEST_CASE(rubbish_is_counted_and_disturbs_nothing) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer);
  peer.send("\xc1\xff");
  peer.send(std::string(5'000, '\x90'));
  event(peer, 1);
  BOOST_TEST(ada.until([&] { return ada.offsets.size() == 1; }));
  BOOST_TEST(ada.talk.counters().rubbish == 2u);
}

BOOST_AUTO_TEST_CASE(closing_says_goodbye_with_1000) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer);
  BOOST_TEST(ada.until([&] { return ada.states.back().now == phase::ready; }));
  ada.talk.close();
  BOOST_TEST(peer.receive() == "");
  BOOST_TEST(peer.close_code == 1000u);
  peer.cut();
  BOOST_TEST(ada.until_closed());
}

BOOST_AUTO_TEST_CASE(a_large_command_and_a_large_event_arrive_whole) {
  fake_server server;
  user ada(server.url());
  auto peer = server.accept();
  greet(peer);
  model::packer pack;
  pack.text(std::string(300'000, 'x'));
  auto call = ada.talk.call("message.send", "lobby", pack.str());
  const auto got = next(peer);
  BOOST_TEST((got.data == pack.str()));
  model::packer large;
  ok(peer, got.ref, large.text(std::string(60'000, 'y')).str());
  const auto result = call.get();
  BOOST_TEST_REQUIRE(bool(result));
  BOOST_TEST(result->value().text().value_or("").size() == 60'000u);
}

BOOST_AUTO_TEST_SUITE_END()
