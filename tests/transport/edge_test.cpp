#include "actors/facets/command_registry.hpp"
#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/counting_random.hpp"
#include "tests/support/fake_clock.hpp"
#include "transport/edge.hpp"
#include "transport/peer_table.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::transport;
using model::error_code;

namespace {

/// Writes down what leaves the edge.
struct paper final : edge::outlet {
  void refuse(peer&, std::uint32_t ref, model::failure why) override {
    refused.emplace_back(ref, std::move(why));
  }
  void close(peer& p, model::close_code code, std::string_view) override {
    closed.push_back(code);
    p.now = peer::stage::closing;
  }
  void hello(peer&, actors::greeting g) override { greetings.push_back(std::move(g)); }
  void renew(peer& p, std::uint32_t, hello_desk::renewal r) override { p.who = std::move(r.who); }
  void command(peer&, model::command c) override { passed.push_back(std::move(c)); }
  void commands(peer&, std::vector<model::command> c) override { together.push_back(std::move(c)); }
  void pause(peer& p) override { p.paused = true; }
  void go_on(peer& p) override { p.paused = false; }

  std::vector<std::pair<std::uint32_t, model::failure>> refused;
  std::vector<model::close_code> closed;
  std::vector<actors::greeting> greetings;
  std::vector<model::command> passed;
  std::vector<std::vector<model::command>> together;
};

struct door {
  transport_settings settings = [] {
    transport_settings s;
    s.commands_in_flight = 4;
    s.first_message_bytes = 200;
    s.message_bytes = 2'000;
    return s;
  }();
  test::fake_clock clock;
  test::counting_random random;
  authenticator who{[] {
                      authenticator::rules r;
                      r.guests = true;
                      r.signing_secret = "s";
                      return r;
                    }(),
                    random};
  hello_desk desk{settings, who, clock};
  byte_budget budget{100'000};
  paper out;
  actors::rate_budgets addresses;
  transport::edge edge{settings, 0, budget, desk, addresses, out};
  ring_pool pool;
  peer_table peers{pool};
  peer& p = peers.open();

  void say(std::string_view json) { edge.receive(p, {json, true, true, false}); }
  void say_hello() {
    say(R"([1,"hello",null,{"name":"Ada"}])");
    BOOST_REQUIRE(out.greetings.size() == 1u);
    p.owed.give_back(1, budget);
    p.now = peer::stage::open;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(edge_of_a_shard)

BOOST_FIXTURE_TEST_CASE(hello_is_judged_and_answered_with_all_a_client_needs, door) {
  say_hello();
  const auto& g = out.greetings[0];
  BOOST_TEST(g.who->name == "Ada");
  BOOST_TEST(g.from.ref == 1u);
  const model::value reply(g.reply);
  BOOST_TEST(bool(reply.find("session").uint() == g.who->session));
  BOOST_TEST(bool(reply.find("user").text() == g.who->user));
  BOOST_TEST(bool(reply.find("resumed").boolean() == false));
  BOOST_TEST(bool(reply.find("heartbeat").uint() == settings.heartbeat_interval_ms));
  BOOST_TEST(bool(reply.find("limits").find("commands").uint() == 4u));
  BOOST_TEST(bool(reply.find("now").integer() == clock.wall));
  BOOST_TEST(reply.find("nodes").is_array());
}

BOOST_FIXTURE_TEST_CASE(before_hello_nothing_is_carried_out, door) {
  say(R"([7,"message.send","lobby",{"type":"text","text":"hi"}])");
  BOOST_REQUIRE(out.refused.size() == 1u);
  BOOST_TEST(out.refused[0].first == 7u);
  BOOST_TEST(bool(out.refused[0].second.code == error_code::unauthenticated));
  BOOST_TEST(out.passed.empty());
  BOOST_TEST(out.closed.empty());
}

BOOST_FIXTURE_TEST_CASE(a_token_is_renewed_so_often_and_then_after_a_while, door) {
  say_hello();
  p.who = out.greetings[0].who;
  p.last_heard = 50'000;
  for (int i = 0; i < 10; ++i)
    say(R"([2,"session.renew",null,{"token":"a.b.c"}])");
  for (const auto& [ref, why] : out.refused)
    BOOST_TEST(bool(why.code == error_code::unauthenticated));
  p.last_heard += 4'000;
  say(R"([2,"session.renew",null,{"token":"a.b.c"}])");
  BOOST_REQUIRE(out.refused.size() == 11u);
  BOOST_TEST(bool(out.refused.back().second.code == error_code::rate_limited));
  BOOST_TEST(out.refused.back().second.retry_after_ms == 6'000u);
  p.last_heard += 6'000;
  say(R"([2,"session.renew",null,{"token":"a.b.c"}])");
  BOOST_TEST(bool(out.refused.back().second.code == error_code::unauthenticated));
}

BOOST_FIXTURE_TEST_CASE(a_second_hello_is_refused, door) {
  say_hello();
  say(R"([2,"hello",null,{}])");
  BOOST_TEST(bool(out.refused.at(0).second.code == error_code::bad_request));
  BOOST_TEST(out.greetings.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_wrong_token_is_answered_and_ends_the_connection, door) {
  say(R"([1,"hello",null,{"token":"a.b.c"}])");
  BOOST_TEST(bool(out.refused.at(0).second.code == error_code::unauthenticated));
  BOOST_TEST(bool(out.closed.at(0) == model::close_code::unauthenticated));
}

BOOST_FIXTURE_TEST_CASE(a_command_reaches_the_actors_with_its_address, door) {
  say_hello();
  say(R"([7,"message.send","lobby",{"type":"text","text":"hi"},"id-1"])");
  BOOST_REQUIRE(out.passed.size() == 1u);
  const auto& c = out.passed[0];
  BOOST_TEST(c.from.slot == p.slot);
  BOOST_TEST(c.from.generation == p.generation);
  BOOST_TEST(c.from.ref == 7u);
  BOOST_TEST(c.room_name == "lobby");
  BOOST_TEST(c.id == "id-1");
  BOOST_TEST(c.verb == *facets::command_registry::get().find("message.send"));
  BOOST_TEST(bool(model::value(c.data).find("text").text() == "hi"));
}

BOOST_FIXTURE_TEST_CASE(wrong_data_is_refused_naming_the_field, door) {
  say_hello();
  say(R"([7,"message.send","lobby",{"type":7,"text":"hi"}])");
  BOOST_REQUIRE(out.refused.size() == 1u);
  BOOST_TEST(out.refused[0].second.field == "type");
  BOOST_TEST(bool(out.refused[0].second.code == error_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_name_is_a_free_event, door) {
  say_hello();
  say(R"([7,"game.move","lobby",{"x":1}])");
  BOOST_REQUIRE(out.passed.size() == 1u);
  BOOST_TEST(out.passed[0].verb == facets::command_registry::get().free_event());
  BOOST_TEST(out.passed[0].free_event == "game.move");
}

BOOST_FIXTURE_TEST_CASE(nobody_forges_an_event_of_the_servers, door) {
  say_hello();
  say(R"([7,"message.sent","lobby",{"text":"hi"}])");
  BOOST_TEST(out.passed.empty());
  BOOST_TEST(bool(out.refused.at(0).second.code == error_code::unknown_command));
}

BOOST_FIXTURE_TEST_CASE(a_message_in_pieces_is_one_message, door) {
  say_hello();
  const std::string whole = R"([7,"message.send","lobby",{"type":"text","text":"hello there"}])";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    edge.receive(p, {whole.substr(0, cut), true, false, false});
    edge.receive(p, {whole.substr(cut), false, true, false});
    BOOST_REQUIRE(out.passed.size() == cut);
    BOOST_TEST(!p.partial);
    p.owed.give_back(7, budget);
  }
}

BOOST_FIXTURE_TEST_CASE(messages_are_small_before_hello, door) {
  say("[1,\"hello\",null,{\"name\":\"" + std::string(200, 'x') + "\"}]");
  BOOST_TEST(bool(out.closed.at(0) == model::close_code::too_large));
}

BOOST_FIXTURE_TEST_CASE(pieces_count_together, door) {
  say_hello();
  const std::string piece(700, ' ');
  edge.receive(p, {piece, true, false, false});
  edge.receive(p, {piece, false, false, false});
  BOOST_TEST(out.closed.empty());
  edge.receive(p, {piece, false, false, false});
  BOOST_TEST(bool(out.closed.at(0) == model::close_code::too_large));
  BOOST_TEST(!p.partial);
}

BOOST_FIXTURE_TEST_CASE(a_long_message_without_room_is_not_read_until_there_is_some, door) {
  settings.message_bytes = 90'000;
  edge.take_limits();
  say_hello();
  auto& other = peers.open();
  other.now = peer::stage::open;
  edge.receive(other, {"[", true, false, false, 69'999});
  edge.receive(p, {"[", true, false, false, 49'999});
  BOOST_TEST(p.paused);
  BOOST_TEST(edge.used_up(p));
  edge.admit(0);
  BOOST_TEST(p.paused);
  edge.forget(other);
  edge.admit(0);
  BOOST_TEST(!p.paused);
  BOOST_TEST(budget.taken() == 50'000u);
}

BOOST_FIXTURE_TEST_CASE(who_keeps_room_for_a_message_that_does_not_come_is_closed, door) {
  settings.message_bytes = 90'000;
  edge.take_limits();
  say_hello();
  edge.receive(p, {"[", true, false, false, 69'999});
  edge.end_overdue(partial_messages::longest_ms);
  BOOST_TEST(out.closed.empty());
  edge.end_overdue(partial_messages::longest_ms + 1);
  BOOST_TEST(bool(out.closed.at(0) == model::close_code::protocol_abuse));
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_FIXTURE_TEST_CASE(rubbish_ends_the_connection, door) {
  say("{not json");
  BOOST_TEST(out.closed.size() == 1u);
  say(R"([1,"hello",null,{}])"); // nothing is heard any more
  BOOST_TEST(out.greetings.empty());
}

BOOST_FIXTURE_TEST_CASE(a_socket_whose_credits_are_used_up_is_not_read, door) {
  say_hello();
  for (int ref = 1; ref <= 4; ++ref) {
    BOOST_TEST(!p.paused);
    say("[" + std::to_string(ref) + R"(,"game.move","lobby",{}])");
  }
  BOOST_TEST(p.paused);
  BOOST_TEST(edge.used_up(p));
  p.owed.give_back(3, budget);
  BOOST_TEST(!edge.used_up(p));
}

BOOST_FIXTURE_TEST_CASE(a_busy_process_says_when_to_come_back, door) {
  say_hello();
  BOOST_TEST(budget.take(99'900));
  say(R"([7,"game.move","lobby",{}])");
  BOOST_TEST(out.passed.empty());
  BOOST_TEST(bool(out.refused.at(0).second.code == error_code::unavailable));
  BOOST_TEST(out.refused[0].second.retry_after_ms > 0u);
}

BOOST_FIXTURE_TEST_CASE(durable_commands_of_one_room_go_together, door) {
  say_hello();
  say(R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"publish","lobby",{"event":"x","durable":true}]])");
  BOOST_REQUIRE(out.together.size() == 1u);
  BOOST_TEST(out.together[0].size() == 2u);
  BOOST_TEST(p.owed.commands() == 2u);
}

BOOST_FIXTURE_TEST_CASE(together_means_all_or_none, door) {
  say_hello();
  const char* arrays[] = {
      R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"message.send","hall",{"type":"text","text":"b"}]])",
      R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"publish","lobby",{"event":"x"}]])",
      R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"message.send","lobby",{"type":3}]])",
      R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"hello",null,{}]])",
  };
  for (const char* array : arrays) {
    out.refused.clear();
    say(array);
    BOOST_TEST(out.refused.size() == 2u, array);
    for (const auto& [ref, why] : out.refused)
      BOOST_TEST(bool(why.code == error_code::bad_request));
  }
  BOOST_TEST(out.together.empty());
  BOOST_TEST(p.owed.commands() == 0u);
  BOOST_TEST(budget.taken() == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_goes_together_is_charged_together_or_not_at_all, door) {
  say_hello();
  BOOST_TEST(budget.take(100'000 - 400)); // room for one
  say(R"([[1,"message.send","lobby",{"type":"text","text":"a"}],[2,"message.send","lobby",{"type":"text","text":"b"}]])");
  BOOST_TEST(out.together.empty());
  BOOST_TEST(out.refused.size() == 2u);
  BOOST_TEST(p.owed.commands() == 0u);
  BOOST_TEST(budget.taken() == 100'000u - 400);
}

BOOST_AUTO_TEST_SUITE_END()
