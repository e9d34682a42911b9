#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <thread>
#include <vector>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

/// A node whose clocks of politeness run fast, and users with names of their own.
struct quick_room {
  explicit quick_room(unsigned shards, std::uint32_t listed = 100)
    : node([&](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      auto& group = o.kinds.at("group");
      group.presence_grace_ms = 600;
      group.typing_ms = 1'000;
      group.presence_list = listed;
    }) {}

  std::unique_ptr<speaker> comes(const std::string& user) {
    auto out = std::make_unique<speaker>(node.port(), speech::msgpack);
    out->hello(R"({"token":")" + token_for(user) + "\"}");
    BOOST_REQUIRE(out->call("room.join", "lobby").ok());
    return out;
  }
  live_node node;
};

std::string first_user(const std::optional<told>& event) {
  return event ? std::string(event->at("users").at(0).find("user").text().value_or("")) : "nobody";
}

/// True as soon as `who` was told that `user` is here; others may be named in the same event.
bool sees_come(speaker& who, std::string_view user) {
  while (const auto event = who.next("presence.joined", 3s)) {
    const auto users = event->at("users");
    for (std::size_t i = 0; i < users.size(); ++i)
      if (users.at(i).find("user").text() == user) return true;
  }
  return false;
}

const auto shards = data::make({1u, 3u});

} // namespace

BOOST_AUTO_TEST_SUITE(presence_over_the_wire)

BOOST_DATA_TEST_CASE(who_comes_is_told_and_who_goes_is_told_after_the_grace_time, shards, count) {
  quick_room room(count);
  auto ada = room.comes("ada");
  auto bob = room.comes("bob");
  BOOST_TEST(sees_come(*ada, "bob"));
  bob->socket().reset();
  BOOST_TEST(ada->silent_about("presence.left", 400ms));
  const auto left = ada->next("presence.left", 2s);
  BOOST_TEST(first_user(left) == "bob");
  BOOST_TEST(left->uint("online") == 1u);
}

BOOST_DATA_TEST_CASE(who_is_back_within_the_grace_time_never_left, shards, count) {
  quick_room room(count);
  auto ada = room.comes("ada");
  auto bob = room.comes("bob");
  BOOST_TEST(sees_come(*ada, "bob"));
  for (int i = 0; i < 3; ++i) {
    bob->socket().reset();
    bob = room.comes("bob");
  }
  BOOST_TEST(ada->silent_about("", 1'200ms));
  BOOST_TEST(ada->call("presence.list", "lobby").uint("online") == 2u);
}

BOOST_DATA_TEST_CASE(two_devices_are_one_user_until_the_last_one_leaves, shards, count) {
  quick_room room(count);
  auto ada = room.comes("ada");
  auto phone = room.comes("bob");
  auto desk = room.comes("bob");
  const auto list = ada->call("presence.list", "lobby");
  BOOST_TEST(list.uint("online") == 2u);
  BOOST_TEST(list.at("users").at(1).find("devices").uint().value_or(0) == 2u);
  phone->call("room.leave", "lobby");
  BOOST_TEST(ada->silent_about("presence.left", 900ms));
  desk->call("room.leave", "lobby"); // says goodbye: no grace
  BOOST_TEST(first_user(ada->next("presence.left", 500ms)) == "bob");
}

BOOST_AUTO_TEST_CASE(typing_ends_by_itself_and_with_the_message) {
  quick_room room(1);
  auto ada = room.comes("ada");
  auto bob = room.comes("bob");
  bob->send("typing.start", "lobby", "null", "", false);
  BOOST_TEST(first_user(ada->next("typing.changed")) == "bob");
  const auto ended = ada->next("typing.changed", 3s);
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->at("users").size() == 0u);

  bob->call("typing.start", "lobby");
  BOOST_TEST(first_user(ada->next("typing.changed")) == "bob");
  bob->call("message.send", "lobby", R"({"text":"there"})");
  const auto said = ada->next("typing.changed", 600ms);
  BOOST_REQUIRE(said);
  BOOST_TEST(said->at("users").size() == 0u);
}

BOOST_AUTO_TEST_CASE(who_comes_while_somebody_types_sees_it_in_the_answer) {
  quick_room room(1);
  auto ada = room.comes("ada");
  ada->call("typing.start", "lobby");
  (void)ada->next("typing.changed");
  speaker bob(room.node.port(), speech::json);
  bob.hello();
  const auto joined = bob.call("room.join", "lobby");
  BOOST_TEST(joined.at("typing").at(0).find("user").text().value_or("") == "ada");
  BOOST_TEST(joined.at("present").size() == 2u);
}

BOOST_DATA_TEST_CASE(late_comers_see_what_was_retained_before_anything_later, shards, count) {
  quick_room room(count);
  auto ada = room.comes("ada");
  ada->call("publish", "lobby", R"({"event":"slide","data":1,"retain":true})");
  ada->call("publish", "lobby", R"({"event":"slide","data":2,"retain":true})");
  ada->call("publish", "lobby", R"({"event":"poll","data":"tea","retain":true,"durable":true})");
  ada->call("publish", "lobby", R"({"event":"gone","data":1,"retain":true})");
  ada->call("publish", "lobby", R"({"event":"gone","data":null,"retain":true})");
  auto bob = room.comes("bob");
  ada->call("publish", "lobby", R"({"event":"slide","data":3})");
  std::string seen;
  while (const auto event = bob->next("", 400ms))
    if (!event->name.starts_with("presence."))
      seen += event->name + " " +
              std::string(snug::model::value(event->data)
                              .text()
                              .value_or(std::to_string(snug::model::value(event->data).uint().value_or(0)))) +
              ";";
  BOOST_TEST((seen == "poll tea;slide 2;slide 3;" || seen == "slide 2;poll tea;slide 3;"), seen);
}

BOOST_AUTO_TEST_CASE(above_the_limit_of_the_kind_only_numbers_are_told) {
  quick_room room(1, 3);
  std::vector<std::unique_ptr<speaker>> here;
  for (const auto* user : {"a", "b", "c"})
    here.push_back(room.comes(user));
  BOOST_TEST(here[0]->call("presence.list", "lobby").at("users").size() == 3u);
  speaker fourth(room.node.port(), speech::json);
  fourth.hello();
  const auto joined = fourth.call("room.join", "lobby");
  BOOST_TEST(joined.uint("online") == 4u);
  BOOST_TEST(!joined.at("present").present());
  const auto counted = here[0]->next("presence.count", 2s);
  BOOST_REQUIRE(counted);
  BOOST_TEST(counted->uint("online") == 4u);
  const auto page = here[0]->call("presence.list", "lobby", R"({"limit":2})");
  BOOST_TEST(page.at("users").size() == 2u);
  BOOST_TEST(page.at("more").boolean().value_or(false));
  fourth.call("room.leave", "lobby");
  const auto listed = here[0]->next("presence.listed", 4s);
  BOOST_REQUIRE(listed);
  BOOST_TEST(listed->at("users").size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(presence_in_full)

BOOST_DATA_TEST_CASE(cursors_go_to_others_and_go_with_their_session, shards, count) {
  quick_room room(count);
  auto ada = room.comes("ada");
  auto bob = room.comes("bob");
  BOOST_TEST(ada->call("presence.update", "lobby", R"({"cursor":{"x":3},"looking_at":"card.7"})").ok());
  const auto seen = bob->next("presence.updated");
  BOOST_REQUIRE(seen);
  BOOST_TEST(seen->text("user") == "ada");
  BOOST_TEST(seen->at("cursor").find("x").uint().value_or(0) == 3u);
  BOOST_TEST(ada->silent_about("presence.updated", 200ms)); // not to who said it
  auto eve = std::make_unique<speaker>(room.node.port(), speech::json);
  eve->hello();
  const auto joined = eve->call("room.join", "lobby");
  BOOST_REQUIRE(joined.at("showing").size() == 1u);
  BOOST_TEST(joined.at("showing").at(0).find("looking_at").text().value_or("") == "card.7");
  BOOST_TEST(joined.at("present").at(0).find("color").text().value_or("").size() == 7u);
  ada->socket().reset();
  const auto gone = bob->next("presence.updated", 1s);
  BOOST_REQUIRE(gone);
  BOOST_TEST(!gone->at("cursor").present());
  BOOST_TEST(first_user(bob->next("presence.left", 2s)) == "ada");
}

BOOST_AUTO_TEST_CASE(who_does_nothing_is_idle_then_away_then_gone_and_it_is_known_when) {
  live_node node([](auto& o) {
    o.auth.jwt_secret = test_secret;
    auto& group = o.kinds.at("group");
    group.presence_grace_ms = 200;
    group.idle_ms = 1'000;
    group.away_ms = 2'000;
    o.rooms.push_back({"team", "group", "private", {{"ada", "owner"}, {"bob", "editor"}}});
  });
  const auto comes = [&](const std::string& user) {
    auto out = std::make_unique<speaker>(node.port(), speech::msgpack);
    out->hello(R"({"token":")" + token_for(user) + "\"}");
    BOOST_REQUIRE(out->call("room.join", "team").ok());
    return out;
  };
  auto ada = comes("ada");
  auto bob = comes("bob");
  const auto status_told = [&] {
    const auto event = ada->next("presence.changed", 3s);
    return event ? std::string(event->at("users").at(0).find("status").text().value_or("")) : "nothing";
  };
  BOOST_TEST(status_told() == "idle");
  BOOST_TEST(status_told() == "away");
  bob->call("typing.stop", "team");
  BOOST_TEST(status_told() == "online");
  const auto stats = ada->call("presence.stats", "team");
  BOOST_TEST(stats.uint("users") == 2u);
  bob.reset();
  BOOST_TEST(first_user(ada->next("presence.left", 2s)) == "bob");
  ada->call("room.leave", "team"); // nobody is left: it is written
  auto carl = std::make_unique<speaker>(node.port(), speech::json);
  carl->hello(R"({"token":")" + token_for("ada") + "\"}");
  answer seen;
  for (int i = 0; i < 40 && seen.at("users").size() < 2; ++i) {
    seen = carl->call("presence.last_seen", "team");
    std::this_thread::sleep_for(50ms);
  }
  BOOST_REQUIRE(seen.at("users").size() == 2u);
  BOOST_TEST(seen.at("users").at(1).find("user").text().value_or("") == "bob");
  BOOST_TEST(seen.at("users").at(1).find("at").uint().value_or(0) > 1'700'000'000'000u);
}

BOOST_AUTO_TEST_SUITE_END()
