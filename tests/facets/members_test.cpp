#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;
using model::role;

BOOST_AUTO_TEST_SUITE(the_members)

namespace {

struct membership : test_room {
  membership() {
    stand("closed", "own", role::owner);
    stand("closed", "own2", role::owner);
    stand("closed", "host", role::host);
    stand("closed", "host2", role::host);
    stand("closed", "edit", role::editor);
    stand("closed", "view", role::viewer);
    stand("closed", "bad", role::banned);
  }
  verdict act(std::string_view who, std::string_view verb, std::string_view whom,
              std::initializer_list<std::pair<std::string_view, std::string_view>> more = {},
              std::string_view room = "closed") {
    model::packer p;
    p.map(static_cast<std::uint32_t>(1 + more.size())).text("user").text(whom);
    for (const auto& [key, value] : more)
      p.text(key).text(value);
    return execute(room, command_of(verb, somebody(std::string(who)), p.str()));
  }
  verdict mute(std::string_view who, std::string_view whom, bool muted, std::string_view room = "closed") {
    model::packer p;
    p.map(2).text("user").text(whom).text("muted").boolean(muted);
    return execute(room, command_of("member.mute", somebody(std::string(who)), p.str()));
  }
  standing of(std::string_view user, std::string_view room = "closed") {
    return read_standing(rows, key_of(room), user);
  }
};

void refused(const verdict& v, error_code code, std::string_view field = "user") {
  BOOST_REQUIRE(!v.reply);
  BOOST_CHECK_EQUAL(name_of(v.reply.error().code), name_of(code));
  BOOST_CHECK_EQUAL(v.reply.error().field, field);
  BOOST_CHECK(v.changes.empty());
}

} // namespace

BOOST_AUTO_TEST_CASE(adding_makes_an_editor_and_tells_who_did_it) {
  membership m;
  const auto v = m.act("host", "member.add", "new");
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.at(0).name, "member.added");
  BOOST_CHECK_EQUAL(v.records.at(0).data, texts({{"user", "new"}, {"role", "editor"}, {"by", "host"}}));
  BOOST_CHECK(m.of("new") == (standing{role::editor, false}));
  refused(m.act("host", "member.add", "new"), error_code::conflict);
}

BOOST_AUTO_TEST_CASE(only_roles_below_ones_own_are_given) {
  membership m;
  refused(m.act("host", "member.add", "new", {{"role", "host"}}), error_code::forbidden, "role");
  refused(m.act("host", "member.set_role", "edit", {{"role", "owner"}}), error_code::forbidden, "role");
  BOOST_CHECK(m.act("host", "member.set_role", "edit", {{"role", "viewer"}}).reply);
  BOOST_CHECK(m.of("edit").role == role::viewer);
  BOOST_CHECK(m.act("own", "member.add", "new", {{"role", "owner"}}).reply);
}

BOOST_AUTO_TEST_CASE(nobody_acts_on_an_equal_or_higher_role_but_an_owner) {
  membership m;
  for (const auto* verb : {"member.kick", "member.ban"}) {
    refused(m.act("host", verb, "host2"), error_code::forbidden);
    refused(m.act("host", verb, "own"), error_code::forbidden);
  }
  refused(m.mute("host", "host2", true), error_code::forbidden);
  refused(m.act("host", "member.set_role", "own", {{"role", "viewer"}}), error_code::forbidden);
  refused(m.act("edit", "member.kick", "view"), error_code::forbidden, "");
  BOOST_CHECK(m.act("own", "member.set_role", "own2", {{"role", "viewer"}}).reply);
  BOOST_CHECK(m.of("own2").role == role::viewer);
}

BOOST_AUTO_TEST_CASE(a_room_with_an_owner_keeps_one) {
  membership m;
  BOOST_CHECK(m.act("own", "member.kick", "own2").reply);
  refused(m.act("own", "member.kick", "own"), error_code::forbidden);
  refused(m.act("own", "member.ban", "own"), error_code::forbidden);
  refused(m.act("own", "member.set_role", "own", {{"role", "viewer"}}), error_code::forbidden);
  BOOST_CHECK(m.of("own").role == role::owner);
}

BOOST_AUTO_TEST_CASE(a_kick_erases_the_row_and_tells_the_reason) {
  membership m;
  const auto v = m.act("host", "member.kick", "edit", {{"reason", "spam"}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.at(0).data, texts({{"user", "edit"}, {"reason", "spam"}, {"by", "host"}}));
  BOOST_CHECK(!m.rows.get(member_key(m.key_of("closed"), "edit")));
  refused(m.act("host", "member.kick", "edit"), error_code::not_found);
}

BOOST_AUTO_TEST_CASE(a_ban_keeps_out_and_adding_lets_in_again) {
  membership m;
  BOOST_CHECK(m.act("host", "member.ban", "stranger").reply);
  BOOST_CHECK(m.of("stranger").role == role::banned);
  refused(m.act("host", "member.ban", "stranger"), error_code::conflict);
  refused(m.act("host", "member.kick", "stranger"), error_code::conflict);
  refused(m.act("host", "member.set_role", "stranger", {{"role", "viewer"}}), error_code::conflict);
  refused(m.mute("host", "stranger", true), error_code::conflict);
  BOOST_CHECK(m.act("host", "member.add", "stranger", {{"role", "viewer"}}).reply);
  BOOST_CHECK(m.of("stranger").role == role::viewer);
}

BOOST_AUTO_TEST_CASE(muting_takes_the_voice_and_gives_it_back) {
  membership m;
  BOOST_CHECK(m.mute("host", "edit", true).reply);
  BOOST_CHECK(m.of("edit") == (standing{role::editor, true}));
  BOOST_CHECK(!m.execute("closed", command_of("message.send", somebody("edit"), message("hi"))).reply);
  BOOST_CHECK(m.mute("host", "edit", false).reply);
  BOOST_CHECK(m.execute("closed", command_of("message.send", somebody("edit"), message("hi"))).reply);
}

BOOST_AUTO_TEST_CASE(visitors_of_a_public_room_can_be_kicked_and_muted_without_a_row) {
  membership m;
  m.stand("open", "host", role::host);
  BOOST_CHECK(m.act("host", "member.kick", "visitor", {}, "open").reply);
  BOOST_CHECK(m.mute("host", "visitor", true, "open").reply);
  BOOST_CHECK(!m.execute("open", command_of("message.send", somebody("visitor"), message("hi"))).reply);
  BOOST_CHECK(m.act("host", "member.kick", "visitor", {}, "open").reply);
  BOOST_CHECK(!m.rows.get(member_key(m.key_of("open"), "visitor")));
  refused(m.act("host", "member.kick", "stranger", {}, "closed"), error_code::not_found);
}

BOOST_AUTO_TEST_CASE(a_removed_member_may_be_added_again_and_a_ban_can_be_ended) {
  membership m;
  const auto v = m.act("host", "member.remove", "edit", {{"reason", "moved"}});
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.at(0).name, "member.removed");
  BOOST_CHECK(!m.rows.get(place_key("edit", m.key_of("closed"))));
  refused(m.act("host", "member.remove", "edit"), error_code::not_found);
  BOOST_CHECK(m.act("host", "member.add", "edit").reply);
  refused(m.act("host", "member.remove", "host2"), error_code::forbidden);
  refused(m.act("host", "member.unban", "edit"), error_code::conflict);
  BOOST_CHECK(m.act("host", "member.unban", "bad").reply);
  BOOST_CHECK(m.of("bad") == standing{});
}

BOOST_AUTO_TEST_CASE(whoever_leaves_is_no_member_and_an_owner_stays) {
  membership m;
  const auto leave = [&](std::string who, std::string_view room = "closed") {
    return m.execute(room, command_of("member.leave", somebody(std::move(who))));
  };
  const auto v = leave("edit");
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.at(0).data, texts({{"user", "edit"}, {"by", "edit"}}));
  BOOST_CHECK(m.of("edit") == standing{});
  refused(leave("own"), error_code::conflict);
  refused(leave("visitor", "open"), error_code::not_found);
  refused(leave("bad"), error_code::not_found);
}

BOOST_AUTO_TEST_CASE(a_room_given_away_has_the_new_owner_and_the_old_one_as_host) {
  membership m;
  const auto v = m.act("own", "room.transfer", "edit");
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.size() - 0u, 2u);
  BOOST_CHECK(m.of("edit").role == role::owner);
  BOOST_CHECK(m.of("own").role == role::host);
  BOOST_CHECK(decode_place(*m.rows.get(place_key("own", m.key_of("closed"))))->role == role::host);
  refused(m.act("own", "room.transfer", "view"), error_code::forbidden, "");
  refused(m.act("edit", "room.transfer", "stranger"), error_code::not_found);
  refused(m.act("edit", "room.transfer", "bad"), error_code::conflict);
}

BOOST_AUTO_TEST_CASE(members_are_counted_whatever_happens_to_them) {
  membership m;
  const auto size = [&] { return read_size(m.rows, m.key_of("closed")); };
  BOOST_CHECK_EQUAL(size(), 6u);
  BOOST_CHECK(m.act("own", "member.ban", "edit").reply);
  BOOST_CHECK(m.act("own", "member.ban", "stranger").reply);
  BOOST_CHECK_EQUAL(size(), 5u);
  BOOST_CHECK(m.mute("own", "view", true).reply);
  BOOST_CHECK(m.act("own", "member.set_role", "view", {{"role", "editor"}}).reply);
  BOOST_CHECK_EQUAL(size(), 5u);
  BOOST_CHECK(m.act("own", "member.add", "edit").reply);
  BOOST_CHECK(m.act("own", "member.kick", "host").reply);
  BOOST_CHECK_EQUAL(size(), 5u);
}

BOOST_AUTO_TEST_CASE(a_full_room_takes_no_more_members) {
  model::kind kind;
  kind.name = "open";
  kind.max_members = 2;
  test_room t(kind);
  t.stand("closed", "own", role::owner);
  const auto add = [&](std::string_view whom) {
    return t.execute("closed", command_of("member.add", somebody("own"), texts({{"user", whom}})));
  };
  BOOST_CHECK(add("one").reply);
  refused(add("two"), error_code::room_full, "room");
  refused(add("o\nne"), error_code::bad_request);
}

BOOST_AUTO_TEST_CASE(the_server_acts_on_anybody_and_is_not_named) {
  membership m;
  const auto v =
      m.execute("closed", command_of("member.kick", model::server_identity(), texts({{"user", "own"}})));
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.at(0).data, texts({{"user", "own"}}));
}

BOOST_AUTO_TEST_CASE(members_are_listed_in_pages_the_banned_for_managers_only) {
  membership m;
  model::packer two;
  two.map(1).text("limit").uint(2);
  const auto first = m.read("closed", command_of("member.list", somebody("view"), two.str()));
  BOOST_REQUIRE(first);
  model::packer expected;
  expected.map(2).text("members").array(2);
  expected.map(3).text("user").text("edit").text("role").text("editor").text("muted").boolean(false);
  expected.map(3).text("user").text("host").text("role").text("host").text("muted").boolean(false);
  expected.text("more").boolean(true);
  BOOST_CHECK_EQUAL(*first, expected.str());
  const auto rest = m.read("closed", command_of("member.list", somebody("view"), texts({{"after", "host"}})));
  BOOST_CHECK_EQUAL(field_of(*rest, "members").size(), 4u);
  BOOST_CHECK(!*field_of(*rest, "more").boolean());
  const auto all = m.read("closed", command_of("member.list", somebody("host")));
  BOOST_CHECK_EQUAL(field_of(*all, "members").size(), 7u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_sessions)

BOOST_AUTO_TEST_CASE(only_the_server_opens_sessions_and_nobody_is_told) {
  test_room t;
  model::packer p;
  p.map(4)
      .text("session")
      .uint(5)
      .text("user")
      .text("guest:ada")
      .text("name")
      .text("Ada")
      .text("expires")
      .uint(9);
  for (const bool admin : {false, true}) {
    model::identity who;
    who.user = "guest:ada";
    who.admin = admin;
    const auto v =
        t.execute("", command_of("session.open", std::make_shared<const model::identity>(who), p.str()));
    BOOST_REQUIRE(!v.reply);
    BOOST_CHECK(v.reply.error().code == error_code::forbidden);
  }
  const auto v = t.execute("", command_of("session.open", model::server_identity(), p.str()));
  BOOST_REQUIRE(v.reply);
  BOOST_REQUIRE_EQUAL(v.records.size(), 1u);
  BOOST_CHECK(!v.records[0].told());
  BOOST_CHECK_EQUAL(v.records[0].commit, 1u);
  BOOST_CHECK(v.room == model::key::make(model::partition_of("guest:ada"), 0));
  BOOST_REQUIRE_EQUAL(v.changes.size(), 1u);
  BOOST_CHECK_EQUAL(v.changes[0].key,
                    model::row_key(model::partition_of("guest:ada"), model::table::session).u64(5).str());
}

BOOST_AUTO_TEST_SUITE_END()
