#include "actors/facets/command_registry.hpp"
#include "actors/line_limit.hpp"
#include "tests/support/actor_world.hpp"
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <thread>

using namespace snug;
using call = test::fake_fan_out::call;

namespace {

/// Does what its name says for a free event, and nothing else; beside the room's own facets.
struct touchy_view final : facets::view {
  model::result<std::string> live(const facets::live_context&, const model::command& command,
                                  const model::arguments&, facets::effects& out) override {
    out.events.emplace_back().name = command.free_event;
    if (command.free_event == "throw") throw std::runtime_error("broken");
    if (command.free_event == "spin") std::this_thread::sleep_for(std::chrono::milliseconds(3));
    return std::string("\x80");
  }
  void seen(const model::record& record) override {
    if (record.name == "throws") throw std::runtime_error("broken by a record");
  }
  void left(const facets::occupant& who, bool, std::int64_t, facets::effects&) override {
    if (who.who->user == "eve") throw std::runtime_error("broken by a leave");
  }
};

/// All facets, with a touchy view in the place of the one that takes free events.
const std::vector<facets::facet>& touchy() {
  static const auto list = [] {
    std::vector<facets::facet> all(facets::all_facets().begin(), facets::all_facets().end());
    const auto& registry = facets::command_registry::get();
    all[registry.at(registry.free_event()).facet].make_view =
        [](const facets::room_facts&) -> std::unique_ptr<facets::view> {
      return std::make_unique<touchy_view>();
    };
    return all;
  }();
  return list;
}

struct touchy_world : test::actor_world {
  touchy_world()
    : actor_world(1, touchy()) {
    lobby = make_room("lobby");
  }
  client come(const std::string& user) {
    const auto c = connect(user);
    say(c, 2, "room.join", "lobby");
    settle();
    BOOST_REQUIRE(told_ok(c, 2));
    return c;
  }
  [[nodiscard]] const call* reply(const client& c, std::uint32_t ref) const {
    for (const auto& one : out.calls)
      if (one.did == call::what::reply && one.peer.same_peer(c.address) && one.peer.ref == ref) return &one;
    return nullptr;
  }
  [[nodiscard]] bool told_ok(const client& c, std::uint32_t ref) const {
    const auto* r = reply(c, ref);
    return r && r->outcome;
  }
  [[nodiscard]] std::string code(const client& c, std::uint32_t ref) const {
    const auto* r = reply(c, ref);
    if (!r) return "no answer";
    return r->outcome ? "ok" : std::string(model::name_of(r->outcome.error().code));
  }
  [[nodiscard]] std::size_t answers(const client& c, std::uint32_t ref) const {
    return static_cast<std::size_t>(std::ranges::count_if(out.calls, [&](const auto& one) {
      return one.did == call::what::reply && one.peer.same_peer(c.address) && one.peer.ref == ref;
    }));
  }
  /// The last `name` told to the room; "" where there was none.
  [[nodiscard]] std::string last_post(std::string_view name) const {
    std::string data;
    for (const auto& one : out.all(call::what::post))
      if (one.name == name) data = one.data;
    return data;
  }
  /// Time goes by in steps, as timers need it.
  void pass(std::int64_t ms) {
    for (std::int64_t gone = 0; gone < ms; gone += 50) {
      advance(50);
      settle();
    }
  }
  model::key lobby;
};

std::string user_and(std::string_view user, std::string_view key, std::string_view value) {
  return model::packer{}.map(2).text("user").text(user).text(key).text(value).str();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_room_in_which_something_throws, touchy_world)

BOOST_AUTO_TEST_CASE(answers_the_one_command_internal_and_wakes_anew) {
  const auto ada = come("ada"), bob = come("bob");
  pass(1'000);
  out.calls.clear();
  say(ada, 3, "throw", "lobby");
  run();
  BOOST_TEST(code(ada, 3) == "internal");
  BOOST_TEST(out.all(call::what::post).empty()); // nothing it had half done
  BOOST_TEST(reader.waiting() == 1u);            // a snapshot of now is asked for
  say(bob, 4, "wave", "lobby");
  run();
  BOOST_TEST(code(bob, 4) == "no answer"); // it waits for the room
  settle();
  BOOST_TEST(code(bob, 4) == "ok");
  BOOST_TEST(out.all(call::what::unsubscribe).empty());
  BOOST_TEST(out.all(call::what::close).empty());
  BOOST_REQUIRE(troubles.size() == 1u);
  BOOST_TEST(troubles.front() == "room lobby: the view of free_events threw: broken");
}

BOOST_AUTO_TEST_CASE(tells_who_is_in_it_anew) {
  const auto ada = come("ada"), bob = come("bob"), cyd = come("cyd");
  pass(1'000);
  disconnect(cyd); // in her grace: nobody was told yet
  run();
  say(ada, 3, "throw", "lobby");
  settle();
  pass(500);
  const auto listed = last_post("presence.listed");
  BOOST_TEST((model::value{listed}.find("online").uint() == 2u));
  say(bob, 4, "presence.list", "lobby");
  settle();
  BOOST_TEST((model::value{*reply(bob, 4)->outcome}.find("online").uint() == 2u));
}

BOOST_AUTO_TEST_CASE(wakes_anew_once_a_second_and_serves_without_the_view_meanwhile) {
  const auto ada = come("ada");
  say(ada, 3, "throw", "lobby");
  settle();
  say(ada, 4, "throw", "lobby");
  say(ada, 5, "wave", "lobby");
  say(ada, 6, "typing.start", "lobby");
  settle();
  BOOST_TEST(code(ada, 4) == "internal");
  BOOST_TEST(code(ada, 5) == "internal");
  BOOST_TEST(code(ada, 6) == "ok");
  pass(1'100);
  say(ada, 7, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 7) == "ok");
}

BOOST_AUTO_TEST_CASE(goes_on_where_a_view_throws_at_a_leave) {
  const auto ada = come("ada"), eve = come("eve");
  say(eve, 3, "room.leave", "lobby");
  settle();
  say(ada, 4, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 4) == "ok");
  pass(500);
  BOOST_TEST((model::value{last_post("presence.listed")}.find("online").uint() == 1u));
}

BOOST_AUTO_TEST_CASE(shows_a_view_no_record_twice) {
  const auto ada = come("ada");
  const auto data = model::packer{}.map(2).text("event").text("throws").text("durable").boolean(true).str();
  say(ada, 3, "publish", "lobby", data);
  settle();
  BOOST_TEST(code(ada, 3) == "ok");
  BOOST_TEST(troubles.size() == 1u); // the snapshot it wakes with has the record
  say(ada, 4, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 4) == "ok");
}

BOOST_AUTO_TEST_CASE(lifts_the_hold_of_a_command_that_never_reached_the_journal) {
  make_member(lobby, "ada", model::role::owner);
  const auto ada = come("ada"), bob = come("bob");
  journal.throws = true;
  say(ada, 3, "member.ban", "lobby", user_and("bob", "reason", "r"));
  run();
  journal.throws = false;
  BOOST_TEST(code(ada, 3) == "internal");
  BOOST_TEST(out.all(call::what::hold).size() == 1u);
  BOOST_TEST(out.all(call::what::lift).size() == 1u);
  settle();
  say(bob, 4, "wave", "lobby");
  settle();
  BOOST_TEST(code(bob, 4) == "ok");
}

BOOST_AUTO_TEST_CASE(keeps_the_holds_of_commands_that_the_journal_has) {
  make_member(lobby, "ada", model::role::owner);
  const auto ada = come("ada"), bob = come("bob");
  say(ada, 3, "member.kick", "lobby", user_and("bob", "reason", "r"));
  run();
  say(ada, 4, "throw", "lobby");
  run();
  reader.run(); // the room wakes anew before the kick is decided
  run();
  say(bob, 5, "wave", "lobby");
  run();
  BOOST_TEST(code(bob, 5) == "unavailable");
  settle();
  BOOST_TEST(code(ada, 3) == "ok");
  say(bob, 6, "wave", "lobby");
  settle();
  BOOST_TEST(code(bob, 6) == "forbidden"); // put out: not in the room
  BOOST_TEST(out.all(call::what::unsubscribe).size() == 1u);
}

BOOST_AUTO_TEST_CASE(puts_out_whoever_was_kicked_while_it_woke) {
  make_member(lobby, "ada", model::role::owner);
  const auto ada = come("ada"), bob = come("bob");
  say(ada, 3, "throw", "lobby");
  run();
  say(ada, 4, "member.kick", "lobby", user_and("bob", "reason", "r")); // waits behind the waking
  model::command kick;
  kick.who = model::server_identity();
  kick.verb = *facets::command_registry::get().find("member.kick");
  kick.room = lobby;
  kick.room_name = "lobby";
  kick.data = user_and("bob", "reason", "by the server");
  journal.submit(kick);
  tell(journal.commit()); // true before the snapshot is read: the rows show no trace of bob
  settle();
  BOOST_TEST(out.all(call::what::unsubscribe).size() == 1u);
  say(bob, 5, "wave", "lobby");
  settle();
  BOOST_TEST(code(bob, 5) == "forbidden");
}

BOOST_AUTO_TEST_CASE(refuses_a_join_that_throws_and_lets_the_next_one_in) {
  const auto ada = come("ada");
  const auto bob = connect("bob");
  out.throws_at = call::what::subscribe;
  say(bob, 2, "room.join", "lobby");
  settle();
  out.throws_at.reset();
  // It was told that it is in before that failed: it has to come back.
  BOOST_REQUIRE(out.all(call::what::close).size() == 1u);
  BOOST_TEST(out.all(call::what::close).front().peer.same_peer(bob.address));
  pass(1'100);
  say(ada, 4, "presence.list", "lobby");
  settle();
  BOOST_TEST((model::value{*reply(ada, 4)->outcome}.find("online").uint() == 1u));
  const auto dan = come("dan");
  BOOST_TEST(answers(dan, 2) == 1u);
}

BOOST_AUTO_TEST_CASE(answers_no_command_twice) {
  const auto ada = come("ada");
  out.throws_at = call::what::post; // behind the reply
  say(ada, 3, "wave", "lobby");
  run();
  out.throws_at.reset();
  settle();
  BOOST_TEST(answers(ada, 3) == 1u);
  BOOST_TEST(code(ada, 3) == "ok");
  say(ada, 4, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 4) == "ok");
}

BOOST_AUTO_TEST_CASE(falls_asleep_and_wakes_like_any_other) {
  const auto ada = come("ada");
  say(ada, 3, "throw", "lobby");
  settle();
  say(ada, 4, "room.leave", "lobby");
  settle();
  BOOST_TEST(actors_of().awake_rooms() == 1u);
  pass(40'000);
  BOOST_TEST(actors_of().awake_rooms() == 0u);
  const auto bob = come("bob");
  BOOST_TEST(told_ok(bob, 2));
}

BOOST_AUTO_TEST_CASE(reads_its_rows_again_until_they_can_be_read) {
  const auto ada = come("ada");
  reader.readable = false;
  say(ada, 3, "throw", "lobby");
  settle();
  say(ada, 4, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 4) == "unavailable");
  reader.readable = true;
  pass(1'100);
  say(ada, 5, "wave", "lobby");
  settle();
  BOOST_TEST(code(ada, 5) == "ok");
}

BOOST_AUTO_TEST_CASE(is_named_with_the_message_where_it_takes_too_long) {
  const auto ada = come("ada");
  slow.clear();
  say(ada, 3, "wave", "lobby");
  settle();
  say(ada, 4, "spin", "lobby");
  settle();
  const auto spun = std::ranges::find_if(
      slow, [](const auto& s) { return s.took >= std::chrono::milliseconds(3) && s.actor == "room lobby"; });
  BOOST_REQUIRE(spun != slow.end());
  BOOST_TEST(spun->message == "room_command");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_session_whose_handler_throws_ends_with_its_connection_and_alone) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.journal.throws = true;
  world.say(ada, 4, "message.send", "lobby", model::packer{}.map(1).text("text").text("m").str());
  world.run();
  world.journal.throws = false;
  const auto closed = world.out.all(call::what::close);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(closed.front().peer.same_peer(ada.address));
  BOOST_TEST(closed.front().number == static_cast<std::uint64_t>(model::close_code::internal));
  BOOST_TEST(world.actors_of().live_sessions() == 1u);
  world.say(bob, 5, "message.send", "lobby", model::packer{}.map(1).text("text").text("m").str());
  world.settle();
  BOOST_REQUIRE(world.out.reply_to(5));
  BOOST_TEST(bool(world.out.reply_to(5)->outcome));
}

BOOST_AUTO_TEST_CASE(messages_are_called_by_their_type_or_atom) {
  const auto of = [](const caf::message& m) { return loop::name_of(m.content()); };
  BOOST_TEST(of(caf::make_message(actors::leave_notice{})) == "leave_notice");
  BOOST_TEST(of(caf::make_message(actors::tick_atom::value)) == "tick");
}

BOOST_AUTO_TEST_CASE(lines_above_the_limit_are_counted_and_told_with_the_next) {
  test::fake_clock clock;
  std::vector<std::string> lines;
  actors::line_limit limit([&](std::string_view line) { lines.emplace_back(line); }, clock, 2);
  for (int i = 0; i < 5; ++i)
    limit("a");
  clock.advance(1'000);
  limit("b");
  BOOST_TEST(lines == (std::vector<std::string>{"a", "a", "b (and 3 more like it before)"}),
             boost::test_tools::per_element());
}
