#include "tests/support/actor_world.hpp"
#include "tests/support/why_not.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using call = test::fake_fan_out::call;
using what = call::what;

namespace {

std::string text_of(const call* reply, std::string_view field) {
  BOOST_REQUIRE(reply != nullptr);
  BOOST_REQUIRE_MESSAGE(bool(reply->outcome), snug::test::why_not(reply->outcome));
  return std::string{model::value{*reply->outcome}.find(field).text().value_or("")};
}
std::uint64_t uint_of(const call* reply, std::string_view field) {
  BOOST_REQUIRE(reply != nullptr);
  BOOST_REQUIRE(bool(reply->outcome));
  return model::value{*reply->outcome}.find(field).uint().value_or(~0ull);
}
model::error_code refusal_of(const call* reply) {
  BOOST_REQUIRE(reply != nullptr);
  BOOST_REQUIRE(!reply->outcome);
  return reply->outcome.error().code;
}
std::string message(std::string_view text) { return model::packer{}.map(1).text("text").text(text).str(); }
std::string about(std::string_view user) { return model::packer{}.map(1).text("user").text(user).str(); }

} // namespace

BOOST_AUTO_TEST_CASE(hello_greets_the_edge_then_answers_and_writes_the_session_behind) {
  test::actor_world world;
  world.connect("ada");
  BOOST_TEST(world.out.index([](const auto& c) { return c.did == what::greeted; }) <
             world.out.index([](const auto& c) { return c.did == what::reply; }));
  BOOST_TEST(world.journal.waiting() == 1u);
  world.settle();
  BOOST_TEST(bool(world.groups.back().outcomes.front().reply.outcome));
}

BOOST_AUTO_TEST_CASE(a_join_is_answered_before_it_is_subscribed_and_before_the_others_are_told) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.settle();
  world.advance(300);
  BOOST_TEST(text_of(world.out.reply_to(2), "room") == "lobby");
  const auto replied = world.out.index([](const auto& c) { return c.did == what::reply && c.peer.ref == 2; });
  const auto subscribed = world.out.index([](const auto& c) { return c.did == what::subscribe; });
  const auto told = world.out.index([](const auto& c) { return c.did == what::post; });
  BOOST_TEST(replied < subscribed);
  BOOST_TEST(subscribed < told);
  BOOST_TEST(told != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_join_is_one_whole_value) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.settle();
  BOOST_REQUIRE(world.out.reply_to(2) != nullptr);
  BOOST_TEST(!model::check_payload(*world.out.reply_to(2)->outcome).has_value());
}

BOOST_AUTO_TEST_CASE(a_room_that_is_not_there_and_one_that_may_not_be_seen_get_the_same_answer) {
  test::actor_world world;
  world.make_room("secret", "group", model::access::members_only);
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "nowhere");
  world.say(ada, 3, "room.join", "secret");
  world.settle();
  BOOST_TEST((refusal_of(world.out.reply_to(2)) == model::error_code::not_found));
  BOOST_TEST((world.out.reply_to(2)->outcome.error() == world.out.reply_to(3)->outcome.error()));
}

BOOST_AUTO_TEST_CASE(what_comes_behind_a_join_waits_until_it_is_answered) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.say(ada, 3, "publish", "lobby", model::packer{}.map(1).text("event").text("ping").str());
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(3)->outcome));
  BOOST_TEST(world.out.index([](const auto& c) { return c.peer.ref == 2; }) <
             world.out.index([](const auto& c) { return c.peer.ref == 3; }));
}

BOOST_AUTO_TEST_CASE(a_command_that_names_no_room_means_the_last_joined_one) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "message.send", "", message("too early"));
  world.say(ada, 3, "room.join", "lobby");
  world.say(ada, 4, "message.send", "", message("hello"));
  world.settle();
  BOOST_TEST((refusal_of(world.out.reply_to(2)) == model::error_code::bad_request));
  BOOST_TEST(world.out.reply_to(2)->outcome.error().field == "room");
  BOOST_TEST(uint_of(world.out.reply_to(4), "offset") == 1u);
}

BOOST_AUTO_TEST_CASE(a_live_command_from_outside_the_room_is_refused) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "publish", "lobby", model::packer{}.map(1).text("event").text("ping").str());
  world.settle();
  BOOST_TEST((refusal_of(world.out.reply_to(2)) == model::error_code::forbidden));
}

BOOST_AUTO_TEST_CASE(since_resumes_where_the_client_stood) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  for (std::uint32_t i = 0; i < 5; ++i)
    world.say(ada, 10 + i, "message.send", "lobby", message("m"));
  world.settle();
  const auto epoch = uint_of(world.out.reply_to(2), "epoch");
  const auto bob = world.connect("bob");
  world.out.calls.clear();
  const auto since =
      model::packer{}.map(1).text("since").map(2).text("epoch").uint(epoch).text("offset").uint(3).str();
  world.say(bob, 2, "room.join", "lobby", since);
  world.settle();
  BOOST_TEST(uint_of(world.out.reply_to(2), "offset") == 3u);
  BOOST_TEST(uint_of(world.out.reply_to(2), "head") == 5u);
  BOOST_TEST(world.out.all(what::subscribe).front().number == 3u);
}

BOOST_AUTO_TEST_CASE(a_room_full_of_people_refuses_one_more_and_takes_the_same_user_twice) {
  test::actor_world world;
  world.make_room("booth", "tiny");
  const auto ada = world.connect("ada");
  const auto again = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "booth");
  world.say(again, 3, "room.join", "booth");
  world.settle();
  world.say(bob, 4, "room.join", "booth");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(3)->outcome));
  BOOST_TEST((refusal_of(world.out.reply_to(4)) == model::error_code::room_full));
}

BOOST_AUTO_TEST_CASE(a_session_is_in_a_bounded_number_of_rooms) {
  test::actor_world world; // three, as the world is set up
  for (const auto* name : {"a", "b", "c", "d"})
    world.make_room(name);
  const auto ada = world.connect("ada");
  for (std::uint32_t i = 0; i < 4; ++i)
    world.say(ada, 2 + i, "room.join", std::string(1, static_cast<char>('a' + i)));
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(4)->outcome));
  BOOST_TEST((refusal_of(world.out.reply_to(5)) == model::error_code::rate_limited));
  world.say(ada, 6, "room.leave", "a");
  world.say(ada, 7, "room.join", "d");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(7)->outcome));
}

BOOST_AUTO_TEST_CASE(whoever_leaves_is_unsubscribed_and_answered) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.say(ada, 3, "room.leave", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(3)->outcome));
  BOOST_TEST(world.out.all(what::unsubscribe).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_second_connection_with_the_session_replaces_the_first) {
  test::actor_world world;
  world.make_room("lobby");
  const auto first = world.connect("ada", 77);
  world.say(first, 2, "room.join", "lobby");
  world.settle();
  const auto second = world.connect("ada", 77);
  world.settle();
  const auto closed = world.out.all(what::close);
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(closed.front().peer.same_peer(first.address));
  BOOST_TEST(closed.front().number == 4410u);
  world.disconnect(first);
  world.say(second, 3, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(3)->outcome));
  BOOST_TEST(world.actors_of().live_sessions() == 1u);
}

BOOST_AUTO_TEST_CASE(a_kick_holds_at_once_and_puts_out_after_the_commit) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.ban", "lobby", about("bob"));
  world.run(); // nothing is committed yet
  BOOST_TEST(world.out.all(what::hold).size() == 1u);
  BOOST_TEST(world.out.all(what::hold).front().peer.same_peer(bob.address));
  world.say(bob, 5, "publish", "lobby", model::packer{}.map(1).text("event").text("x").str());
  world.say(bob, 6, "message.send", "lobby", message("last words"));
  world.run();
  for (const auto ref : {5u, 6u}) { // it may yet be lifted
    BOOST_TEST((refusal_of(world.out.reply_to(ref)) == model::error_code::unavailable));
    BOOST_TEST(world.out.reply_to(ref)->outcome.error().retry_after_ms > 0u);
  }
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(4)->outcome));
  BOOST_TEST(world.out.all(what::unsubscribe).size() == 1u);
  world.say(bob, 7, "room.join", "lobby");
  world.settle();
  BOOST_TEST(!world.out.reply_to(7)->outcome);
}

BOOST_AUTO_TEST_CASE(a_kicked_visitor_goes_and_may_come_back) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.kick", "lobby", about("bob"));
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(4)->outcome));
  BOOST_TEST(world.out.all(what::unsubscribe).size() == 1u);
  world.say(bob, 5, "publish", "lobby", model::packer{}.map(1).text("event").text("x").str());
  world.settle();
  BOOST_TEST(!world.out.reply_to(5)->outcome);
  world.say(bob, 6, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(6)->outcome));
}

BOOST_AUTO_TEST_CASE(a_held_user_who_joins_is_told_to_come_back_in_a_moment) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.ban", "lobby", about("bob"));
  world.run();
  world.say(bob, 5, "room.join", "lobby");
  world.run();
  world.reader.run();
  world.run();
  BOOST_TEST((refusal_of(world.out.reply_to(5)) == model::error_code::unavailable));
  BOOST_TEST(world.out.reply_to(5)->outcome.error().retry_after_ms > 0u);
  world.tell(world.journal.fail());
  world.say(bob, 6, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(6)->outcome));
}

BOOST_AUTO_TEST_CASE(a_kick_puts_every_connection_out_that_came_in_before_it) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto first = world.connect("bob");
  const auto second = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(first, 3, "room.join", "lobby");
  world.settle();
  // The kick is on disk and the room hasn't heard of it when another connection reads its way in.
  world.say(ada, 4, "member.kick", "lobby", about("bob"));
  world.run();
  auto kicked = world.journal.commit();
  world.say(second, 5, "room.join", "lobby");
  world.run();
  world.reader.run();
  world.run(); // held: it may come back
  world.tell(kicked);
  world.say(second, 6, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(6)->outcome));
  const auto out = world.out.all(what::unsubscribe);
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(out.front().peer.same_peer(first.address));
}

BOOST_AUTO_TEST_CASE(a_kick_from_outside_spares_a_connection_that_came_in_behind_it) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto first = world.connect("bob");
  const auto second = world.connect("bob");
  world.say(first, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.kick", "lobby", about("bob")); // ada isn't in: nobody is held
  world.run();
  world.reader.run();
  world.run();
  auto kicked = world.journal.commit();
  world.say(second, 5, "room.join", "lobby");
  world.run();
  world.reader.run();
  world.run();
  BOOST_TEST(bool(world.out.reply_to(5)->outcome));
  world.tell(kicked);
  const auto out = world.out.all(what::unsubscribe);
  BOOST_REQUIRE(out.size() == 1u);
  BOOST_TEST(out.front().peer.same_peer(first.address));
}

BOOST_AUTO_TEST_CASE(a_position_that_no_log_knows_is_told_a_gap) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  for (std::uint32_t i = 0; i < 5; ++i)
    world.say(ada, 10 + i, "message.send", "lobby", message("m"));
  world.settle();
  const auto epoch = uint_of(world.out.reply_to(2), "epoch");
  const auto with_gap = [&](std::uint32_t ref, std::string since, std::uint64_t from, std::uint64_t to) {
    world.say(ada, ref, "room.join", "lobby", model::packer{}.map(1).text("since").raw(since).str());
    world.settle();
    BOOST_TEST(uint_of(world.out.reply_to(ref), "offset") == 5u);
    const auto gap = model::value{*world.out.reply_to(ref)->outcome}.find("gap");
    BOOST_TEST(gap.find("from").uint().value_or(0) == from);
    BOOST_TEST(gap.find("to").uint().value_or(0) == to);
  };
  with_gap(20, model::packer{}.map(2).text("epoch").uint(0).text("offset").uint(3).str(), 1, 5);
  with_gap(21, model::packer{}.map(1).text("offset").uint(3).str(), 1, 5);
  with_gap(22, model::packer{}.map(1).text("epoch").uint(epoch).str(), 1, 5);
  with_gap(23, model::packer{}.map(2).text("epoch").uint(epoch + 1).text("offset").uint(3).str(), 1, 5);
  with_gap(24, model::packer{}.map(2).text("epoch").uint(epoch).text("offset").uint(9).str(), 6, 9);
}

BOOST_AUTO_TEST_CASE(what_can_not_be_read_is_answered) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.reader.readable = false;
  world.say(ada, 2, "room.join", "lobby");
  world.say(ada, 4, "member.list", "lobby");
  world.settle();
  BOOST_TEST((refusal_of(world.out.reply_to(2)) == model::error_code::unavailable));
  BOOST_TEST((refusal_of(world.out.reply_to(4)) == model::error_code::unavailable));
  world.reader.readable = true;
  world.say(ada, 5, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(5)->outcome));
}

BOOST_AUTO_TEST_CASE(a_free_event_carries_any_data) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.settle();
  world.say(ada, 3, "cursor", "lobby", model::packer{}.array(2).uint(1).uint(2).str());
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(3)->outcome));
}

BOOST_AUTO_TEST_CASE(a_ban_that_the_disk_refuses_is_lifted) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.ban", "lobby", about("bob"));
  world.run();
  world.tell(world.journal.fail());
  BOOST_TEST((refusal_of(world.out.reply_to(4)) == model::error_code::storage_full));
  BOOST_TEST(world.out.all(what::lift).size() == 1u);
  BOOST_TEST(world.out.all(what::unsubscribe).empty());
  world.say(bob, 5, "message.send", "lobby", message("still here"));
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(5)->outcome));
}

BOOST_AUTO_TEST_CASE(whoever_may_not_kick_holds_nobody_for_a_moment) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(ada, 2, "room.join", "lobby");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.kick", "lobby", about("bob"));
  world.settle();
  BOOST_TEST((refusal_of(world.out.reply_to(4)) == model::error_code::forbidden));
  BOOST_TEST(world.out.all(what::hold).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_room_sleeps_after_its_rest_and_wakes_for_the_next_join) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "lobby");
  world.settle();
  BOOST_TEST(world.actors_of().awake_rooms() == 1u);
  world.say(ada, 3, "room.leave", "lobby");
  world.settle();
  world.advance(1'000);
  world.advance(29'000);
  BOOST_TEST(world.actors_of().awake_rooms() == 1u);
  world.advance(10'000);
  BOOST_TEST(world.actors_of().awake_rooms() == 0u);
  world.say(ada, 4, "room.join", "lobby");
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(4)->outcome));
}

BOOST_AUTO_TEST_CASE(a_durable_command_wakes_no_room) {
  test::actor_world world;
  world.make_room("lobby");
  const auto ada = world.connect("ada");
  world.say(ada, 2, "message.send", "lobby", message("into the night"));
  world.settle();
  BOOST_TEST(bool(world.out.reply_to(2)->outcome));
  BOOST_TEST(world.actors_of().awake_rooms() == 0u);
}

BOOST_AUTO_TEST_CASE(rooms_and_sessions_whose_home_is_another_shard_are_reached_through_its_door) {
  test::actor_world world{3};
  for (const auto* name : {"a", "b", "c"})
    world.make_room(name);
  for (std::uint16_t on = 0; on < 3; ++on) {
    const auto c = world.connect("user" + std::to_string(on), 0, on);
    for (std::uint32_t i = 0; i < 3; ++i)
      world.say(c, 100 * (on + 1u) + i, "room.join", std::string(1, static_cast<char>('a' + i)));
    world.settle();
    for (std::uint32_t i = 0; i < 3; ++i)
      BOOST_TEST(bool(world.out.reply_to(100 * (on + 1u) + i)->outcome));
  }
  const auto posts = world.out.all(what::post);
  BOOST_TEST(world.actors_of(0).awake_rooms() + world.actors_of(1).awake_rooms() +
                 world.actors_of(2).awake_rooms() ==
             3u);
}

BOOST_AUTO_TEST_CASE(whoever_is_put_out_on_the_way_back_in_is_in) {
  test::actor_world world;
  const auto room = world.make_room("lobby");
  world.make_member(room, "ada", model::role::owner);
  const auto ada = world.connect("ada");
  const auto bob = world.connect("bob");
  world.say(bob, 3, "room.join", "lobby");
  world.settle();
  world.say(ada, 4, "member.kick", "lobby", about("bob"));
  world.run();
  world.reader.run();
  world.run();
  const auto kicked = world.journal.commit();
  world.say(bob, 5, "room.join", "lobby"); // its look-up knows of the kick, the room doesn't yet
  world.run();
  world.actors_of().committed(kicked); // reaches the room ahead of the join
  world.reader.run();
  world.run();
  BOOST_TEST(bool(world.out.reply_to(5)->outcome));
  world.say(bob, 6, "publish", "lobby", model::packer{}.map(1).text("event").text("x").str());
  world.run();
  BOOST_TEST(bool(world.out.reply_to(6)->outcome));
}
