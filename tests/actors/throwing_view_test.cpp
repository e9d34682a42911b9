#include "actors/awake_room.hpp"
#include "actors/facets/command_registry.hpp"
#include "tests/support/actor_world.hpp"
#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace snug;
using call = test::fake_fan_out::call;

namespace {

/// Throws wherever it is asked anything.
struct broken_view final : facets::view {
  void seen(const model::record&) override { fail(); }
  model::result<std::string> live(const facets::live_context&, const model::command&, const model::arguments&,
                                  facets::effects& out) override {
    out.events.emplace_back();
    fail();
    return std::string{};
  }
  std::uint32_t joined(const facets::occupant&, std::int64_t, model::packer& reply,
                       facets::effects&) override {
    reply.text("half");
    fail();
    return 1;
  }
  void left(const facets::occupant&, bool, std::int64_t, facets::effects&) override { fail(); }
  static void fail() { throw std::runtime_error("broken"); }
};

struct deaf_host final : actors::room_host {
  void notify(const model::return_address&, actors::room_standing_notice::what) override {}
  std::uint64_t next_hold() override { return ++holds; }
  std::uint64_t holds = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_view_that_throws_costs_its_command_and_not_the_room) {
  test::actor_world world;
  const auto key = world.make_room("lobby");
  auto facts = *world.rules.room("lobby", world.journal.rows);
  std::vector<facets::facet> broken(facets::all_facets().begin(), facets::all_facets().end());
  for (auto& facet : broken)
    facet.make_view = [](const facets::room_facts&) -> std::unique_ptr<facets::view> {
      return std::make_unique<broken_view>();
    };
  std::vector<std::string> told;
  const actors::trouble_sink trouble = [&](std::string_view what) { told.emplace_back(what); };
  deaf_host host;
  actors::awake_room room(facts, {world.out, world.journal, world.clock, trouble}, broken);
  room.set_host(host);

  auto who = std::make_shared<model::identity>();
  who->user = "ada";
  actors::join_request join;
  join.room = key;
  join.room_name = "lobby";
  join.who = {{0, 0, 1, 1, 0}, who, {}};
  join.reply_to = {0, 0, 1, 1, 2};
  BOOST_TEST((room.join(join) == actors::join_answer::what::joined));
  BOOST_TEST(!told.empty());
  const auto* reply = world.out.reply_to(2);
  BOOST_REQUIRE(reply);
  BOOST_TEST((model::value{*reply->outcome}.find("room").text() == "lobby"));
  BOOST_TEST(reply->outcome->find("half") == std::string::npos);

  told.clear();
  model::command command;
  command.from = {0, 0, 1, 1, 3};
  command.who = who;
  command.verb = facets::command_registry::get().free_event();
  command.free_event = "ping";
  command.data = "\x80";
  room.carry_out(command);
  BOOST_REQUIRE(world.out.reply_to(3));
  BOOST_REQUIRE(!world.out.reply_to(3)->outcome);
  BOOST_TEST((world.out.reply_to(3)->outcome.error().code == model::error_code::internal));
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told.front() == "room lobby: broken");
  BOOST_TEST(world.out.all(call::what::post).empty()); // nothing it had half done

  room.leave({0, 0, 1, 1, 0}, true);
  BOOST_TEST(room.at_rest());
}

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
