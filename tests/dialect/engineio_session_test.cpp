#include "transport/dialect/engineio/session.hpp"
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

using namespace snug;
using namespace snug::engineio;

namespace {

const settings quick{300, 200, 1'000, 1'000'000};

/// A session whose doings are written down, one a line: `poll <body>`, `ws <packets>`, `close`, `got <data>`,
/// `writable`, `ended <why>`.
struct bench final : session::outlet {
  explicit bench(bool websocket)
    : it(quick, "sid", websocket, 1'000, *this) {
    it.begin();
  }

  /// What was done since it was last asked.
  std::string done() {
    std::string out;
    for (const auto& line : std::exchange(log, {}))
      out += (out.empty() ? "" : "; ") + line;
    return out;
  }
  void said(packet_type type, std::string_view data = {}) {
    std::string frame;
    append_frame(frame, {type, false, data});
    it.write(frame);
  }

  void answer_poll(std::string body) override { log.push_back("poll " + body); }
  void answer_post() override { log.push_back("ok"); }
  void write_socket(std::string_view frames) override {
    std::string body;
    append_to_body(body, frames);
    log.push_back("ws " + body);
  }
  void close_socket() override { log.push_back("close"); }
  void received(std::string_view data, bool binary) override {
    log.push_back((binary ? "got b:" : "got ") + std::string(data));
  }
  void writable() override { log.push_back("writable"); }
  void ended(ending why) override { log.push_back("ended " + std::string(name_of(why))); }

  std::vector<std::string> log;
  session it;
};

/// A session that polls and has had its handshake.
std::unique_ptr<bench> polling() {
  auto b = std::make_unique<bench>(false);
  BOOST_REQUIRE(b->it.poll(1'000));
  b->done();
  return b;
}

std::unique_ptr<bench> on_websocket() {
  auto b = std::make_unique<bench>(true);
  b->done();
  return b;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engineio_session)

BOOST_AUTO_TEST_CASE(the_handshake_is_the_first_thing_said) {
  bench polls(false);
  BOOST_TEST(polls.done() == "");
  BOOST_TEST(polls.it.poll(1'000));
  BOOST_TEST(polls.done() == R"(poll 0{"sid":"sid","upgrades":["websocket"],"pingInterval":300,)"
                             R"("pingTimeout":200,"maxPayload":1000000})");
  bench socket(true);
  BOOST_TEST(socket.done() == R"(ws 0{"sid":"sid","upgrades":[],"pingInterval":300,)"
                              R"("pingTimeout":200,"maxPayload":1000000})");
}

BOOST_AUTO_TEST_CASE(a_poll_waits_until_there_is_something) {
  auto b = polling();
  BOOST_TEST(!b->it.can_take());
  BOOST_TEST(b->it.poll(1'010));
  BOOST_TEST(b->done() == "writable");
  BOOST_TEST(b->it.can_take());
  b->said(packet_type::message, "hello");
  BOOST_TEST(b->done() == "poll 4hello");
  BOOST_TEST(!b->it.can_take());
}

BOOST_AUTO_TEST_CASE(what_is_said_without_a_poll_waits_for_the_next_in_order) {
  auto b = polling();
  b->said(packet_type::message, "a");
  b->said(packet_type::message, "b");
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.poll(1'010));
  BOOST_TEST(b->done() == "poll 4a\x1e"
                          "4b");
}

BOOST_AUTO_TEST_CASE(a_poll_is_answered_sixteen_packets_at_most_and_the_next_the_rest) {
  auto b = polling();
  std::string first, rest;
  for (int i = 0; i < 20; ++i) {
    b->said(packet_type::message, std::to_string(i));
    auto& body = i < 16 ? first : rest;
    body += (body.empty() ? "4"
                          : "\x1e"
                            "4") +
            std::to_string(i);
  }
  BOOST_TEST(b->it.poll(1'010));
  BOOST_TEST(b->done() == "poll " + first);
  BOOST_TEST(b->it.poll(1'020));
  BOOST_TEST(b->done() == "poll " + rest);
}

BOOST_AUTO_TEST_CASE(the_packets_of_a_post_are_told_in_order) {
  auto b = polling();
  BOOST_TEST(b->it.post("4a\x1e"
                        "bAQ==\x1e"
                        "4c",
                        1'010));
  BOOST_TEST(b->done() == "got a; got b:\x01; got c; ok");
}

BOOST_AUTO_TEST_CASE(a_second_poll_ends_the_session_and_the_first_poll) {
  auto b = polling();
  BOOST_TEST(b->it.poll(1'010));
  b->done();
  BOOST_TEST(!b->it.poll(1'015));
  BOOST_TEST(b->done() == "poll 1; ended transport error");
  BOOST_TEST(!b->it.poll(1'020));
}

BOOST_AUTO_TEST_CASE(a_poll_whose_client_goes_away_ends_the_session) {
  auto b = polling();
  BOOST_TEST(b->it.poll(1'010));
  b->done();
  b->it.poll_gone();
  BOOST_TEST(b->done() == "ended transport close");
  BOOST_TEST(b->it.silent());
}

BOOST_AUTO_TEST_CASE(a_body_that_cant_be_read_ends_the_session_behind_what_could) {
  auto b = polling();
  BOOST_TEST(b->it.post("4a\x1e"
                        "abc\x1e"
                        "4c",
                        1'010));
  BOOST_TEST(b->done() == "got a; ok; ended parse error");
  BOOST_TEST(!b->it.poll(1'020));
}

BOOST_AUTO_TEST_CASE(a_body_is_told_no_further_while_nobody_can_take_it) {
  struct outlet final : session::outlet {
    void answer_poll(std::string) override {}
    void answer_post() override { log += "ok;"; }
    void write_socket(std::string_view) override {}
    void close_socket() override {}
    void received(std::string_view data, bool) override {
      log += std::string(data) + ";";
      it->pause();
    }
    void writable() override {}
    void ended(ending) override { log += "ended;"; }
    std::string log;
    session* it = nullptr;
  } out;
  session it(quick, "s", false, 0, out);
  out.it = &it;
  BOOST_TEST(it.post("4a\x1e"
                     "4b",
                     10));
  BOOST_TEST(out.log == "a;");
  it.resume(20);
  BOOST_TEST(out.log == "a;b;");
  it.resume(30);
  BOOST_TEST(out.log == "a;b;ok;");
  BOOST_TEST(it.post("4c\x1e"
                     "4d",
                     40));
  BOOST_TEST(!it.post("4e", 50)); // while the one before is being told
  BOOST_TEST(out.log == "a;b;ok;c;ended;");
}

BOOST_AUTO_TEST_CASE(a_client_that_closes_gets_its_poll_back) {
  auto b = polling();
  BOOST_TEST(b->it.poll(1'010));
  b->done();
  BOOST_TEST(b->it.post("4last\x1e"
                        "1\x1e"
                        "4not heard",
                        1'020));
  BOOST_TEST(b->done() == "got last; poll 6; ended client close; ok");
}

BOOST_AUTO_TEST_CASE(a_close_that_overtakes_a_poll_of_the_same_moment_waits_for_it) {
  auto b = polling();
  BOOST_TEST(b->it.post("4last\x1e"
                        "1\x1e"
                        "4not heard",
                        1'010));
  BOOST_TEST(b->done() == "got last");
  BOOST_TEST(!b->it.offer_socket(1'011));
  BOOST_TEST(b->it.poll(1'012));
  BOOST_TEST(b->done() == "poll 6; ended client close; ok");
  BOOST_TEST(!b->it.poll(1'013));
}

BOOST_AUTO_TEST_CASE(a_close_without_a_poll_is_answered_soon_and_no_poll_behind_the_answer) {
  auto b = polling();
  BOOST_TEST(b->it.post("1", 1'010));
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.due() == 1'110);
  b->it.tick(1'109);
  BOOST_TEST(b->done() == "");
  b->it.tick(1'110);
  BOOST_TEST(b->done() == "ended client close; ok");
  BOOST_TEST(b->it.silent());
  BOOST_TEST(!b->it.poll(1'111));
  BOOST_TEST(b->done() == "");
}

BOOST_AUTO_TEST_CASE(a_close_beside_a_websocket_that_probes_ends_both) {
  auto b = polling();
  BOOST_TEST(b->it.offer_socket(1'005));
  BOOST_TEST(b->it.post("1", 1'010));
  BOOST_TEST(b->done() == "close; ended client close; ok");
}

BOOST_AUTO_TEST_CASE(malformed_bodies_end_the_session_behind_the_answer) {
  // Of each kind: no type, no such type, an empty part, text that isn't UTF-8, what is no Base64, a ping.
  for (const auto* bad : {"", "7", "a", "4\xff", "b?", "bA", "bAQ=", "2", "2probe"}) {
    auto b = polling();
    BOOST_TEST(b->it.poll(1'005));
    b->done();
    BOOST_TEST(b->it.post(bad, 1'010), bad);
    const auto got = b->done();
    const bool ping = bad[0] == '2';
    BOOST_TEST(got == (ping ? "poll 1; ended parse error; ok" : "ok; poll 1; ended parse error"), bad);
    BOOST_TEST(!b->it.post("4more", 1'020));
    BOOST_TEST(!b->it.poll(1'020));
    BOOST_TEST(!b->it.offer_socket(1'020));
  }
  for (const auto* bad : {"\x1e", "4a\x1e",
                          "\x1e"
                          "4a"}) {
    auto b = polling();
    BOOST_TEST(b->it.post(bad, 1'010), bad);
    BOOST_TEST(b->done().ends_with("ok; ended parse error"), bad);
  }
}

BOOST_AUTO_TEST_CASE(what_only_a_server_says_means_nothing_in_a_body) {
  auto b = polling();
  BOOST_TEST(b->it.post("0{}\x1e"
                        "3\x1e"
                        "3probe\x1e"
                        "5\x1e"
                        "6\x1e"
                        "4still here",
                        1'010));
  BOOST_TEST(b->done() == "got still here; ok");
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_says_so_behind_what_waits) {
  auto b = polling();
  b->said(packet_type::message, "bye");
  b->it.close();
  BOOST_TEST(b->done() == "ended server close");
  BOOST_TEST(!b->it.silent());
  BOOST_TEST(b->it.poll(1'020));
  BOOST_TEST(b->done() == "poll 4bye\x1e"
                          "1");
  BOOST_TEST(b->it.silent());
  BOOST_TEST(!b->it.poll(1'030));

  auto w = on_websocket();
  w->it.close();
  BOOST_TEST(w->done() == "close; ended server close");
}

BOOST_AUTO_TEST_CASE(pings_are_sent_and_answered) {
  auto b = on_websocket();
  BOOST_TEST(b->it.due() == 1'300);
  b->it.tick(1'299);
  BOOST_TEST(b->done() == "");
  b->it.tick(1'300);
  BOOST_TEST(b->done() == "ws 2");
  BOOST_TEST(b->it.due() == 1'500);
  b->it.socket_message("3", false, 1'450);
  BOOST_TEST(b->it.due() == 1'750);
  b->it.tick(1'750);
  BOOST_TEST(b->done() == "ws 2");
}

BOOST_AUTO_TEST_CASE(a_pong_that_does_not_come_ends_the_session) {
  auto b = on_websocket();
  b->it.tick(1'300);
  b->it.tick(1'499);
  BOOST_TEST(b->done() == "ws 2");
  b->it.tick(1'500);
  BOOST_TEST(b->done() == "close; ended ping timeout");
}

BOOST_AUTO_TEST_CASE(a_poll_that_comes_after_both_times_finds_nobody) {
  auto b = polling();
  BOOST_TEST(!b->it.poll(1'500));
  BOOST_TEST(b->done() == "ended ping timeout");
}

BOOST_AUTO_TEST_CASE(a_ping_waits_for_the_next_poll) {
  auto b = polling();
  b->it.tick(1'310);
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.poll(1'320));
  BOOST_TEST(b->done() == "poll 2");
  BOOST_TEST(b->it.post("3", 1'330));
  BOOST_TEST(b->it.due() == 1'630);
}

BOOST_AUTO_TEST_CASE(a_packet_prolongs_the_time_for_a_pong_once) {
  auto b = on_websocket();
  b->it.tick(1'300);
  b->it.socket_message("4a", false, 1'400);
  BOOST_TEST(b->it.due() == 1'600);
  b->it.socket_message("4b", false, 1'550);
  BOOST_TEST(b->it.due() == 1'600);
}

BOOST_AUTO_TEST_CASE(a_pong_that_nobody_asked_for_and_other_strays_mean_nothing) {
  auto b = on_websocket();
  for (const auto* stray : {"3", "0", "5", "6"})
    b->it.socket_message(stray, false, 1'100);
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.due() == 1'300);
}

BOOST_AUTO_TEST_CASE(a_client_s_ping_and_what_is_no_packet_end_the_session) {
  for (const auto* bad : {"2", "abc", "", "4\xff"}) {
    auto b = on_websocket();
    b->it.socket_message(bad, false, 1'100);
    BOOST_TEST(b->done() == "close; ended parse error", bad);
  }
}

BOOST_AUTO_TEST_CASE(messages_by_websocket_are_told_as_they_are) {
  auto b = on_websocket();
  b->it.socket_message("4hi", false, 1'100);
  b->it.socket_message(std::string("\0\xff", 2), true, 1'100);
  BOOST_TEST(b->done() == "got hi; got b:" + std::string("\0\xff", 2));
  b->it.socket_message("1", false, 1'110);
  BOOST_TEST(b->done() == "close; ended client close");
  auto gone = on_websocket();
  gone->it.socket_gone();
  BOOST_TEST(gone->done() == "ended transport close");
}

BOOST_AUTO_TEST_CASE(an_upgrade_keeps_the_order_of_what_is_said) {
  auto b = polling();
  BOOST_TEST(b->it.poll(1'010));
  BOOST_TEST(b->it.offer_socket(1'020));
  b->done();
  b->it.socket_message("2probe", false, 1'030);
  BOOST_TEST(b->done() == "ws 3probe; poll 6");
  BOOST_TEST(!b->it.can_take());
  b->said(packet_type::message, "a"); // still goes to the polls
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.poll(1'040));
  BOOST_TEST(b->done() == "poll 4a");
  BOOST_TEST(b->it.poll(1'045)); // every further poll is let go at once
  BOOST_TEST(b->done() == "poll 6");
  b->said(packet_type::message, "b");
  b->it.socket_message("5", false, 1'050);
  BOOST_TEST(b->done() == "ws 4b; writable");
  b->it.socket_message("4c", false, 1'050);
  b->said(packet_type::message, "d");
  BOOST_TEST(b->done() == "got c; ws 4d");
  BOOST_TEST(!b->it.poll(1'060));
  BOOST_TEST(!b->it.post("4x", 1'060));
  BOOST_TEST(b->done() == "");
  BOOST_TEST(!b->it.over());
}

BOOST_AUTO_TEST_CASE(a_poll_that_waits_is_let_go_when_the_upgrade_is_finished) {
  auto b = polling();
  BOOST_TEST(b->it.offer_socket(1'020));
  b->it.socket_message("2probe", false, 1'030);
  b->done();
  BOOST_TEST(b->it.poll(1'031));
  BOOST_TEST(b->done() == "poll 6");
  b->it.socket_message("5", false, 1'032);
  BOOST_TEST(b->done() == "writable");
}

BOOST_AUTO_TEST_CASE(whatever_else_a_candidate_says_closes_only_the_candidate) {
  for (const auto* bad : {"4hello", "5", "2", "2probes", "1", "abc"}) {
    auto b = polling();
    BOOST_TEST(b->it.offer_socket(1'020));
    b->it.socket_message(bad, false, 1'030);
    BOOST_TEST(b->done() == "close", bad);
    BOOST_TEST(b->it.post("4still here", 1'040));
    BOOST_TEST(b->done() == "got still here; ok");
  }
  auto b = polling();
  BOOST_TEST(b->it.offer_socket(1'020));
  b->it.socket_message("\x01", true, 1'030);
  BOOST_TEST(b->done() == "close");
}

BOOST_AUTO_TEST_CASE(a_candidate_that_takes_too_long_is_closed_and_polling_goes_on) {
  const settings patient{25'000, 20'000, 1'000, 1'000};
  struct outlet final : session::outlet {
    void answer_poll(std::string body) override { log += "poll " + body + ";"; }
    void answer_post() override {}
    void write_socket(std::string_view) override {}
    void close_socket() override { log += "close;"; }
    void received(std::string_view, bool) override {}
    void writable() override {}
    void ended(ending) override { log += "ended;"; }
    std::string log;
  } out;
  session it(patient, "s", false, 0, out);
  BOOST_TEST(it.offer_socket(10));
  it.socket_message("2probe", false, 20);
  BOOST_TEST(it.due() == 1'010);
  it.tick(1'010);
  BOOST_TEST(out.log == "close;");
  BOOST_TEST(it.poll(1'020)); // and waits: nobody probes any more
  BOOST_TEST(it.can_take());
  BOOST_TEST(out.log == "close;");
}

BOOST_AUTO_TEST_CASE(a_second_websocket_is_refused_and_the_first_stays) {
  auto b = on_websocket();
  BOOST_TEST(!b->it.offer_socket(1'010));
  auto p = polling();
  BOOST_TEST(p->it.offer_socket(1'010));
  BOOST_TEST(!p->it.offer_socket(1'011));
  p->it.socket_gone();
  BOOST_TEST(p->it.offer_socket(1'012));
  BOOST_TEST(p->done() == "");
}

BOOST_AUTO_TEST_CASE(a_ping_outstanding_across_an_upgrade_is_answered_on_the_websocket) {
  auto b = polling();
  b->it.tick(1'300);
  BOOST_TEST(b->it.offer_socket(1'310));
  b->it.socket_message("2probe", false, 1'320);
  BOOST_TEST(b->it.poll(1'330));
  BOOST_TEST(b->done() == "ws 3probe; poll 2");
  b->it.socket_message("5", false, 1'340);
  b->it.socket_message("3", false, 1'350);
  BOOST_TEST(b->it.due() == 1'650);
}

BOOST_AUTO_TEST_CASE(a_session_that_is_over_does_nothing_more) {
  auto b = on_websocket();
  b->it.close();
  b->done();
  b->said(packet_type::message, "late");
  b->it.socket_message("4late", false, 1'100);
  b->it.socket_gone();
  b->it.tick(99'999);
  BOOST_TEST(!b->it.offer_socket(1'100));
  BOOST_TEST(b->done() == "");
  BOOST_TEST(b->it.due() == session::never);
}

BOOST_AUTO_TEST_SUITE_END()
