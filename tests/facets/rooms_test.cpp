#include "actors/facets/room_names.hpp"
#include "actors/facets/rooms.hpp"
#include "tests/facets/test_room.hpp"
#include "tests/support/why_not.hpp"
#include <boost/test/unit_test.hpp>
#include <set>

using namespace snug;
using namespace snug::facets;
using model::error_code;
using model::role;

namespace {

model::identity_ptr admin() {
  model::identity who;
  who.user = "app";
  who.admin = true;
  return std::make_shared<const model::identity>(std::move(who));
}

model::identity_ptr guest() {
  model::identity who;
  who.user = "guest:g";
  who.guest = true;
  return std::make_shared<const model::identity>(std::move(who));
}

/// Kinds `group` (a hundred seats), `pair` (two, open), `direct`, `inbox` and a name rule for `session_…`.
struct house : test_room {
  house() {
    auto kind = *kinds.find("closed");
    kind.name = "group";
    kind.max_members = 100;
    kinds.add(kind);
    kind.name = "pair";
    kind.access = model::access::open;
    kind.max_members = 2;
    kinds.add(kind);
    kind.name = "party";
    kind.makers = model::makers::everybody;
    kinds.add(kind);
    kind.access = model::access::members_only;
    kind.makers = model::makers::nobody;
    for (const auto* name : {"direct", "inbox"}) {
      kind.name = name;
      kinds.add(kind);
    }
    kinds.add_name_rule("session_", "pair");
  }
  verdict say(std::string_view verb, model::identity_ptr who, std::string data = {}, std::string id = {},
              std::string_view room = {}) {
    return execute(room, command_of(verb, std::move(who), std::move(data), std::move(id)));
  }
  /// A room of ada's.
  std::string make(std::string_view kind = "group") {
    const auto v = say("room.create", somebody("ada"), texts({{"kind", kind}}));
    BOOST_REQUIRE(v.reply);
    return name_in(v);
  }
  static std::string name_in(const verdict& v) {
    return std::string(field_of(*v.reply, "room").text().value());
  }
  role of(std::string_view user, std::string_view room) {
    return read_standing(rows, key_of(room), user).role;
  }
  bool knows(std::string_view user, model::key room) { return rows.get(place_key(user, room)).has_value(); }
};

void refused(const verdict& v, error_code code, std::string_view field) {
  BOOST_REQUIRE(!v.reply);
  BOOST_CHECK_EQUAL(name_of(v.reply.error().code), name_of(code));
  BOOST_CHECK_EQUAL(v.reply.error().field, field);
  BOOST_CHECK(v.changes.empty());
  BOOST_CHECK(v.behind.empty());
}

std::string with_members(std::string_view kind, std::initializer_list<std::string_view> users) {
  model::packer p;
  p.map(2).text("kind").text(kind).text("members").array(static_cast<std::uint32_t>(users.size()));
  for (const auto user : users)
    p.text(user);
  return std::move(p).str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_rooms)

// ---- making

BOOST_AUTO_TEST_CASE(whoever_makes_a_room_owns_it_and_knows_it) {
  house h;
  const auto v = h.say("room.create", somebody("ada"), texts({{"kind", "group"}, {"title", "Tea"}}));
  BOOST_REQUIRE(v.reply);
  const auto name = house::name_in(v);
  BOOST_CHECK(field_of(*v.reply, "created").boolean().value());
  BOOST_CHECK_EQUAL(number_of(*v.reply, "offset"), 2u);
  BOOST_REQUIRE_EQUAL(v.records.size(), 2u);
  BOOST_CHECK_EQUAL(v.records[0].name, "room.created");
  BOOST_CHECK_EQUAL(v.records[1].data, texts({{"user", "ada"}, {"role", "owner"}, {"by", "ada"}}));
  BOOST_CHECK(h.of("ada", name) == role::owner);
  BOOST_CHECK(h.knows("ada", h.key_of(name)));
  BOOST_CHECK_EQUAL(read_size(h.rows, h.key_of(name)), 1u);
  BOOST_CHECK(h.say("message.send", somebody("ada"), message("hi"), {}, name).reply);
  refused(h.say("message.send", somebody("bob"), message("hi"), {}, name), error_code::not_found, "room");
}

BOOST_AUTO_TEST_CASE(names_cannot_be_guessed_and_differ) {
  house h;
  std::set<std::string> names;
  for (int i = 0; i < 100; ++i)
    names.insert(h.make());
  BOOST_CHECK_EQUAL(names.size(), 100u);
  for (const auto& name : names)
    BOOST_CHECK_EQUAL(name.size(), std::string("group-").size() + 26); // 26 × 5 bits, of 128
}

BOOST_AUTO_TEST_CASE(a_repeated_create_is_the_first_one) {
  house h;
  const auto data = texts({{"kind", "group"}});
  const auto first = h.say("room.create", somebody("ada"), data, "c1");
  const auto again = h.say("room.create", somebody("ada"), data, "c1");
  BOOST_REQUIRE(again.reply);
  BOOST_CHECK(again.repeat);
  BOOST_CHECK_EQUAL(*again.reply, *first.reply);
  BOOST_CHECK(again.changes.empty());
  refused(h.say("room.create", somebody("ada"), texts({{"kind", "group"}, {"title", "other"}}), "c1"),
          error_code::conflict, "id");
  const auto bobs = h.say("room.create", somebody("bob"), data, "c1");
  BOOST_CHECK(house::name_in(bobs) != house::name_in(first));
}

BOOST_AUTO_TEST_CASE(first_members_come_in_with_the_roles_said) {
  house h;
  model::packer p;
  p.map(2).text("kind").text("group").text("members").array(2).text("bob");
  p.map(2).text("user").text("eve").text("role").text("viewer");
  const auto v = h.say("room.create", somebody("ada"), p.str());
  BOOST_REQUIRE(v.reply);
  const auto name = house::name_in(v);
  BOOST_CHECK(h.of("bob", name) == role::editor);
  BOOST_CHECK(h.of("eve", name) == role::viewer);
  BOOST_CHECK(h.knows("eve", h.key_of(name)));
  BOOST_CHECK_EQUAL(read_size(h.rows, h.key_of(name)), 3u);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_new_room_is_named) {
  house h;
  const auto ada = somebody("ada");
  refused(h.say("room.create", ada, texts({{"kind", "castle"}})), error_code::bad_request, "kind");
  refused(h.say("room.create", ada, texts({{"title", "x"}})), error_code::bad_request, "kind");
  refused(h.say("room.create", ada, texts({{"kind", "group"}, {"access", "secret"}})),
          error_code::bad_request, "access");
  refused(h.say("room.create", ada, texts({{"kind", "group"}, {"access", "code"}})), error_code::bad_request,
          "code");
  refused(h.say("room.create", ada, texts({{"kind", "group"}, {"code", "12345"}})), error_code::bad_request,
          "code");
  refused(h.say("room.create", ada, texts({{"kind", "group"}, {"name", "mine"}})), error_code::forbidden,
          "name");
  refused(h.say("room.create", ada, with_members("group", {"bob", "bob"})), error_code::bad_request,
          "members");
  refused(h.say("room.create", ada, with_members("group", {"b\nob"})), error_code::bad_request, "members");
  refused(h.say("room.create", ada, with_members("pair", {"bob", "eve"})), error_code::room_full, "members");
  refused(h.say("room.create", ada,
                model::packer().map(2).text("kind").text("group").text("max_members").uint(101).str()),
          error_code::bad_request, "max_members");
}

BOOST_AUTO_TEST_CASE(guests_make_only_what_everybody_may_and_nobody_makes_what_nobody_may) {
  house h;
  refused(h.say("room.create", guest(), texts({{"kind", "group"}})), error_code::forbidden, "");
  BOOST_CHECK(h.say("room.create", guest(), texts({{"kind", "party"}})).reply);
  refused(h.say("room.create", somebody("ada"), texts({{"kind", "direct"}})), error_code::forbidden, "");
}

BOOST_AUTO_TEST_CASE(who_is_in_many_rooms_makes_no_more) {
  house h;
  h.kinds.set_max_rooms(3);
  for (int i = 0; i < 3; ++i)
    (void)h.make();
  refused(h.say("room.create", somebody("ada"), texts({{"kind", "group"}})), error_code::forbidden, "");
  BOOST_CHECK(h.say("room.create", somebody("bob"), texts({{"kind", "group"}})).reply);
}

BOOST_AUTO_TEST_CASE(nobody_delivers_an_event_that_changes_rows) {
  house h;
  for (const auto* event : {"room.deleted", "member.added", "message.sent"})
    refused(h.say("inbox.deliver", admin(), texts({{"user", "ada"}, {"event", event}})),
            error_code::bad_request, "event");
}

BOOST_AUTO_TEST_CASE(an_admin_chooses_names_and_is_no_member) {
  house h;
  const auto v = h.say("room.create", admin(), texts({{"kind", "group"}, {"name", "plaza"}}));
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(house::name_in(v), "plaza");
  BOOST_CHECK(h.of("app", "plaza") == role::none);
  refused(h.say("room.create", admin(), texts({{"kind", "group"}, {"name", "plaza"}})), error_code::conflict,
          "name");
}

// ---- ensuring

BOOST_AUTO_TEST_CASE(ensure_makes_once_and_finds_from_then_on) {
  house h;
  const auto data = texts({{"kind", "group"}, {"ref", "project 42"}});
  const auto first = h.say("room.ensure", admin(), data);
  BOOST_REQUIRE(first.reply);
  BOOST_CHECK(field_of(*first.reply, "created").boolean().value());
  BOOST_CHECK_EQUAL(house::name_in(first), "group:project 42");
  const auto again = h.say("room.ensure", admin(), data);
  BOOST_REQUIRE(again.reply);
  BOOST_CHECK(!field_of(*again.reply, "created").boolean().value());
  BOOST_CHECK(again.records.empty());
  BOOST_CHECK_EQUAL(number_of(*again.reply, "offset"), number_of(*first.reply, "offset"));
}

BOOST_AUTO_TEST_CASE(a_users_refs_are_that_users_alone) {
  house h;
  const auto data = texts({{"kind", "group"}, {"ref", "notes"}});
  const auto apps = house::name_in(h.say("room.ensure", admin(), data));
  const auto adas = house::name_in(h.say("room.ensure", somebody("ada"), data));
  const auto bobs = house::name_in(h.say("room.ensure", somebody("bob"), data));
  BOOST_CHECK(adas != bobs && adas != apps && bobs != apps);
  BOOST_CHECK_EQUAL(house::name_in(h.say("room.ensure", somebody("ada"), data)), adas);
  refused(h.say("room.ensure", admin(), texts({{"kind", "group"}, {"ref", "~x"}})), error_code::bad_request,
          "ref");
  refused(h.say("room.ensure", admin(), texts({{"kind", "group"}})), error_code::bad_request, "ref");
  refused(h.say("room.ensure", admin(), texts({{"ref", "x"}})), error_code::bad_request, "kind");
}

BOOST_AUTO_TEST_CASE(a_name_rule_makes_the_rooms_it_knows_and_no_others) {
  house h;
  const auto v = h.say("room.ensure", somebody("ada"), texts({{"name", "session_1"}}));
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(read_room(h.rows, h.key_of("session_1"))->kind, "pair");
  BOOST_CHECK(h.of("ada", "session_1") == role::owner);
  refused(h.say("room.ensure", somebody("ada"), texts({{"name", "other_1"}})), error_code::not_found, "room");
  BOOST_CHECK(h.rules->may_begin("session_9"));
  BOOST_CHECK(!h.rules->may_begin("open"));
}

BOOST_AUTO_TEST_CASE(two_users_have_one_direct_room_whoever_asks) {
  house h;
  const auto v = h.say("room.direct", somebody("ada"), texts({{"user", "bob"}}));
  BOOST_REQUIRE(v.reply);
  const auto name = house::name_in(v);
  BOOST_CHECK_EQUAL(house::name_in(h.say("room.direct", somebody("bob"), texts({{"user", "ada"}}))), name);
  BOOST_CHECK(h.of("ada", name) == role::editor && h.of("bob", name) == role::editor);
  BOOST_CHECK(h.say("member.leave", somebody("bob"), {}, {}, name).reply);
  BOOST_CHECK(h.say("room.direct", somebody("ada"), texts({{"user", "bob"}})).reply);
  BOOST_CHECK(h.of("bob", name) == role::editor);
  refused(h.say("room.direct", somebody("ada"), texts({{"user", "ada"}})), error_code::bad_request, "user");
  refused(h.say("room.direct", guest(), texts({{"user", "ada"}})), error_code::forbidden, "");
}

BOOST_AUTO_TEST_CASE(whom_one_blocks_begins_no_direct_room_and_is_mute_in_the_one_there_is) {
  house h;
  const auto ada = somebody("ada"), bob = somebody("bob");
  const auto name = house::name_in(h.say("room.direct", ada, texts({{"user", "bob"}})));
  BOOST_CHECK(h.say("user.block", ada, texts({{"user", "bob"}})).reply);
  refused(h.say("room.direct", bob, texts({{"user", "ada"}})), error_code::forbidden, "user");
  BOOST_CHECK(!h.say("message.send", bob, message("hi"), {}, name).reply);
  BOOST_CHECK(h.say("user.block", ada, texts({{"user", "eve"}})).reply); // no room to be mute in
  const auto list = h.read("", command_of("user.blocked", ada));
  BOOST_REQUIRE(list);
  BOOST_CHECK_EQUAL(field_of(*list, "users").size(), 2u);
  BOOST_CHECK(h.say("user.unblock", ada, texts({{"user", "bob"}})).reply);
  BOOST_CHECK(h.say("message.send", bob, message("hi"), {}, name).reply);
  refused(h.say("user.block", ada, texts({{"user", "ada"}})), error_code::bad_request, "user");
}

BOOST_AUTO_TEST_CASE(an_inbox_is_made_when_something_is_delivered_and_only_its_user_sees_it) {
  house h;
  model::packer p;
  p.map(3).text("user").text("ada").text("event").text("task_assigned").text("data").map(1).text("n").uint(1);
  BOOST_CHECK(h.say("inbox.deliver", admin(), p.str(), "d1").reply);
  const auto again = h.say("inbox.deliver", admin(), p.str(), "d1");
  BOOST_CHECK(again.repeat && again.records.empty());
  const auto v = h.say("room.inbox", somebody("ada"));
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK(!field_of(*v.reply, "created").boolean().value());
  const auto name = house::name_in(v);
  const auto history = h.read(name, command_of("message.history", somebody("ada")));
  BOOST_REQUIRE(history);
  BOOST_CHECK_EQUAL(field_of(*history, "messages").at(2).find("event").text().value(), "task_assigned");
  BOOST_CHECK(!h.read(name, command_of("message.history", somebody("bob"))));
  refused(h.say("inbox.deliver", somebody("ada"), p.str()), error_code::forbidden, "");
}

// ---- changing

BOOST_AUTO_TEST_CASE(a_change_changes_what_is_given_and_metadata_comes_back_as_it_was) {
  house h;
  const auto name = h.make();
  const auto metadata = model::packer().map(1).text("colour").array(2).uint(1).nil().str();
  model::packer p;
  p.map(3).text("title").text("Tea").text("metadata").raw(metadata).text("max_members").uint(7);
  BOOST_REQUIRE(h.say("room.change", somebody("ada"), p.str(), {}, name).reply);
  const auto got = h.read(name, command_of("room.get", somebody("ada")));
  BOOST_REQUIRE(got);
  BOOST_CHECK_EQUAL(field_of(*got, "title").text().value(), "Tea");
  BOOST_CHECK_EQUAL(field_of(*got, "metadata").raw(), metadata);
  BOOST_CHECK_EQUAL(number_of(*got, "max_members"), 7u);
  BOOST_CHECK_EQUAL(field_of(*got, "access").text().value(), "private");
  BOOST_CHECK_EQUAL(field_of(*got, "role").text().value(), "owner");
  refused(h.say("room.change", somebody("ada"), model::packer().map(0).str(), {}, name),
          error_code::bad_request, "data");
}

BOOST_AUTO_TEST_CASE(a_code_is_told_to_those_who_manage_the_room_only) {
  house h;
  const auto name = h.make();
  const auto v =
      h.say("room.change", somebody("ada"), texts({{"access", "code"}, {"code", "sesame"}}), {}, name);
  BOOST_REQUIRE(v.reply);
  for (const auto& record : v.records)
    BOOST_CHECK(!record.told() || record.data.find("sesame") == std::string::npos);
  h.stand(name, "bob", role::host);
  BOOST_CHECK_EQUAL(field_of(*h.read(name, command_of("room.get", somebody("ada"))), "code").text().value(),
                    "sesame");
  BOOST_CHECK(!field_of(*h.read(name, command_of("room.get", somebody("bob"))), "code").present());
}

BOOST_AUTO_TEST_CASE(an_archived_room_can_be_read_and_no_more) {
  house h;
  const auto name = h.make();
  const auto ada = somebody("ada");
  BOOST_REQUIRE(h.say("room.archive", ada, {}, {}, name).reply);
  refused(h.say("message.send", ada, message("hi"), {}, name), error_code::forbidden, "");
  refused(h.say("room.archive", ada, {}, {}, name), error_code::conflict, "room");
  BOOST_CHECK(h.read(name, command_of("message.history", ada)));
  BOOST_REQUIRE(h.say("room.unarchive", ada, {}, {}, name).reply);
  BOOST_CHECK(h.say("message.send", ada, message("hi"), {}, name).reply);
  refused(h.say("room.unarchive", ada, {}, {}, name), error_code::conflict, "room");
}

BOOST_AUTO_TEST_CASE(a_deleted_room_is_not_there_and_its_name_is_free) {
  house h;
  const auto data = texts({{"kind", "group"}, {"ref", "r"}});
  const auto name = house::name_in(h.say("room.ensure", somebody("ada"), data));
  const auto before = h.key_of(name);
  BOOST_REQUIRE(h.say("room.delete", somebody("ada"), {}, {}, name).reply);
  refused(h.say("message.send", somebody("ada"), message("hi"), {}, name), error_code::not_found, "room");
  BOOST_CHECK(!h.read(name, command_of("room.get", somebody("ada"))));
  BOOST_CHECK(h.rows.get(doomed_key(before)));
  const auto anew = h.say("room.ensure", somebody("ada"), data);
  BOOST_REQUIRE(anew.reply);
  BOOST_CHECK(field_of(*anew.reply, "created").boolean().value());
  BOOST_CHECK(h.key_of(name) != before);
  // Whoever still has the old key in mind means the name.
  auto late = command_of("message.send", somebody("ada"), message("hi"));
  late.room = before;
  BOOST_CHECK(h.execute(name, late).room == h.key_of(name));
}

BOOST_AUTO_TEST_CASE(a_view_takes_over_what_records_say_of_the_room) {
  house h;
  room_facts facts;
  facts.access = model::access::public_room;
  model::record r;
  r.name = "room.changed";
  r.data = texts({{"title", "x"}});
  BOOST_CHECK(!take_over(r, facts));
  r.data = texts({{"access", "private"}});
  BOOST_CHECK(take_over(r, facts));
  BOOST_CHECK(facts.access == model::access::members_only);
  BOOST_CHECK(!take_over(r, facts));
  r.name = "room.archived";
  BOOST_CHECK(take_over(r, facts));
  BOOST_CHECK(facts.archived);
  BOOST_CHECK(!is_end_of_room(r));
  r.name = "room.deleted";
  BOOST_CHECK(is_end_of_room(r));
}

// ---- coming in

BOOST_AUTO_TEST_CASE(an_open_room_has_seats_until_it_is_full) {
  house h;
  const auto name = h.make("pair");
  BOOST_CHECK(h.say("member.join", somebody("bob"), {}, {}, name).reply);
  refused(h.say("member.join", somebody("eve"), {}, {}, name), error_code::room_full, "room");
  refused(h.say("member.join", somebody("bob"), {}, {}, name), error_code::conflict, "user");
  BOOST_CHECK(h.say("member.leave", somebody("bob"), {}, {}, name).reply);
  BOOST_CHECK(h.say("member.join", somebody("eve"), {}, {}, name).reply);
  BOOST_CHECK(!h.knows("bob", h.key_of(name)));
  BOOST_CHECK(h.knows("eve", h.key_of(name)));
}

BOOST_AUTO_TEST_CASE(a_code_lets_in_and_wrong_ones_are_as_if_there_were_no_room) {
  house h;
  const auto name = h.make();
  BOOST_REQUIRE(
      h.say("room.change", somebody("ada"), texts({{"access", "code"}, {"code", "sesame"}}), {}, name).reply);
  const auto wrong = h.say("member.join", somebody("bob"), texts({{"code", "sesamo"}}), {}, name);
  const auto none = h.say("member.join", somebody("bob"), texts({{"code", "sesamo"}}), {}, "no such");
  BOOST_CHECK(wrong.reply.error() == none.reply.error());
  BOOST_CHECK(wrong.reply.error().code == error_code::not_found);
  BOOST_CHECK(!h.say("member.join", somebody("bob"), {}, {}, name).reply);
  BOOST_CHECK(h.say("member.join", somebody("bob"), texts({{"code", "sesame"}}), {}, name).reply);
}

BOOST_AUTO_TEST_CASE(guessing_gets_slow_whether_there_is_a_room_or_not) {
  for (const bool there : {true, false}) {
    house h;
    const auto name = there ? h.make() : std::string("no such");
    const auto guess = [&](std::string_view who) {
      return h.say("member.join", somebody(std::string(who)), texts({{"code", "wrong!"}}), {}, name);
    };
    for (std::uint32_t i = 0; i < guess_guard::by_one; ++i)
      refused(guess("bob"), error_code::not_found, "room");
    const auto slow = guess("bob");
    refused(slow, error_code::rate_limited, "");
    BOOST_CHECK_GT(slow.reply.error().retry_after_ms, 0u);
    refused(guess("eve"), error_code::not_found, "room"); // others may try
    h.steady += guess_guard::one_is_back_ms;
    refused(guess("bob"), error_code::not_found, "room");
    refused(guess("bob"), error_code::rate_limited, "");
    for (std::uint32_t i = 0; i < guess_guard::in_one; ++i)
      (void)guess("user" + std::to_string(i));
    refused(guess("fresh"), error_code::rate_limited, ""); // so many users together are one who guesses
  }
}

BOOST_AUTO_TEST_CASE(an_archived_or_private_room_takes_nobody_in) {
  house h;
  const auto open = h.make("pair");
  BOOST_REQUIRE(h.say("room.archive", somebody("ada"), {}, {}, open).reply);
  refused(h.say("member.join", somebody("bob"), {}, {}, open), error_code::forbidden, "");
  refused(h.say("member.join", somebody("bob"), {}, {}, h.make()), error_code::not_found, "room");
  h.stand("open", "bad", role::banned);
  refused(h.say("member.join", somebody("bad"), {}, {}, "open"), error_code::forbidden, "");
}

BOOST_AUTO_TEST_CASE(in_an_open_room_strangers_see_that_it_is_there_and_nothing_else) {
  house h;
  const auto name = h.make("pair");
  BOOST_CHECK(h.read(name, command_of("room.get", somebody("bob"))));
  BOOST_CHECK(h.read(name, command_of("message.history", somebody("bob"))).error().code ==
              error_code::forbidden);
  refused(h.say("message.send", somebody("bob"), message("hi"), {}, name), error_code::forbidden, "");
}

// ---- looking at rooms

BOOST_AUTO_TEST_CASE(ones_rooms_are_listed_by_activity_in_pages_with_what_is_unread) {
  house h;
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    h.wall += 1'000;
    names.push_back(h.make());
  }
  h.wall += 1'000;
  BOOST_CHECK(h.say("message.send", somebody("ada"), message("hi"), {}, names[1]).reply);
  const auto first = h.read(
      "", command_of("room.list", somebody("ada"), model::packer().map(1).text("limit").uint(3).str()));
  BOOST_REQUIRE(first);
  const auto page = field_of(*first, "rooms");
  BOOST_REQUIRE_EQUAL(page.size(), 3u);
  BOOST_CHECK_EQUAL(page.at(0).find("room").text().value(), names[1]);
  BOOST_CHECK_EQUAL(page.at(0).find("unread").uint().value(), 1u); // their own, which they haven't marked
  BOOST_CHECK_EQUAL(page.at(1).find("room").text().value(), names[4]);
  const auto next = std::string(field_of(*first, "next").text().value());
  const auto rest = h.read("", command_of("room.list", somebody("ada"), texts({{"after", next}})));
  BOOST_REQUIRE(rest);
  BOOST_CHECK_EQUAL(field_of(*rest, "rooms").size(), 2u);
  BOOST_CHECK(!field_of(*rest, "next").present());
  BOOST_CHECK_EQUAL(field_of(*h.read("", command_of("room.list", somebody("bob"))), "rooms").size(), 0u);
  BOOST_CHECK_EQUAL(
      field_of(*h.read("", command_of("room.list", somebody("ada"), texts({{"kind", "pair"}}))), "rooms")
          .size(),
      0u);
  BOOST_CHECK(h.read("", command_of("room.list", somebody("ada"), texts({{"after", "x"}}))).error().field ==
              "after");
}

BOOST_AUTO_TEST_CASE(a_mark_goes_forward_to_the_end_and_no_further) {
  house h;
  const auto name = h.make();
  const auto set = [&](std::string_view who, std::uint64_t offset) {
    return h.say("mark.set", somebody(std::string(who)),
                 model::packer().map(1).text("offset").uint(offset).str(), {}, name);
  };
  for (int i = 0; i < 3; ++i)
    (void)h.say("message.send", somebody("ada"), message("hi"), {}, name);
  BOOST_CHECK_EQUAL(number_of(*set("ada", 4).reply, "offset"), 4u);
  BOOST_CHECK_EQUAL(number_of(*set("ada", 3).reply, "offset"), 4u);
  const auto got = h.read(name, command_of("room.get", somebody("ada")));
  BOOST_CHECK_EQUAL(number_of(*got, "unread"), 1u);
  BOOST_CHECK_EQUAL(number_of(*set("ada", 99).reply, "offset"), 5u);
  refused(h.execute("open", command_of("mark.set", somebody("bob"),
                                       model::packer().map(1).text("offset").uint(1).str())),
          error_code::forbidden, "");
}

BOOST_AUTO_TEST_CASE(public_rooms_are_found_by_name_and_title_others_are_not) {
  house h;
  for (int i = 0; i < 30; ++i) {
    const auto name = h.make();
    BOOST_REQUIRE(h.say("room.change", somebody("ada"),
                        texts({{"title", i % 2 ? "Odd TEA" : "even"}, {"access", "public"}}), {}, name)
                      .reply);
  }
  const auto hidden = h.make();
  BOOST_REQUIRE(h.say("room.change", somebody("ada"), texts({{"title", "tea"}}), {}, hidden).reply);
  std::set<std::string> found;
  std::string after;
  for (int pages = 0; pages < 20; ++pages) {
    model::packer p;
    p.map(after.empty() ? 2 : 3).text("text").text("tea").text("limit").uint(4);
    if (!after.empty()) p.text("after").text(after);
    const auto page = h.read("", command_of("room.search", somebody("bob"), p.str()));
    BOOST_REQUIRE(page);
    for (std::size_t i = 0; i < field_of(*page, "rooms").size(); ++i)
      BOOST_CHECK(
          found.insert(std::string(field_of(*page, "rooms").at(i).find("room").text().value())).second);
    if (!field_of(*page, "next").present()) break;
    after = field_of(*page, "next").text().value();
  }
  BOOST_CHECK_EQUAL(found.size(), 15u);
  BOOST_CHECK(!found.contains(hidden));
}

BOOST_AUTO_TEST_CASE(the_records_of_rooms_folded_anew_give_the_same_rows) {
  house h;
  const auto before = h.rows;
  const auto ada = somebody("ada"), bob = somebody("bob");
  const auto name = house::name_in(h.say("room.create", ada, with_members("group", {"eve"}), "c1"));
  const auto gone = h.make();
  const auto users = model::packer().map(1).text("users").array(2).text("bob").text("carl").str();
  for (const auto& v :
       {h.say("room.change", ada, texts({{"access", "code"}, {"code", "sesame"}}), {}, name),
        h.say("invitation.send", ada, users, {}, name), h.say("invitation.link", ada, {}, {}, name),
        h.say("invitation.accept", bob, {}, {}, name), h.say("room.archive", ada, {}, {}, name),
        h.say("room.unarchive", ada, {}, {}, name),
        h.say("room.change", ada, texts({{"access", "public"}, {"title", "Tea"}}), {}, name),
        h.say("room.direct", ada, texts({{"user", "bob"}})),
        h.say("user.block", ada, texts({{"user", "bob"}})),
        h.say("room.transfer", ada, texts({{"user", "bob"}}), {}, name),
        h.say("room.delete", ada, {}, {}, gone)})
    BOOST_REQUIRE_MESSAGE(v.reply, snug::test::why_not(v.reply));

  auto folded = before;
  for (const auto& record : h.told_so_far) {
    if (record.told()) folded.put(log_key(record.room, record.offset), encode(record));
    for (const auto& facet : all_facets())
      facet.judge->apply(record, folded);
  }
  // Names, numbers and repeats are the rulebook's: they follow from commands, not from records.
  for (const auto& [key, value] : h.rows.all()) {
    const auto table = static_cast<model::table>(key[8]);
    if (table == model::table::counter || table == model::table::name || table == model::table::lineage ||
        table == model::table::repeat)
      folded.put(key, value);
  }
  BOOST_CHECK(folded.all() == h.rows.all());
}

// ---- kinds

BOOST_AUTO_TEST_CASE(a_kind_says_what_roles_may_and_which_facets_there_are) {
  house h;
  auto kind = *h.kinds.find("group");
  kind.name = "bulletin";
  kind.allows[static_cast<std::size_t>(role::editor)] =
      model::permissions(model::permission::see) | model::permission::read;
  for (std::size_t i = 0; i < all_facets().size(); ++i)
    if (all_facets()[i].name == "marks") kind.facets &= ~(1u << i);
  h.kinds.add(kind);
  const auto name = h.make("bulletin");
  h.stand(name, "ed", role::editor);
  refused(h.say("message.send", somebody("ed"), message("hi"), {}, name), error_code::forbidden, "");
  refused(h.say("mark.set", somebody("ed"), model::packer().map(1).text("offset").uint(1).str(), {}, name),
          error_code::unknown_command, "");
  BOOST_CHECK(h.say("message.send", somebody("ada"), message("hi"), {}, name).reply);
}

BOOST_AUTO_TEST_SUITE_END()
