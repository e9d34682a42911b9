#include "tests/support/counting_random.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/kept_replies.hpp"
#include "transport/hooks/backoff.hpp"
#include "transport/hooks/circuit_breaker.hpp"
#include "transport/hooks/connect_judge.hpp"
#include "transport/hooks/event_text.hpp"
#include "transport/hooks/hook_signature.hpp"
#include "transport/hooks/rpc_desk.hpp"
#include "transport/hooks/send_plan.hpp"
#include "transport/hooks/web_address.hpp"
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

using namespace snug;
using namespace snug::transport::hooks;

BOOST_AUTO_TEST_SUITE(hooks)

BOOST_AUTO_TEST_CASE(delays_double_up_to_their_bound_and_a_part_is_left_to_chance) {
  const backoff by{1'000, 60'000};
  BOOST_TEST(by.after(1, 0) == 1'000u);
  BOOST_TEST(by.after(2, 0) == 2'000u);
  BOOST_TEST(by.after(6, 0) == 32'000u);
  BOOST_TEST(by.after(7, 0) == 60'000u);
  BOOST_TEST(by.after(4'000'000'000, 0) == 60'000u);
  std::mt19937_64 random(1);
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    const auto wait = by.after(3, random());
    BOOST_TEST((wait >= 2'000u && wait <= 4'000u));
    seen.insert(wait);
  }
  BOOST_TEST(seen.size() > 500u);
}

BOOST_AUTO_TEST_CASE(a_breaker_opens_after_failures_in_a_row_and_lets_one_try) {
  circuit_breaker breaker({3, {1'000, 8'000}});
  std::int64_t now = 0;
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(breaker.allow(now));
    breaker.failed(now, 0);
  }
  breaker.succeeded(); // not in a row
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(breaker.allow(now));
    breaker.failed(now, 0);
  }
  BOOST_TEST(!breaker.allow(now));
  BOOST_TEST(breaker.wait(now) == 1'000u);
  now += 1'000;
  BOOST_TEST(breaker.allow(now));
  BOOST_TEST(!breaker.allow(now)); // the one decides
  BOOST_TEST(breaker.wait(now) > 0u);
  breaker.failed(now, 0);
  BOOST_TEST(breaker.wait(now) == 2'000u);
  now += 2'000;
  BOOST_TEST(breaker.allow(now));
  breaker.succeeded();
  BOOST_TEST(breaker.allow(now));
  BOOST_TEST(!breaker.open());
}

BOOST_AUTO_TEST_CASE(what_failed_while_open_keeps_no_probe_from_going) {
  circuit_breaker breaker({1, {1'000, 1'000}});
  BOOST_TEST(breaker.allow(0));
  breaker.failed(0, 0);
  BOOST_TEST(breaker.allow(1'000));
  breaker.forgotten();
  BOOST_TEST(breaker.allow(1'000));
}

BOOST_AUTO_TEST_CASE(a_signature_is_that_of_time_dot_body) {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of thirty-two characters'
  BOOST_TEST(signature_of("a secret of thirty-two characters", 1'700'000'000'999, R"({"a":1})") ==
             "t=1700000000,v1=e93f04871d3c0343a98dee301cb465d604bfdace85e9aec07686137e3d5da83f");
}

BOOST_AUTO_TEST_CASE(addresses_are_taken_apart) {
  const auto plain = web_address::parse("http://example.org/hook?x=1");
  BOOST_REQUIRE(plain.has_value());
  BOOST_TEST(!plain->tls);
  BOOST_TEST(plain->host == "example.org");
  BOOST_TEST(plain->port == 80u);
  BOOST_TEST(plain->path == "/hook?x=1");
  const auto tls = web_address::parse("https://[::1]:8443?y");
  BOOST_REQUIRE(tls.has_value());
  BOOST_TEST(tls->tls);
  BOOST_TEST(tls->host == "::1");
  BOOST_TEST(tls->port == 8'443u);
  BOOST_TEST(tls->path == "/?y");
  BOOST_TEST(tls->authority == "[::1]:8443");
  BOOST_TEST(web_address::parse("https://a")->port == 443u);
  for (const auto* wrong :
       {"", "ftp://a/", "http://", "http:///x", "http://a:0/", "http://a:x/", "http://a:99999/",
        "http://user@a/", "http://a/#part", "http://a /", "http://[::1/", "http://a\r\nB: c/"})
    BOOST_TEST(!web_address::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(an_event_is_told_as_json) {
  facets::hook_row row;
  row.room = "team/a";
  row.kind = "project";
  row.event = "task_created";
  row.data = "\x81\xa2id\x07";
  row.epoch = 5;
  row.offset = 8;
  row.user = "ada";
  row.name = "Ada \"L\"";
  row.at = 1'700'000'000'000;
  row.id = "k1";
  BOOST_TEST(
      event_text(41, "9.41", row) ==
      R"({"number":41,"delivery":"9.41","event":"task_created","room":"team/a","kind":"project","data":{"id":7},)"
      R"("epoch":5,"offset":8,"from":{"user":"ada","name":"Ada \"L\""},"at":1700000000000,"id":"k1"})");
  row.user.clear();
  row.id.clear();
  row.data.clear();
  BOOST_TEST(event_text(42, "9.42", row).find(R"("data":null,)") != std::string::npos);
  BOOST_TEST(event_text(42, "9.1", row).ends_with(R"("from":null,"at":1700000000000})"));
}

BOOST_AUTO_TEST_CASE(of_what_a_handshake_says_twice_the_first_counts) {
  BOOST_TEST(handshake_text({{{"cookie", "a=1"}, {"cookie", "a=2"}}, {{"room", "x"}}}) ==
             R"({"headers":{"cookie":"a=1"},"query":{"room":"x"}})");
  BOOST_TEST(handshake_text({}) == R"({"headers":{},"query":{}})");
}

BOOST_AUTO_TEST_CASE(a_back_ends_answer_is_the_reply) {
  using model::error_code;
  const auto reply = [](int status, std::string body) {
    return rpc_desk::reply_of({status, std::move(body), {}});
  };
  BOOST_TEST(*reply(200, R"({"n":1})") == "\x81\xa1n\x01");
  BOOST_TEST(*reply(200, "") == "");
  BOOST_TEST(*reply(204, "") == "");
  BOOST_TEST((reply(200, "<html>").error().code == error_code::internal));
  BOOST_TEST((reply(200, R"({"a":1,"a":2})").error().code == error_code::internal));
  const auto refused = reply(400, R"({"code":"conflict","message":"taken","field":"name","retry_after":50})");
  BOOST_TEST((refused.error() == model::failure{error_code::conflict, "taken", "name", 50, {}}));
  BOOST_TEST((reply(404, "").error().code == error_code::not_found));
  BOOST_TEST((reply(403, "<html>").error().code == error_code::forbidden));
  BOOST_TEST((reply(418, "").error().code == error_code::bad_request));
  BOOST_TEST((reply(400, R"({"code":"storage_full"})").error().code == error_code::bad_request));
  BOOST_TEST((reply(503, R"({"code":"conflict"})").error().code == error_code::unavailable));
  BOOST_TEST((reply(0, "").error().code == error_code::unavailable));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- requests of people who wait

namespace {

model::identity_ptr somebody(std::string_view user) {
  model::identity who;
  who.user = user;
  return std::make_shared<const model::identity>(std::move(who));
}

/// A sender that holds requests until a test answers them.
struct held_sender final : web_sender {
  void send(web_request request, answered done) override {
    requests.push_back(std::move(request));
    waiting.push_back(std::move(done));
  }
  void answer(web_answer with) {
    auto done = std::move(waiting.front());
    waiting.erase(waiting.begin());
    done(std::move(with));
  }
  std::vector<web_request> requests;
  std::vector<answered> waiting;
};

struct asking {
  held_sender web;
  test::kept_replies out;
  test::fake_clock clock;
  test::counting_random random;
  rpc_desk desk{{web, out, clock, random}};
  asking() {
    desk.take(envelope{*web_address::parse("http://127.0.0.1:1/rpc"), "secret", "command", 5'000}, 2);
  }
  void ask(std::uint32_t ref) {
    model::command c;
    c.from = {0, 0, 1, 1, ref};
    c.who = somebody("ada");
    c.free_event = "task.count";
    desk.carry_out(std::move(c));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(commands_of_a_back_end)

BOOST_FIXTURE_TEST_CASE(no_more_than_so_many_are_under_way, asking) {
  ask(1);
  ask(2);
  ask(3);
  BOOST_TEST(web.requests.size() == 2u);
  BOOST_REQUIRE(out.all.size() == 1u);
  BOOST_TEST(out.all[0].to.ref == 3u);
  BOOST_TEST((out.all[0].outcome.error().code == model::error_code::unavailable));
  BOOST_TEST(out.all[0].outcome.error().retry_after_ms > 0u);
  web.answer({200, "7", {}});
  ask(4);
  BOOST_TEST(web.requests.size() == 3u);
  BOOST_TEST(*out.all[1].outcome == "\x07");
  BOOST_TEST(out.all[1].to.ref == 1u);
}

BOOST_FIXTURE_TEST_CASE(who_asks_for_what_is_in_the_signed_body, asking) {
  ask(1);
  const auto& sent = web.requests.at(0);
  BOOST_TEST(sent.body ==
             R"({"command":"task.count","data":null,"user":"ada","guest":false,"admin":false,"session":0})");
  const std::pair<std::string, std::string> expected[] = {
      {"snug-hook", "command"}, {"snug-signature", signature_of("secret", clock.wall, sent.body)}};
  BOOST_TEST((sent.headers == std::vector(std::begin(expected), std::end(expected))));
}

BOOST_FIXTURE_TEST_CASE(one_that_does_not_answer_is_left_alone_for_a_while, asking) {
  for (std::uint32_t i = 1; i <= 5; ++i) {
    ask(i);
    web.answer({0, {}, "no answer in time"});
  }
  ask(6);
  BOOST_TEST(web.requests.size() == 5u); // the sixth never went
  BOOST_TEST((out.all.back().outcome.error().code == model::error_code::unavailable));
  clock.advance(1'000);
  ask(7);
  BOOST_TEST(web.requests.size() == 6u);
  web.answer({404, {}, {}}); // it answers, whatever
  ask(8);
  ask(9);
  BOOST_TEST(web.requests.size() == 8u);
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what is sent when

namespace {

send_plan::rules small() { return {2, 3, {1'000, 4'000}, 8}; }

/// A queue of rows beside a plan: reads pages and writes settlements the way `event_sender` does.
struct queue {
  send_plan plan{small()};
  std::map<std::uint64_t, std::uint64_t> rows; ///< number → room
  std::set<std::uint64_t> dead;
  std::int64_t now = 0;
  std::uint64_t last = 0;

  std::uint64_t add(std::uint64_t room) {
    rows[++last] = room;
    plan.queued(last, room);
    return last;
  }
  void read(std::size_t most = 4) {
    while (plan.wants_page()) {
      std::vector<send_plan::row> page;
      const auto from = plan.read_from();
      bool whole = true;
      for (auto at = rows.upper_bound(from); at != rows.end(); ++at) {
        if (page.size() == most) {
          whole = false;
          break;
        }
        page.push_back({at->first, at->second});
      }
      const auto before = plan.known();
      plan.page(page, whole);
      if (!whole && plan.known() == before) return; // the window is full
    }
  }
  void write() {
    for (auto what = plan.take_settlement(now); !what.empty(); what = plan.take_settlement(now)) {
      for (const auto number : what.sent)
        rows.erase(number);
      for (const auto& one : what.dead)
        if (rows.erase(one.number)) dead.insert(one.number);
      plan.settled(what);
    }
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(plans_of_sending)

BOOST_FIXTURE_TEST_CASE(events_of_one_room_go_one_after_the_other, queue) {
  read();
  const auto a = add(1), b = add(1), c = add(2), d = add(3);
  BOOST_TEST(*plan.next(now) == a);
  BOOST_TEST(*plan.next(now) == c); // b is of a's room
  BOOST_TEST(!plan.next(now));      // two are under way
  plan.sent(a);
  BOOST_TEST(*plan.next(now) == b);
  plan.sent(c);
  BOOST_TEST(*plan.next(now) == d);
}

BOOST_FIXTURE_TEST_CASE(what_fails_comes_again_later_and_others_go_ahead, queue) {
  read();
  const auto a = add(1), b = add(1);
  BOOST_TEST(*plan.next(now) == a);
  plan.failed(a, "status 500", now, 0);
  BOOST_TEST(*plan.next(now) == b);
  plan.sent(b);
  BOOST_TEST(!plan.next(now));
  BOOST_TEST(!plan.next(now + 999));
  now += 1'000;
  BOOST_TEST(*plan.next(now) == a);
  plan.failed(a, "status 500", now, 0);
  now += 2'000;
  BOOST_TEST(*plan.next(now) == a);
  plan.failed(a, "status 502", now, 0); // the third time
  const auto what = plan.take_settlement(now);
  BOOST_TEST((what.sent == std::vector{b}));
  BOOST_REQUIRE(what.dead.size() == 1u);
  BOOST_TEST(what.dead[0].number == a);
  BOOST_TEST(what.dead[0].attempts == 3u);
  BOOST_TEST(what.dead[0].why == "status 502");
  BOOST_TEST(plan.take_settlement(now).empty()); // it is being written
  BOOST_TEST(!plan.take_settlement(now + send_plan::write_again_ms).empty());
  plan.settled(what);
  BOOST_TEST(plan.take_settlement(now + 100'000).empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_read_before_the_end_was_written_sends_nothing_twice, queue) {
  read();
  const auto a = add(1);
  BOOST_TEST(*plan.next(now) == a);
  plan.sent(a); // its row is still there
  plan.revived();
  read();
  BOOST_TEST(!plan.next(now));
  write();
  read();
  BOOST_TEST(!plan.next(now));
}

BOOST_FIXTURE_TEST_CASE(what_came_back_from_the_dead_is_found_again, queue) {
  read();
  const auto a = add(1), b = add(1);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(*plan.next(now) == a);
    plan.failed(a, "no", now, 0);
    now += 4'000;
  }
  write();
  BOOST_TEST((dead == std::set{a}));
  BOOST_TEST(*plan.next(now) == b);
  plan.sent(b);
  write();
  rows[a] = 1;
  dead.clear();
  plan.revived();
  read();
  BOOST_TEST(*plan.next(now) == a);
}

/// Rows come, requests fail or not, pages are short, answers late: each row is sent until it has gone well or
/// has failed so often, and nothing else.
BOOST_AUTO_TEST_CASE(every_row_comes_to_its_end_and_only_once) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    queue q;
    std::map<std::uint64_t, unsigned> went_well, failed;
    std::set<std::uint64_t> flying;
    const std::size_t most = 1 + random() % 6;
    for (std::uint64_t before = random() % 20; before > 0; --before)
      q.rows[++q.last] = random() % 3; // from before the start: nobody announces them
    for (int step = 0; step < 2'000; ++step) {
      const auto dice = random() % 10;
      if (dice < 3 && q.last < 120) (void)q.add(random() % 3);
      if (dice == 3) q.read(most);
      if (dice == 4) q.write();
      if (dice == 5) q.now += random() % 3'000;
      if (dice == 6 && !flying.empty()) {
        const auto number = *flying.begin();
        flying.erase(flying.begin());
        if (random() % 3 != 0) {
          ++went_well[number];
          q.plan.sent(number);
        } else {
          ++failed[number];
          q.plan.failed(number, "no", q.now, random());
        }
      }
      if (const auto number = q.plan.next(q.now)) {
        BOOST_REQUIRE_MESSAGE(flying.insert(*number).second, "seed " << seed);
        BOOST_REQUIRE_MESSAGE(q.rows.contains(*number), "seed " << seed);
      }
    }
    for (int i = 0; i < 1'000 && !(q.rows.empty() && flying.empty()); ++i) { // let it come to an end
      q.now += 4'000;
      q.read(most);
      for (auto number = q.plan.next(q.now); number; number = q.plan.next(q.now))
        flying.insert(*number);
      for (const auto number : std::exchange(flying, {})) {
        ++went_well[number];
        q.plan.sent(number);
      }
      q.write();
    }
    BOOST_TEST(q.rows.empty(), "seed " << seed);
    for (std::uint64_t number = 1; number <= q.last; ++number) {
      const bool is_dead = q.dead.contains(number);
      BOOST_TEST(went_well[number] == (is_dead ? 0u : 1u), "seed " << seed << " number " << number);
      BOOST_TEST(failed[number] <= 3u);
      BOOST_TEST((failed[number] == 3u) == is_dead);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
