#include "config/reload.hpp"
#include "config/shipped_kinds.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(reload)

BOOST_AUTO_TEST_CASE(the_same_options_make_no_difference) {
  BOOST_TEST(reload_difference(default_options(), default_options()).empty());
}

BOOST_AUTO_TEST_CASE(log_level_and_secret_are_taken_over_and_the_rest_is_named) {
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
                      "limits.outbox_bytes: \"256 KiB\" → \"1 MiB\" needs a restart\n"
                      "log.level: \"info\" → \"debug\" taken over\n");
  const auto next = take_over(serving, read);
  BOOST_TEST(next.log.level == "debug");
  BOOST_TEST(next.auth.jwt_secret == read.auth.jwt_secret);
  BOOST_TEST(next.limits.outbox_bytes == serving.limits.outbox_bytes);
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

BOOST_AUTO_TEST_CASE(what_a_kind_says_is_named_and_stays_as_it_was) {
  const auto serving = default_options();
  auto read = serving;
  read.kinds.at("group").max_text = 100;
  read.kinds.at("group").durability = "none";
  const auto changes = reload_difference(serving, read);
  BOOST_REQUIRE_EQUAL(changes.size(), 2u);
  BOOST_TEST(changes[0].name == "kinds.group.durability");
  BOOST_TEST(!changes[0].live);
  BOOST_TEST(changes[1].message == "kinds.group.max_text: \"16 KiB\" → \"100 B\" needs a restart");
  BOOST_TEST(!changes[1].live);
  const auto next = take_over(serving, read);
  BOOST_TEST(next.kinds.at("group").max_text == serving.kinds.at("group").max_text);
  BOOST_TEST(next.kinds.at("group").durability == "disk");
}

BOOST_AUTO_TEST_CASE(what_needs_a_restart_is_named_every_time) {
  const auto serving = default_options();
  auto read = serving;
  read.limits.outbox_bytes = 1u << 20;
  BOOST_TEST((reload_difference(take_over(serving, read), read) == reload_difference(serving, read)));
}

BOOST_AUTO_TEST_CASE(kinds_come_and_go_with_a_restart_and_so_do_their_rooms) {
  const auto serving = default_options();
  auto read = serving;
  read.kinds["game"] = {};
  read.kinds.erase("code");
  read.rooms.push_back({"arena", "game", "public", {}});
  for (const auto& each : reload_difference(serving, read))
    BOOST_TEST(!each.live, each.message);
  BOOST_TEST(reload_difference(serving, read).size() == 3u);
  const auto next = take_over(serving, read);
  BOOST_TEST(!next.kinds.contains("game"));
  BOOST_TEST(next.kinds.contains("code"));
  BOOST_TEST(next.rooms.empty());
}

BOOST_AUTO_TEST_CASE(rooms_are_added_changed_and_removed_by_a_restart) {
  auto serving = default_options();
  serving.rooms = {{"stays", "group", "public", {}}, {"goes", "group", "public", {}}};
  auto read = serving;
  read.rooms = {{"stays", "group", "private", {}}, {"comes", "group", "public", {}}};
  const auto changes = reload_difference(serving, read);
  BOOST_REQUIRE_EQUAL(changes.size(), 3u);
  BOOST_TEST(changes[0].message == "rooms.stays: changed, needs a restart");
  BOOST_TEST(changes[1].message == "rooms.comes: added, needs a restart");
  BOOST_TEST(changes[2].message == "rooms.goes: removed, needs a restart");
  for (const auto& each : changes)
    BOOST_TEST(!each.live, each.message);
  const auto next = take_over(serving, read);
  BOOST_REQUIRE_EQUAL(next.rooms.size(), 2u);
  BOOST_TEST(next.rooms[0].access == "public");
}

BOOST_AUTO_TEST_SUITE_END()
