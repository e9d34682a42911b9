#include "a_configuration.hpp"
#include "config/shipped_kinds.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(kinds_and_rooms)

BOOST_AUTO_TEST_CASE(the_shipped_kinds_are_there_without_a_file) {
  const auto kinds = shipped_kinds();
  for (const auto* name :
       {"direct", "group", "course", "class", "workspace", "code", "project", "inbox", "announcements"})
    BOOST_TEST(kinds.contains(name), name << " is missing");
  BOOST_TEST(kinds.size() == 9u);
  BOOST_TEST(!kinds.at("inbox").free_events);
  BOOST_TEST(kinds.at("course").visitor_role == "viewer");
}

BOOST_AUTO_TEST_CASE(the_shipped_kinds_keep_the_rules_themselves) {
  const auto out = load_text("");
  for (const auto& [name, kind] : shipped_kinds()) {
    BOOST_TEST(out.options.kinds.at(name).max_text == kind.max_text);
    BOOST_TEST(out.options.kinds.at(name).resume_events == kind.resume_events);
  }
}

BOOST_AUTO_TEST_CASE(a_shipped_kind_keeps_what_the_file_leaves_out) {
  const auto out =
      load_text("[kinds.code]\nmax_text = \"8 KiB\"\n[kinds.code.history]\nage_ms = \"30 days\"\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  const auto& code = out.options.kinds.at("code");
  BOOST_TEST(code.max_text == 8'192u);
  BOOST_TEST(code.history.age_ms == 2'592'000'000u);
  BOOST_TEST(code.history.events == shipped_kinds().at("code").history.events);
  BOOST_TEST(code.typing_ms == shipped_kinds().at("code").typing_ms);
  BOOST_TEST(out.origin("kinds.code.max_text") == "snug.toml:2");
}

BOOST_AUTO_TEST_CASE(a_new_kind_starts_as_a_group_even_if_its_table_is_empty) {
  const auto out = load_text("[kinds.game]\n[kinds.quiz]\ndurability = \"none\"\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.kinds.at("game").visitor_role == "editor");
  BOOST_TEST(out.options.kinds.at("quiz").durability == "none");
  BOOST_TEST(out.options.kinds.size() == 11u);
}

BOOST_AUTO_TEST_CASE(a_new_kind_starts_as_the_group_of_the_file_wherever_that_stands) {
  const auto out = load_text("[kinds.game]\nmax_retained = 9\n[kinds.group]\nmax_text = 100\n");
  BOOST_TEST(out.options.kinds.at("game").max_text == 100u);
  BOOST_TEST(out.options.kinds.at("game").max_retained == 9u);
}

BOOST_AUTO_TEST_CASE(kinds_are_validated_like_options) {
  const auto out = load_text(
      "[kinds.game]\nmax_txt = 1\ndurability = \"tape\"\nmax_present = 0\n[kinds.\"A B\"]\nx = 1\n");
  BOOST_TEST(complaints_of(out) ==
             "snug.toml:2: kinds.game.max_txt: no such option of a kind, did you mean max_text?\n"
             "snug.toml:3: kinds.game.durability: must be one of \"disk\", \"none\", is \"tape\"\n"
             "snug.toml:4: kinds.game.max_present: must be a whole number from 1 to 1000000, is 0\n"
             "snug.toml:5: kinds.A B: a kind's name is 1 to 32 of a-z, 0-9, _ and -\n");
}

BOOST_AUTO_TEST_CASE(a_kind_that_is_no_table_is_a_complaint) {
  BOOST_TEST(complaints_of(load_text("kinds = 1\n")) ==
             "snug.toml:1: kinds: must be a table: [kinds.NAME]\n");
  BOOST_TEST(complaints_of(load_text("kinds.x = 1\n")) ==
             "snug.toml:1: kinds.x: must be a table: [kinds.NAME]\n");
}

BOOST_AUTO_TEST_CASE(rooms_come_with_kind_access_and_members) {
  const auto out =
      load_text("[[rooms]]\nname = \"lobby\"\naccess = \"public\"\n"
                "[[rooms]]\nname = \"Grüße\"\nkind = \"course\"\nmembers.\"local:a.b\" = \"owner\"\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_REQUIRE_EQUAL(out.options.rooms.size(), 2u);
  BOOST_TEST(out.options.rooms[0].kind == "group");
  BOOST_TEST(out.options.rooms[0].access == "public");
  BOOST_TEST(out.options.rooms[1].name == "Grüße");
  BOOST_TEST(out.options.rooms[1].access == "private");
  BOOST_TEST(out.options.rooms[1].members.at("local:a.b") == "owner");
  BOOST_TEST(out.origin("rooms[1]") == "snug.toml:4");
}

BOOST_AUTO_TEST_CASE(rooms_are_validated_with_file_and_line) {
  const auto out = load_text("[[rooms]]\nkind = \"grup\"\n[[rooms]]\nname = \"a\"\nacess = \"public\"\n"
                             "[[rooms]]\nname = \"a\"\naccess = \"secret\"\nmembers.x = \"king\"\n"
                             "[[rooms]]\nname = \"a\\nb\"\nmembers = 1\n");
  BOOST_TEST(
      complaints_of(out) ==
      "snug.toml:5: rooms[1].acess: no such option of a room, did you mean access?\n"
      "snug.toml:8: rooms[2].access: must be one of \"public\", \"private\", \"open\", is \"secret\"\n"
      "snug.toml:9: rooms[2].members.x: must be one of \"owner\", \"host\", \"editor\", \"viewer\", "
      "\"banned\", is "
      "\"king\"\n"
      "snug.toml:11: rooms[3].name: must be text of from 1 to 128 bytes without control characters, is "
      "\"a\\u000ab\"\n"
      "snug.toml:12: rooms[3].members: must be a table of user id = role\n"
      "snug.toml:1: rooms[0].name: is missing\n"
      "snug.toml:1: rooms[0].kind: no such kind, did you mean group?\n"
      "snug.toml:6: rooms[2].name: another room has this name\n"
      "snug.toml:10: rooms[3].name: is missing\n");
}

BOOST_AUTO_TEST_CASE(rooms_that_are_no_array_of_tables_are_a_complaint) {
  BOOST_TEST(load_text("rooms = \"lobby\"\n").complaints.size() == 1u);
  BOOST_TEST(load_text("[rooms.lobby]\naccess = \"public\"\n").complaints.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_kind_says_who_makes_it_who_comes_in_and_what_roles_may) {
  const auto out = load_text("[kinds.quiz]\naccess = \"open\"\nmakers = \"everybody\"\nmax_members = 2\n"
                             "facets = [\"presence\"]\n[kinds.quiz.roles]\nviewer = [\"see\", \"join\"]\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  const auto& quiz = out.options.kinds.at("quiz");
  BOOST_TEST(quiz.access == "open");
  BOOST_TEST(quiz.makers == "everybody");
  BOOST_TEST(quiz.max_members == 2u);
  BOOST_TEST((quiz.facets == std::vector<std::string>{"presence"}));
  BOOST_TEST((quiz.roles.viewer == std::vector<std::string>{"see", "join"}));
  const auto wrong = load_text("[kinds.quiz.roles]\nviewer = [\"fly\"]\n");
  BOOST_TEST(complaints_of(wrong).find("kinds.quiz.roles.viewer: must be a list of \"see\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(shipped_kinds_that_the_server_makes_are_made_by_nobody) {
  const auto kinds = shipped_kinds();
  for (const auto& [name, kind] : kinds)
    BOOST_TEST((kind.makers == "nobody") == (name == "direct" || name == "inbox" || name == "announcements"),
               name);
  BOOST_TEST(kinds.at("direct").max_members == 2u);
  BOOST_TEST(!kinds.at("class").auto_join);
}

BOOST_AUTO_TEST_CASE(a_name_rule_names_a_kind_there_is) {
  BOOST_TEST(load_text("name_rules = [\"session_*=code\"]\n").ok());
  for (const auto* rule : {"session_*=castle", "*=code", "session_=code"}) {
    const auto out = load_text("name_rules = [\"" + std::string(rule) + "\"]\n");
    BOOST_TEST(!out.ok(), rule);
    BOOST_TEST(complaints_of(out).find("name_rules: must be PREFIX*=KIND") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(hooks_need_a_secret_an_address_and_pages_that_are_named) {
  const std::string secret = "secret = \"thirty-two characters at the least\"\n";
  const auto complaint = [](const std::string& text) {
    const auto out = load_text(text);
    return out.ok() ? std::string{} : complaints_of(out);
  };
  const std::string whole = "[hooks]\n" + secret + "url = \"https://a/b\"\nevents = [\"task_*\"]\n";
  BOOST_TEST(complaint(whole) == "");
  const auto says = [&](const std::string& text, std::string_view what) {
    BOOST_TEST(complaint(text).find(what) != std::string::npos, text << complaint(text));
  };
  says("[hooks]\nrpc_url = \"http://a/\"\n", "hooks.secret: is missing");
  says("[hooks]\n" + secret + "rpc_url = \"a/b\"\n", "hooks.rpc_url: must begin with http");
  says("[hooks]\n" + secret + "url = \"http://a/\"\n", "hooks.events: is empty");
  says("[hooks]\n" + secret + "connect_url = \"http://a/\"\n[listen]\norigins = [\"*\"]\n",
       "listen.origins: must not hold");
}

BOOST_AUTO_TEST_SUITE_END()
