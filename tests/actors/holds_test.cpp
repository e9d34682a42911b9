#include "tests/support/actor_world.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using what = test::fake_fan_out::call::what;
using model::error_code;

namespace {

std::string about(std::string_view user) { return model::packer{}.map(1).text("user").text(user).str(); }
std::string role(std::string_view user, std::string_view given) {
  return model::packer{}.map(2).text("user").text(user).text("role").text(given).str();
}
std::string mute(std::string_view user, bool on) {
  return model::packer{}.map(2).text("user").text(user).text("muted").boolean(on).str();
}
std::string text(std::string_view said) { return model::packer{}.map(1).text("text").text(said).str(); }
std::string event(std::string_view name) { return model::packer{}.map(1).text("event").text(name).str(); }

/// ada owns the lobby, bob is a viewer in it.
struct two_in_a_room : test::actor_world {
  client ada, bob;

  two_in_a_room() {
    const auto lobby = make_room("lobby");
    make_member(lobby, "ada", model::role::owner);
    make_member(lobby, "bob", model::role::viewer);
    ada = come("ada", 2);
    bob = come("bob", 3);
  }
  client come(const std::string& user, std::uint32_t ref) {
    const auto c = connect(user);
    say(c, ref, "room.join", "lobby");
    settle();
    return c;
  }
  [[nodiscard]] bool held() const { return !out.all(what::hold).empty(); }
  [[nodiscard]] std::string answer(std::uint32_t ref) const {
    const auto* r = out.reply_to(ref);
    if (!r) return "none";
    return r->outcome ? "ok" : std::string(model::name_of(r->outcome.error().code));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_hold, two_in_a_room)

BOOST_AUTO_TEST_CASE(is_not_put_on_whoever_is_given_something) {
  say(ada, 4, "member.set_role", "lobby", role("bob", "editor"));
  run(); // nothing is committed yet
  BOOST_TEST(!held());
  say(bob, 5, "presence.list", "lobby");
  run();
  BOOST_TEST(answer(5) == "ok");
  settle();
  BOOST_TEST(answer(4) == "ok");
  say(bob, 6, "message.send", "lobby", text("at last"));
  settle();
  BOOST_TEST(answer(6) == "ok");
}

BOOST_AUTO_TEST_CASE(is_not_put_on_whoever_gets_their_voice_back) {
  say(ada, 4, "member.mute", "lobby", mute("bob", true));
  run();
  BOOST_TEST(held());
  settle();
  out.calls.clear();
  say(ada, 5, "member.mute", "lobby", mute("bob", false));
  run();
  BOOST_TEST(!held());
  settle();
  BOOST_TEST(answer(5) == "ok");
}

BOOST_AUTO_TEST_CASE(is_put_on_whoever_gets_a_lower_role) {
  say(ada, 4, "member.set_role", "lobby", role("bob", "host"));
  settle();
  BOOST_TEST(!held());
  say(ada, 5, "member.set_role", "lobby", role("bob", "editor"));
  run();
  BOOST_TEST(held());
  say(bob, 6, "publish", "lobby", event("x"));
  run();
  BOOST_TEST(answer(6) == "unavailable");
  settle();
  BOOST_TEST(out.all(what::lift).size() == 1u);
  say(bob, 7, "publish", "lobby", event("x"));
  settle();
  BOOST_TEST(answer(7) == "ok");
}

BOOST_AUTO_TEST_CASE(is_put_by_commands_of_one_frame_too) {
  say_together(ada, "lobby", {{4, "message.send", text("bye")}, {5, "member.kick", about("bob")}});
  run();
  BOOST_TEST(held());
  say(bob, 6, "publish", "lobby", event("x"));
  run();
  BOOST_TEST(answer(6) == "unavailable");
  settle();
  BOOST_TEST(answer(4) == "ok");
  BOOST_TEST(answer(5) == "ok");
  BOOST_TEST(out.all(what::unsubscribe).size() == 1u);
}

BOOST_AUTO_TEST_CASE(of_a_frame_that_is_refused_is_lifted) {
  say_together(ada, "lobby", {{6, "member.ban", about("bob")}, {7, "member.ban", about("bob")}});
  run();
  BOOST_TEST(held());
  settle();
  BOOST_TEST(answer(6) == "conflict"); // banned already, by the first
  BOOST_TEST(answer(7) == "conflict");
  BOOST_TEST(out.all(what::lift).size() == 1u);
  say(bob, 9, "presence.list", "lobby");
  settle();
  BOOST_TEST(answer(9) == "ok");
}

BOOST_AUTO_TEST_CASE(frame_from_outside_the_room_finds_its_way) {
  const auto eve = connect("ada");
  say_together(eve, "lobby", {{4, "message.send", text("hi")}, {5, "member.kick", about("bob")}});
  settle();
  BOOST_TEST(answer(4) == "ok");
  BOOST_TEST(answer(5) == "ok");
  say_together(eve, "nowhere", {{6, "message.send", text("hi")}, {7, "message.send", text("hi")}});
  settle();
  BOOST_TEST(answer(6) == "not_found");
  BOOST_TEST(answer(7) == "not_found");
}

BOOST_AUTO_TEST_CASE(frame_that_names_no_room_is_refused_as_a_whole) {
  const auto eve = connect("eve");
  say_together(eve, "", {{4, "message.send", text("a")}, {5, "message.send", text("b")}});
  settle();
  BOOST_TEST(answer(4) == "bad_request");
  BOOST_TEST(answer(5) == "bad_request");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(both_lanes_refuse_in_the_same_words, two_in_a_room) {
  const auto same = [&](std::uint32_t live, std::uint32_t durable, std::string_view words) {
    const auto& one = out.reply_to(live)->outcome;
    const auto& other = out.reply_to(durable)->outcome;
    BOOST_REQUIRE(!one);
    BOOST_REQUIRE(!other);
    BOOST_TEST((one.error() == other.error()));
    BOOST_TEST(one.error().message == words);
  };
  say(bob, 4, "publish", "lobby", event("x"));
  say(bob, 5, "message.send", "lobby", text("x"));
  settle();
  same(4, 5, "not allowed to a role of viewer");
  say(ada, 6, "member.set_role", "lobby", role("bob", "editor"));
  say(ada, 7, "member.mute", "lobby", mute("bob", true));
  settle();
  say(bob, 8, "publish", "lobby", event("x"));
  say(bob, 9, "message.send", "lobby", text("x"));
  settle();
  same(8, 9, "muted in this room");
}
