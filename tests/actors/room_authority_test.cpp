#include "actors/model/packer.hpp"
#include "actors/room_authority.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using actors::member_change;
using actors::member_change_of;
using actors::room_authority;
using model::permission;
using model::role;

namespace {

model::record told(std::uint64_t offset, std::string name, std::string data) {
  model::record record;
  record.offset = offset;
  record.name = std::move(name);
  record.data = std::move(data);
  return record;
}

model::record about(std::uint64_t offset, std::string name, std::string_view user,
                    std::string_view role = {}) {
  model::packer data;
  data.map(role.empty() ? 1 : 2).text("user").text(user);
  if (!role.empty()) data.text("role").text(role);
  return told(offset, std::move(name), std::move(data).str());
}

model::identity person(std::string user) {
  model::identity who;
  who.user = std::move(user);
  return who;
}

/// A judge that needs no kind: what a role may by default, and the muted don't speak.
model::permissions by_role(const model::identity&, const facets::room_facts&, const facets::standing& row) {
  if (row.role == role::none || row.role == role::banned) return {};
  const auto member = permission::see | model::permissions(permission::join) | permission::signal;
  return row.muted ? member : member | permission::speak;
}

struct awake_room {
  facets::room_facts facts;
  room_authority authority{facts, 10, by_role};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_authority_of_a_room, awake_room)

BOOST_AUTO_TEST_CASE(knows_nothing_of_who_is_not_here) {
  BOOST_TEST(!authority.may(person("ada"), permission::see));
  BOOST_TEST(!authority.standing_of("ada"));
}

BOOST_AUTO_TEST_CASE(judges_by_what_a_join_read) {
  BOOST_TEST(authority.learn("ada", {role::editor, false}, 10));
  BOOST_TEST(authority.learn("bob", {role::editor, true}, 10));
  BOOST_TEST(authority.may(person("ada"), permission::speak));
  BOOST_TEST(!authority.may(person("bob"), permission::speak));
  BOOST_TEST(authority.may(person("bob"), permission::join));
}

BOOST_AUTO_TEST_CASE(lets_a_newer_record_win) {
  (void)authority.learn("ada", {role::editor, true}, 10);
  BOOST_TEST(authority.seen(about(11, "member.role_changed", "ada", "viewer")).value() == "ada");
  BOOST_TEST((authority.standing_of("ada") == facets::standing{role::viewer, true}));
}

BOOST_AUTO_TEST_CASE(lets_a_newer_snapshot_win_over_an_older_record) {
  BOOST_TEST(authority.learn("ada", {role::host, false}, 14));
  BOOST_TEST(authority.seen(about(12, "member.role_changed", "ada", "viewer")).has_value());
  BOOST_TEST((authority.standing_of("ada")->role == role::host));
  BOOST_TEST(authority.seen(about(15, "member.role_changed", "ada", "viewer")).has_value());
  BOOST_TEST((authority.standing_of("ada")->role == role::viewer));
}

BOOST_AUTO_TEST_CASE(keeps_what_it_has_when_an_older_snapshot_comes) {
  (void)authority.learn("ada", {role::viewer, false}, 12);
  BOOST_TEST(authority.learn("ada", {role::owner, false}, 11));
  BOOST_TEST((authority.standing_of("ada")->role == role::viewer));
}

BOOST_AUTO_TEST_CASE(brings_a_snapshot_up_to_date_with_what_it_saw_since) {
  (void)authority.seen(about(11, "member.added", "ada", "host"));
  (void)authority.seen(told(12, "message.sent", ""));
  (void)authority.seen(about(13, "member.banned", "ada"));
  BOOST_TEST(authority.learn("ada", {role::none, false}, 10));
  BOOST_TEST((authority.standing_of("ada")->role == role::banned));
  BOOST_TEST(authority.learn("ada", {role::none, false}, 12));
  BOOST_TEST((authority.standing_of("ada")->role == role::banned));
}

BOOST_AUTO_TEST_CASE(refuses_a_snapshot_that_is_older_than_its_memory) {
  BOOST_TEST(!authority.learn("ada", {role::editor, false}, 9));
  for (std::uint64_t offset = 11; offset <= 11 + room_authority::max_changes; ++offset)
    (void)authority.seen(about(offset, "member.muted", "bob"));
  BOOST_TEST(!authority.learn("ada", {role::editor, false}, 10));
  BOOST_TEST(authority.learn("ada", {role::editor, false}, 11));
}

BOOST_AUTO_TEST_CASE(sees_a_record_once) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  BOOST_TEST(!authority.seen(about(10, "member.kicked", "ada")));
  BOOST_TEST(authority.seen(about(11, "member.kicked", "ada")).has_value());
  BOOST_TEST(!authority.seen(about(11, "member.kicked", "ada")));
}

BOOST_AUTO_TEST_CASE(forgets_who_went) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  authority.forget("ada");
  BOOST_TEST(!authority.may(person("ada"), permission::see));
}

BOOST_AUTO_TEST_CASE(takes_everything_from_a_user_it_holds) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  authority.hold("ada", 5);
  BOOST_TEST(authority.held("ada"));
  BOOST_TEST(!authority.may(person("ada"), permission::see));
  BOOST_TEST(authority.holds() == 1u);
}

BOOST_AUTO_TEST_CASE(gives_it_back_when_the_command_was_refused) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  authority.hold("ada", 5);
  BOOST_TEST(authority.settle(5).value() == "ada");
  BOOST_TEST(authority.may(person("ada"), permission::speak));
  BOOST_TEST(authority.holds() == 0u);
}

BOOST_AUTO_TEST_CASE(turns_the_hold_into_the_change) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  authority.hold("ada", 5);
  (void)authority.seen(about(11, "member.kicked", "ada"));
  BOOST_TEST(authority.settle(5).value() == "ada");
  BOOST_TEST(!authority.may(person("ada"), permission::see));
}

BOOST_AUTO_TEST_CASE(ends_a_mute_with_the_row_of_whoever_is_kicked) {
  (void)authority.learn("ada", {role::editor, true}, 10);
  (void)authority.seen(about(11, "member.kicked", "ada"));
  BOOST_TEST((authority.standing_of("ada") == facets::standing{role::none, false}));
}

BOOST_AUTO_TEST_CASE(adds_holds_of_one_user_up) {
  (void)authority.learn("ada", {role::editor, false}, 10);
  authority.hold("ada", 5);
  authority.hold("ada", 6);
  BOOST_TEST(!authority.settle(6));
  BOOST_TEST(!authority.may(person("ada"), permission::see));
  BOOST_TEST(authority.settle(5).value() == "ada");
  BOOST_TEST(authority.may(person("ada"), permission::see));
}

BOOST_AUTO_TEST_CASE(does_not_settle_a_hold_it_does_not_know) {
  authority.hold("ada", 5);
  BOOST_TEST(!authority.settle(4));
  BOOST_TEST(authority.held("ada"));
}

BOOST_AUTO_TEST_CASE(holds_a_user_who_comes_in_meanwhile) {
  authority.hold("ada", 5);
  (void)authority.learn("ada", {role::editor, false}, 10);
  BOOST_TEST(!authority.may(person("ada"), permission::join));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_member_change)

BOOST_AUTO_TEST_CASE(is_read_from_the_records_about_members) {
  BOOST_TEST(
      (member_change_of(about(1, "member.added", "ada", "host")) == member_change{"ada", role::host, {}}));
  BOOST_TEST((member_change_of(about(1, "member.kicked", "ada")) == member_change{"ada", role::none, false}));
  BOOST_TEST(
      (member_change_of(about(1, "member.removed", "ada")) == member_change{"ada", role::none, false}));
  BOOST_TEST((member_change_of(about(1, "member.banned", "ada")) == member_change{"ada", role::banned, {}}));
  BOOST_TEST((member_change_of(about(1, "member.muted", "ada")) == member_change{"ada", {}, true}));
}

BOOST_AUTO_TEST_CASE(can_give_a_voice_back) {
  const auto data = model::packer{}.map(2).text("user").text("ada").text("muted").boolean(false).str();
  BOOST_TEST((member_change_of(told(1, "member.muted", data)) == member_change{"ada", {}, false}));
}

BOOST_AUTO_TEST_CASE(is_nothing_else) {
  BOOST_TEST(!member_change_of(about(1, "message.sent", "ada")));
  BOOST_TEST(!member_change_of(told(1, "member.kicked", "")));
  BOOST_TEST(!member_change_of(about(1, "member.added", "ada", "no such role")));
  BOOST_TEST(!member_change_of(about(1, "member.waved", "ada")));
}

BOOST_AUTO_TEST_SUITE_END()
