#include "config/reload.hpp"
#include "config/shipped_kinds.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(reload)

BOOST_AUTO_TEST_CASE(the_same_options_make_no_difference) {
  BOOST_TEST(reload_difference(default_options(), default_options()).empty());
}

BOOST_AUTO_TEST_CASE(log_level_secret_and_limits_are_taken_over_and_the_rest_is_named) {
  const auto serving = default_options();
  auto read = serving;
  read.log.level = "debug";
  read.auth.jwt_secret = "0123456789abcdef0123456789abcdef";
  read.limits.outbox_bytes = 1u << 20;
  read.listen.port = 1;
  read.shards = 2;
  const auto changes = reload_difference(serving, read);
  std::string lines;
  for (const auto& each : changes)
    lines += each.message + "\n";
  BOOST_TEST(lines == "listen.port: 7684 → 1 needs a restart\n"
                      "shards: 1 → 2 needs a restart\n"
                      "auth.jwt_secret: \"\" → \"********\" taken over\n"
                      "limits.outbox_bytes: \"256 KiB\" → \"1 MiB\" taken over\n"
                      "log.level: \"info\" → \"debug\" taken over\n");
  const auto next = take_over(serving, read);
  BOOST_TEST(next.log.level == "debug");
  BOOST_TEST(next.auth.jwt_secret == read.auth.jwt_secret);
  BOOST_TEST(next.limits.outbox_bytes == 1u << 20);
  BOOST_TEST(next.listen.port == 7684);
  BOOST_TEST(next.shards == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_taken_over_is_no_difference_the_next_time) {
  const auto serving = default_options();
  auto read = serving;
  read.log.level = "debug";
  read.drain_ms = 1;
  const auto again = reload_difference(take_over(serving, read), read);
  BOOST_REQUIRE_EQUAL(again.size(), 1u);
  BOOST_TEST(again[0].name == "drain_ms");
  BOOST_TEST(!again[0].live);
}

BOOST_AUTO_TEST_CASE(what_a_kind_says_is_taken_over_but_for_where_its_rooms_live_and_who_may_come_in) {
  const auto serving = default_options();
  auto read = serving;
  auto& group = read.kinds.at("group");
  group.max_text = 100;
  group.durability = "none";
  group.visitor_role = "viewer";
  const auto changes = reload_difference(serving, read);
  BOOST_REQUIRE_EQUAL(changes.size(), 3u);
  BOOST_TEST(changes[0].message == "kinds.group.durability: \"disk\" → \"none\" needs a restart");
  BOOST_TEST(changes[1].message == "kinds.group.visitor_role: \"editor\" → \"viewer\" needs a restart");
  BOOST_TEST(changes[2].message == "kinds.group.max_text: \"16 KiB\" → \"100 B\" taken over; rooms that are "
                                   "awake may keep the former until they have slept");
  const auto next = take_over(serving, read);
  BOOST_TEST(next.kinds.at("group").max_text == 100u);
  BOOST_TEST(next.kinds.at("group").durability == "disk");
  BOOST_TEST(next.kinds.at("group").visitor_role == "editor");
}

BOOST_AUTO_TEST_CASE(what_needs_a_restart_is_named_every_time) {
  const auto serving = default_options();
  auto read = serving;
  read.store.readers = 4;
  BOOST_TEST((reload_difference(take_over(serving, read), read) == reload_difference(serving, read)));
}

BOOST_AUTO_TEST_CASE(kinds_come_while_serving_and_go_with_a_restart) {
  const auto serving = default_options();
  auto read = serving;
  read.kinds["game"] = {};
  read.kinds.erase("code");
  read.rooms.push_back({"arena", "game", "public", {}});
  const auto changes = reload_difference(serving, read);
  BOOST_REQUIRE_EQUAL(changes.size(), 3u);
  BOOST_TEST(changes[0].message == "kinds.game: added, taken over");
  BOOST_TEST(changes[1].message == "kinds.code: removed, needs a restart");
  BOOST_TEST(changes[2].message == "rooms.arena: added, taken over");
  const auto next = take_over(serving, read);
  BOOST_TEST(next.kinds.contains("game"));
  BOOST_TEST(next.kinds.contains("code"));
  BOOST_TEST(next.rooms.size() == serving.rooms.size() + 1);
  BOOST_TEST(reload_difference(next, read).size() == 1u);
}

BOOST_AUTO_TEST_CASE(rooms_come_while_serving_and_are_changed_and_removed_by_a_restart) {
  auto serving = default_options();
  serving.rooms = {{"stays", "group", "public", {}}, {"goes", "group", "public", {}}};
  auto read = serving;
  read.kinds.at("code").durability = "none"; // which isn't so yet
  read.kinds["passing"].durability = "none";
  read.rooms = {{"stays", "group", "private", {}},
                {"comes", "group", "public", {}},
                {"codes", "code", "public", {}},
                {"in memory", "passing", "public", {}}};
  const auto changes = reload_difference(serving, read);
  std::vector<std::string> lines;
  for (const auto& each : changes)
    if (each.name.starts_with("rooms.")) lines.push_back(each.message);
  BOOST_TEST(lines == (std::vector<std::string>{
                          "rooms.stays: changed, needs a restart", "rooms.comes: added, taken over",
                          "rooms.codes: added, taken over", "rooms.in memory: added, needs a restart",
                          "rooms.goes: removed, needs a restart"}),
             boost::test_tools::per_element());
  const auto next = take_over(serving, read);
  BOOST_REQUIRE_EQUAL(next.rooms.size(), 4u);
  BOOST_TEST(next.rooms[0].access == "public");
  BOOST_TEST(next.rooms[2].name == "comes");
}

BOOST_AUTO_TEST_SUITE_END()
