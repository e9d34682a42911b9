#include "actors/facets/room_names.hpp"
#include "tests/support/actor_world.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using call = test::fake_fan_out::call;
using what = call::what;
using model::error_code;
using model::role;

namespace {

std::string texts(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(pairs.size()));
  for (const auto& [key, value] : pairs)
    p.text(key).text(value);
  return std::move(p).str();
}

std::string code_of(const call* reply) {
  if (reply == nullptr) return "nothing";
  return std::string(reply->outcome ? "ok" : name_of(reply->outcome.error().code));
}

std::string role_in(const call* reply) {
  BOOST_REQUIRE(reply != nullptr && reply->outcome);
  return std::string(model::value{*reply->outcome}.find("role").text().value_or(""));
}

std::size_t told(const test::actor_world& world, const model::return_address& peer, std::string_view event) {
  const auto all = world.out.all(what::tell);
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](auto& c) { return c.peer.same_peer(peer) && c.name == event; }));
}

constexpr std::string_view ping = "\x81\xa5"
                                  "event\xa4"
                                  "ping";

} // namespace

BOOST_AUTO_TEST_SUITE(seats)

BOOST_AUTO_TEST_CASE(whoever_joins_an_open_room_takes_a_seat_and_the_third_finds_none) {
  test::actor_world world;
  const auto room = world.make_room("duo", "pair", model::access::open);
  std::vector<test::actor_world::client> clients;
  for (const auto* user : {"ada", "bob", "eve"})
    clients.push_back(world.connect(user));
  for (std::uint32_t i = 0; i < 3; ++i)
    world.say(clients[i], 10 + i, "room.join", "duo");
  world.settle();
  BOOST_TEST(role_in(world.out.reply_to(10)) == "editor");
  BOOST_TEST(role_in(world.out.reply_to(11)) == "editor");
  BOOST_TEST(code_of(world.out.reply_to(12)) == "room_full");
  BOOST_TEST(facets::read_size(world.journal.rows, room) == 2u);
  world.say(clients[0], 20, "room.join", "duo"); // once more takes no second seat
  world.settle();
  BOOST_TEST(code_of(world.out.reply_to(20)) == "ok");
  BOOST_TEST(facets::read_size(world.journal.rows, room) == 2u);
}

BOOST_AUTO_TEST_CASE(what_comes_behind_a_join_that_takes_a_seat_waits_too) {
  test::actor_world world;
  world.make_room("duo", "pair", model::access::open);
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "duo");
  world.say(ada, 3, "publish", "duo", std::string(ping));
  world.settle();
  BOOST_TEST(code_of(world.out.reply_to(2)) == "ok");
  BOOST_TEST(code_of(world.out.reply_to(3)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_code_opens_its_room_and_a_wrong_one_says_what_no_room_says) {
  test::actor_world world;
  const auto room = world.make_room("vault", "group", model::access::code);
  world.journal.rows.put(facets::profile_key(room), facets::encode(facets::profile_row{"", "", "sesame"}));
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.join", "vault");
  world.say(ada, 3, "room.join", "vault", texts({{"code", "sesamo"}}));
  world.say(ada, 4, "room.join", "nowhere", texts({{"code", "sesamo"}}));
  world.settle();
  for (const auto ref : {2u, 3u, 4u})
    BOOST_TEST((world.out.reply_to(ref)->outcome.error() == world.out.reply_to(4)->outcome.error()));
  world.say(ada, 5, "room.join", "vault", texts({{"code", "sesame"}}));
  world.settle();
  BOOST_TEST(role_in(world.out.reply_to(5)) == "editor");
}

BOOST_AUTO_TEST_CASE(a_name_rule_makes_the_room_that_is_joined) {
  test::actor_world world;
  const auto ada = world.connect("ada"), bob = world.connect("bob"), eve = world.connect("eve");
  world.say(ada, 2, "room.join", "session_1");
  world.settle();
  world.say(bob, 3, "room.join", "session_1");
  world.say(bob, 4, "room.join", "other_1");
  world.settle();
  world.say(eve, 5, "room.join", "session_1");
  world.settle();
  BOOST_TEST(role_in(world.out.reply_to(2)) == "owner");
  BOOST_TEST(role_in(world.out.reply_to(3)) == "editor");
  BOOST_TEST(code_of(world.out.reply_to(4)) == "not_found");
  BOOST_TEST(code_of(world.out.reply_to(5)) == "room_full");
}

BOOST_AUTO_TEST_CASE(who_made_a_room_speaks_in_it_at_once) {
  test::actor_world world;
  const auto ada = world.connect("ada");
  world.say(ada, 2, "room.create", "", texts({{"kind", "group"}}));
  world.settle();
  BOOST_REQUIRE(code_of(world.out.reply_to(2)) == "ok");
  const std::string name(model::value{*world.out.reply_to(2)->outcome}.find("room").text().value());
  world.say(ada, 3, "message.send", name, texts({{"text", "hi"}}));
  world.say(ada, 4, "room.list", "");
  world.settle();
  BOOST_TEST(code_of(world.out.reply_to(3)) == "ok");
  BOOST_TEST(model::value{*world.out.reply_to(4)->outcome}.find("rooms").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rooms_that_change)

namespace {

struct crowd : test::actor_world {
  crowd()
    : room(make_room("hall"))
    , own(connect("own"))
    , member(connect("member"))
    , visitor(connect("visitor")) {
    make_member(room, "own", role::owner);
    make_member(room, "member", role::editor);
    std::uint32_t ref = 100;
    for (const auto& c : {own, member, visitor})
      say(c, ref++, "room.join", "hall");
    settle();
    out.calls.clear();
  }
  /// Runs actors, and readers, but nothing is committed: the disk is slow.
  void run_without_disk() {
    for (int i = 0; i < 5; ++i) {
      run();
      (void)reader.run();
    }
  }
  model::key room;
  client own, member, visitor;
};

} // namespace

BOOST_AUTO_TEST_CASE(archiving_holds_everybody_before_the_disk_has_it) {
  crowd c;
  c.say(c.own, 2, "room.archive", "hall");
  c.run_without_disk();
  BOOST_TEST(c.out.all(what::hold).size() == 3u);
  c.say(c.member, 3, "publish", "hall", std::string(ping));
  c.say(c.member, 4, "message.send", "hall", texts({{"text", "hi"}}));
  c.run_without_disk();
  BOOST_TEST(code_of(c.out.reply_to(3)) == "unavailable");
  BOOST_TEST(code_of(c.out.reply_to(4)) == "unavailable");
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(2)) == "ok");
  BOOST_TEST(c.out.all(what::lift).size() == 3u);
  c.say(c.member, 5, "publish", "hall", std::string(ping));
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(5)) == "forbidden");
  c.say(c.own, 6, "room.unarchive", "hall");
  c.settle();
  c.say(c.member, 7, "publish", "hall", std::string(ping));
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(7)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_hold_on_everybody_that_comes_to_nothing_is_lifted) {
  crowd c;
  c.say(c.own, 2, "room.archive", "hall");
  c.run_without_disk();
  c.tell(c.journal.fail());
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(2)) == "storage_full");
  BOOST_TEST(c.out.all(what::lift).size() == 3u);
  c.say(c.member, 3, "publish", "hall", std::string(ping));
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(3)) == "ok");
}

BOOST_AUTO_TEST_CASE(who_may_not_archive_holds_nobody) {
  crowd c;
  c.say(c.member, 2, "room.archive", "hall");
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(2)) == "forbidden");
  BOOST_TEST(c.out.all(what::hold).empty());
}

BOOST_AUTO_TEST_CASE(a_title_holds_nobody_and_an_access_puts_visitors_out) {
  crowd c;
  c.say(c.own, 2, "room.change", "hall", texts({{"title", "Tea"}}));
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(2)) == "ok");
  BOOST_TEST(c.out.all(what::hold).empty());
  c.say(c.own, 3, "room.change", "hall", texts({{"access", "private"}}));
  c.settle();
  BOOST_TEST(told(c, c.visitor.address, "room.removed") == 1u);
  BOOST_TEST(told(c, c.member.address, "room.removed") == 0u);
  c.say(c.visitor, 4, "publish", "hall", std::string(ping));
  c.say(c.visitor, 5, "room.join", "hall");
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(4)) == "forbidden"); // as in any room one isn't in, be there one or not
  BOOST_TEST(code_of(c.out.reply_to(5)) == "not_found");
}

BOOST_AUTO_TEST_CASE(a_deleted_room_puts_everybody_out_and_its_name_can_be_a_new_room) {
  crowd c;
  c.say(c.own, 2, "room.delete", "hall");
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(2)) == "ok");
  for (const auto& who : {c.own, c.member, c.visitor})
    BOOST_TEST(told(c, who.address, "room.removed") == 1u);
  c.say(c.member, 3, "room.join", "hall");
  c.settle();
  BOOST_TEST(code_of(c.out.reply_to(3)) == "not_found");
  c.make_room("hall");
  c.say(c.member, 4, "room.join", "hall");
  c.settle();
  BOOST_TEST(role_in(c.out.reply_to(4)) == "editor");
  c.advance(60'000); // until nobody's leaving is still to be told
  c.advance(60'000);
  BOOST_TEST(c.actors_of().awake_rooms() == 1u); // the gone one doesn't stay awake
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(own_rooms)

BOOST_AUTO_TEST_CASE(hello_brings_a_member_into_the_kinds_that_say_so_and_the_inbox) {
  test::actor_world world;
  const auto team = world.make_room("team", "team", model::access::members_only);
  const auto group = world.make_room("group", "group", model::access::members_only);
  world.make_member(team, "ada", role::viewer);
  world.make_member(group, "ada", role::editor);
  const auto ada = world.connect_with_rooms("ada");
  world.say(ada, 2, "message.send", "", texts({{"text", "in the last joined one"}}));
  world.settle();
  BOOST_TEST(told(world, ada.address, "room.joined") == 2u);
  std::set<std::string> rooms;
  for (const auto& s : world.out.all(what::subscribe))
    rooms.insert(s.name);
  BOOST_TEST((rooms == std::set<std::string>{"team", facets::inbox_name("ada")}));
  BOOST_TEST(code_of(world.out.reply_to(2)) != "nothing"); // what waited behind hello went on
}

BOOST_AUTO_TEST_CASE(what_is_delivered_to_an_inbox_reaches_who_brought_it_along) {
  test::actor_world world;
  const auto room = world.make_room("group", "group", model::access::members_only);
  world.make_member(room, "own", role::owner);
  const auto ada = world.connect_with_rooms("ada");
  world.settle();
  const auto own = world.connect("own");
  const auto data = model::packer{}.map(1).text("users").array(1).text("ada").str();
  world.say(own, 2, "invitation.send", "group", data);
  world.settle();
  BOOST_TEST(code_of(world.out.reply_to(2)) == "ok");
  const auto& outcomes = world.groups.back().outcomes;
  const auto received = std::ranges::find_if(outcomes, [](const auto& o) {
    return !o.records.empty() && o.records.back().name == "invitation.received";
  });
  BOOST_REQUIRE((received != outcomes.end()));
  BOOST_TEST((received->room == *facets::find_room(world.journal.rows, facets::inbox_name("ada"))));
}

BOOST_AUTO_TEST_SUITE_END()
