#include "actors/facets/due_rows.hpp"
#include "actors/facets/room_names.hpp"
#include "actors/facets/shown.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;

namespace {

model::identity_ptr back_end() {
  model::identity who;
  who.user = "service:shop";
  who.may = model::scopes(model::scope::publish);
  return std::make_shared<const model::identity>(std::move(who));
}

struct publishing {
  test_room t;
  publishing() {
    for (const auto* name : {"inbox", "announcements"}) {
      model::kind kind;
      kind.name = name;
      kind.visitor = model::role::viewer;
      kind.makers = model::makers::nobody;
      if (kind.name == "announcements") kind.access = model::access::public_room;
      t.kinds.add(kind);
    }
  }
  static std::string event(std::string_view name, std::int64_t at = 0, std::string_view user = {}) {
    model::packer p;
    p.map(2 + (at ? 1 : 0) + (user.empty() ? 0 : 1))
        .text("event")
        .text(name)
        .text("data")
        .map(1)
        .text("n")
        .uint(7);
    if (at) p.text("deliver_at").integer(at);
    if (!user.empty()) p.text("user").text(user);
    return std::move(p).str();
  }
  verdict say(std::string_view verb, model::identity_ptr who, std::string data, std::string id = {},
              std::string_view room = {}) {
    return t.execute(room, command_of(verb, std::move(who), std::move(data), std::move(id)));
  }
  verdict run(model::key room, const std::string& id) {
    auto c = command_of("schedule.run", model::server_identity(), texts({{"id", id}}), id);
    c.room = room;
    return t.execute("", std::move(c));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(publishing_for_back_ends)

BOOST_FIXTURE_TEST_CASE(an_event_for_later_is_told_by_the_server_when_it_is_due, publishing) {
  const auto planned = say("publish", somebody("ada"), event("reminder", t.wall + 5'000), {}, "open");
  BOOST_REQUIRE(planned.reply);
  BOOST_TEST(planned.records.size() == 1u);
  BOOST_TEST(!planned.records[0].told());
  BOOST_TEST(number_of(*planned.reply, "deliver_at") == static_cast<std::uint64_t>(t.wall + 5'000));
  const std::string id(field_of(*planned.reply, "id").text().value());
  const auto told = run(t.key_of("open"), id);
  BOOST_REQUIRE(told.reply);
  BOOST_TEST(told.records[0].name == "reminder");
  BOOST_TEST(told.records[0].user == "");
  BOOST_TEST(told.records[0].told());
}

BOOST_FIXTURE_TEST_CASE(a_repeat_plans_nothing_twice, publishing) {
  const auto at = t.wall + 5'000;
  const auto first = say("publish", somebody("ada"), event("reminder", at), "k", "open");
  const auto again = say("publish", somebody("ada"), event("reminder", at), "k", "open");
  BOOST_TEST(*first.reply == *again.reply);
  BOOST_TEST(again.records.empty());
  const auto other = say("publish", somebody("ada"), event("reminder", at + 1), "k", "open");
  BOOST_TEST((other.reply.error().code == error_code::conflict));
}

BOOST_FIXTURE_TEST_CASE(later_and_retained_do_not_go_together, publishing) {
  model::packer p;
  p.map(3).text("event").text("x").text("retain").boolean(true).text("deliver_at").integer(t.wall + 1);
  const auto refused = say("publish", somebody("ada"), std::move(p).str(), {}, "open");
  BOOST_TEST((refused.reply.error().code == error_code::bad_request));
  BOOST_TEST(refused.reply.error().field == "retain");
}

BOOST_FIXTURE_TEST_CASE(a_user_is_told_now_and_later_in_an_inbox_of_their_own, publishing) {
  const auto now = say("inbox.deliver", back_end(), event("task_assigned", 0, "ada"));
  BOOST_REQUIRE(now.reply);
  BOOST_TEST(field_of(*now.reply, "room").text().value() == inbox_name("ada"));
  const auto later = say("inbox.deliver", back_end(), event("reminder", t.wall + 2'000, "bob"));
  BOOST_REQUIRE(later.reply);
  BOOST_TEST(field_of(*later.reply, "created").boolean().value());
  const std::string id(field_of(*later.reply, "id").text().value());
  const auto told = run(later.room, id);
  BOOST_REQUIRE(told.reply);
  BOOST_TEST(told.records[0].name == "reminder");
  BOOST_TEST((say("inbox.deliver", somebody("eve"), event("x", 0, "ada")).reply.error().code ==
              error_code::forbidden));
  BOOST_TEST((say("inbox.deliver", back_end(), event("message.sent", t.wall + 9, "ada")).reply.error().code ==
              error_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(everybody_is_told_in_a_room_that_begins_with_the_first_word, publishing) {
  BOOST_TEST(
      (say("announcement.send", somebody("eve"), event("x")).reply.error().code == error_code::forbidden));
  const auto first = say("announcement.send", back_end(), event("maintenance"));
  BOOST_REQUIRE(first.reply);
  BOOST_TEST(field_of(*first.reply, "room").text().value() == everyone);
  BOOST_TEST(field_of(*first.reply, "created").boolean().value());
  BOOST_TEST(first.records.back().name == "maintenance");
  const auto second = say("announcement.send", back_end(), event("maintenance"));
  BOOST_TEST(!field_of(*second.reply, "created").boolean().value());
  const auto later = say("announcement.send", back_end(), event("over", t.wall + 10));
  BOOST_TEST(field_of(*later.reply, "id").present());
}

BOOST_FIXTURE_TEST_CASE(whoever_comes_first_into_everyones_room_owns_nothing, publishing) {
  const auto made = say("room.ensure", somebody("ada"), texts({{"name", everyone}}));
  BOOST_REQUIRE(made.reply);
  BOOST_TEST((read_standing(t.rows, t.key_of(everyone), "ada").role == model::role::none));
  BOOST_TEST((say("publish", somebody("ada"), event("x", t.wall + 1), {}, everyone).reply.error().code ==
              error_code::forbidden));
}

BOOST_AUTO_TEST_CASE(an_event_shows_what_its_kind_shows) {
  model::identity who;
  who.user = "ada";
  who.avatar = "https://a/ada.png";
  who.attributes = "\x83\xa4team\xa3red\xa4user\xa3"
                   "eve\xa6secret\x01";
  BOOST_TEST(shown_of(who, {}) == "");
  BOOST_TEST(shown_of(who, {"nothing"}) == "");
  BOOST_TEST(shown_of(who, {"avatar", "team", "user", "name"}) ==
             model::packer{}.map(2).text("avatar").text("https://a/ada.png").text("team").text("red").str());
  model::kind kind;
  kind.name = "open";
  kind.shows = {"team"};
  test_room t(kind);
  const auto by = std::make_shared<const model::identity>(who);
  const auto said = t.execute("open", command_of("message.send", by, message("hi")));
  BOOST_REQUIRE(said.reply);
  BOOST_TEST(said.records[0].profile == texts({{"team", "red"}}));
  const auto key = log_key(t.key_of("open"), 1);
  BOOST_TEST((decode_record(key, *t.rows.get(key))->profile == said.records[0].profile));
  const auto history = t.read("open", command_of("message.history", by));
  BOOST_REQUIRE(history);
  BOOST_TEST(field_of(*history, "messages").at(0).find("from").find("team").text().value_or("") == "red");
}

BOOST_AUTO_TEST_SUITE_END()
