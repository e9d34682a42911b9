#include "actors/facets/invitations.hpp"
#include "actors/facets/room_names.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;
using model::role;

BOOST_AUTO_TEST_SUITE(the_invitations)

namespace {

struct party : test_room {
  party() {
    auto kind = *kinds.find("closed");
    kind.name = "inbox";
    kinds.add(kind);
    stand("closed", "own", role::owner);
    stand("closed", "host", role::host);
    stand("closed", "edit", role::editor);
    stand("closed", "bad", role::banned);
  }
  verdict say(std::string_view verb, std::string who, std::string data = {}, std::string id = {}) {
    return execute("closed", command_of(verb, somebody(std::move(who)), std::move(data), std::move(id)));
  }
  static std::string users(std::initializer_list<std::string_view> names, std::string_view as = "editor",
                           std::uint64_t seconds = 0) {
    model::packer p;
    p.map(seconds ? 3 : 2).text("users").array(static_cast<std::uint32_t>(names.size()));
    for (const auto name : names)
      p.text(name);
    p.text("role").text(as);
    if (seconds) p.text("expires_in").uint(seconds);
    return std::move(p).str();
  }
  standing of(std::string_view user) { return read_standing(rows, key_of("closed"), user); }
  model::value mine(std::string user) {
    reply = *read("", command_of("invitation.mine", somebody(std::move(user))));
    return field_of(reply, "invitations");
  }
  model::value pending() {
    reply = *read("closed", command_of("invitation.list", somebody("host")));
    return field_of(reply, "invitations");
  }
  std::string link(std::uint64_t uses = 0, std::string id = {}) {
    model::packer p;
    p.map(uses ? 1 : 0);
    if (uses) p.text("uses").uint(uses);
    const auto v = say("invitation.link", "host", p.str(), std::move(id));
    return std::string(field_of(*v.reply, "token").text().value());
  }
  std::string reply;
};

void refused(const verdict& v, error_code code, std::string_view field) {
  BOOST_REQUIRE(!v.reply);
  BOOST_CHECK_EQUAL(name_of(v.reply.error().code), name_of(code));
  BOOST_CHECK_EQUAL(v.reply.error().field, field);
  BOOST_CHECK(v.changes.empty());
}

} // namespace

BOOST_AUTO_TEST_CASE(who_is_invited_finds_it_in_the_inbox_and_accepts) {
  party p;
  const auto v = p.say("invitation.send", "host", party::users({"bob", "eve"}), "i1");
  BOOST_REQUIRE(v.reply);
  BOOST_CHECK_EQUAL(v.records.size(), 2u);
  BOOST_REQUIRE_EQUAL(p.mine("bob").size(), 1u);
  BOOST_CHECK_EQUAL(p.mine("bob").at(0).find("room").text().value(), "closed");
  BOOST_CHECK_EQUAL(p.mine("bob").at(0).find("by").text().value(), "host");
  BOOST_CHECK_EQUAL(p.pending().size(), 2u);
  const auto inbox = p.read(inbox_name("bob"), command_of("message.history", somebody("bob")));
  BOOST_REQUIRE(inbox);
  BOOST_CHECK_EQUAL(field_of(*inbox, "messages").at(2).find("event").text().value(), "invitation.received");
  refused(p.say("message.send", "bob", message("hi")), error_code::not_found, "room");

  BOOST_REQUIRE(p.say("invitation.accept", "bob").reply);
  BOOST_CHECK(p.of("bob").role == role::editor);
  BOOST_CHECK(p.rows.get(place_key("bob", p.key_of("closed"))));
  BOOST_CHECK_EQUAL(p.mine("bob").size(), 0u);
  BOOST_CHECK_EQUAL(p.pending().size(), 1u);
  BOOST_CHECK(p.say("message.send", "bob", message("hi")).reply);
}

BOOST_AUTO_TEST_CASE(a_repeated_invitation_is_one_inbox_item) {
  party p;
  (void)p.say("invitation.send", "host", party::users({"bob"}), "i1");
  const auto again = p.say("invitation.send", "host", party::users({"bob"}), "i1");
  BOOST_CHECK(again.repeat);
  const auto inbox = p.read(inbox_name("bob"), command_of("message.history", somebody("bob")));
  BOOST_CHECK_EQUAL(field_of(*inbox, "messages").size(), 3u); // begun, joined, invited
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_an_invitation_is_named) {
  party p;
  refused(p.say("invitation.send", "edit", party::users({"bob"})), error_code::forbidden, "");
  refused(p.say("invitation.send", "host", party::users({"bob"}, "host")), error_code::forbidden, "role");
  refused(p.say("invitation.send", "host", party::users({})), error_code::bad_request, "users");
  refused(p.say("invitation.send", "host", party::users({"bob", "bob"})), error_code::bad_request, "users");
  refused(p.say("invitation.send", "host", party::users({"edit"})), error_code::conflict, "users");
  refused(p.say("invitation.send", "host", party::users({"bad"})), error_code::conflict, "users");
  refused(p.say("invitation.send", "host"), error_code::bad_request, "users");
  refused(p.say("invitation.accept", "bob"), error_code::not_found, "room");
  refused(p.say("invitation.decline", "bob"), error_code::not_found, "room");
  refused(p.say("invitation.withdraw", "host"), error_code::bad_request, "user");
  refused(p.say("invitation.withdraw", "host", texts({{"user", "bob"}})), error_code::not_found, "user");
}

BOOST_AUTO_TEST_CASE(an_invitation_ends_when_it_is_withdrawn_declined_or_over) {
  party p;
  (void)p.say("invitation.send", "host", party::users({"a", "b", "c"}, "editor", 60));
  BOOST_REQUIRE(p.say("invitation.withdraw", "host", texts({{"user", "a"}})).reply);
  refused(p.say("invitation.accept", "a"), error_code::not_found, "room");
  BOOST_CHECK_EQUAL(p.mine("a").size(), 0u);
  BOOST_REQUIRE(p.say("invitation.decline", "b").reply);
  refused(p.say("invitation.accept", "b"), error_code::not_found, "room");
  p.wall += 60'000;
  refused(p.say("invitation.accept", "c"), error_code::not_found, "room");
  BOOST_CHECK_EQUAL(p.pending().size(), 0u);
}

BOOST_AUTO_TEST_CASE(being_added_or_banned_ends_an_invitation_too) {
  party p;
  (void)p.say("invitation.send", "host", party::users({"a", "b"}));
  BOOST_REQUIRE(p.say("member.add", "host", texts({{"user", "a"}})).reply);
  BOOST_REQUIRE(p.say("member.ban", "host", texts({{"user", "b"}})).reply);
  BOOST_CHECK_EQUAL(p.pending().size(), 0u);
  BOOST_CHECK_EQUAL(p.mine("a").size(), 0u);
  BOOST_CHECK(!p.rows.get(invited_key("a", p.key_of("closed"))));
  BOOST_CHECK(!p.say("invitation.accept", "b").reply);
}

BOOST_AUTO_TEST_CASE(a_link_lets_in_as_many_as_it_says) {
  party p;
  const auto token = p.link(2);
  BOOST_CHECK_EQUAL(token.size(), 26u);
  const auto with = texts({{"token", token}});
  BOOST_CHECK(p.say("invitation.accept", "a", with).reply);
  refused(p.say("invitation.accept", "a", with), error_code::conflict, "user");
  BOOST_CHECK_EQUAL(p.pending().at(0).find("uses").uint().value(), 1u);
  BOOST_CHECK(p.say("invitation.accept", "b", with).reply);
  refused(p.say("invitation.accept", "c", with), error_code::not_found, "room");
  refused(p.say("invitation.accept", "bad", texts({{"token", p.link()}})), error_code::forbidden, "");
}

BOOST_AUTO_TEST_CASE(a_links_token_is_not_kept_and_a_repeat_gets_the_same) {
  party p;
  const auto token = p.link(0, "l1");
  BOOST_CHECK_EQUAL(p.link(0, "l1"), token);
  BOOST_CHECK(p.link() != token);
  for (const auto& [key, value] : p.rows.all())
    BOOST_CHECK(key.find(token) == std::string::npos && value.find(token) == std::string::npos);
  const auto name = std::string(p.pending().at(0).find("link").text().value());
  BOOST_REQUIRE(p.say("invitation.withdraw", "host", texts({{"link", name}})).reply);
  BOOST_CHECK_EQUAL(p.pending().size(), 1u);
}

BOOST_AUTO_TEST_CASE(an_invitation_does_not_make_a_room_larger) {
  model::kind kind;
  kind.name = "open";
  kind.max_members = 1;
  test_room t(kind);
  kind.name = "inbox";
  t.kinds.add(kind);
  t.stand("closed", "own", role::owner);
  BOOST_REQUIRE(
      t.execute("closed", command_of("invitation.send", somebody("own"), party::users({"a"}))).reply);
  refused(t.execute("closed", command_of("invitation.accept", somebody("a"))), error_code::room_full, "room");
}

BOOST_AUTO_TEST_CASE(pending_invitations_are_bounded_and_listed_in_pages) {
  party p;
  for (std::size_t i = 0; i < invitations::most_pending; ++i)
    (void)p.link();
  refused(p.say("invitation.link", "host"), error_code::conflict, "room");
  refused(p.say("invitation.send", "host", party::users({"bob"})), error_code::conflict, "room");
  std::size_t seen = 0;
  std::string after;
  for (int pages = 0; pages < 10; ++pages) {
    model::packer q;
    q.map(after.empty() ? 1 : 2).text("limit").uint(100);
    if (!after.empty()) q.text("after").text(after);
    const auto page = *p.read("closed", command_of("invitation.list", somebody("host"), q.str()));
    seen += field_of(page, "invitations").size();
    if (!field_of(page, "next").present()) break;
    after = field_of(page, "next").text().value();
  }
  BOOST_CHECK_EQUAL(seen, invitations::most_pending);
}

BOOST_AUTO_TEST_SUITE_END()
