#include "actors/facets/replies.hpp"
#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;
using model::role;

BOOST_AUTO_TEST_SUITE(the_rulebook)

namespace {

error_code refused(const verdict& v) {
  BOOST_REQUIRE(!v.reply);
  BOOST_CHECK(v.changes.empty());
  BOOST_CHECK(v.records.empty());
  return v.reply.error().code;
}

} // namespace

BOOST_AUTO_TEST_CASE(numbers_told_records_from_one_and_answers_with_the_position) {
  test_room t;
  const auto ada = somebody("guest:ada", "Ada");
  const auto first = t.execute("open", command_of("message.send", ada, message("hi"), "id-1"));
  BOOST_REQUIRE(first.reply);
  BOOST_CHECK_EQUAL(*first.reply, receipt(1, test_room::epoch, t.wall));
  BOOST_REQUIRE_EQUAL(first.records.size(), 1u);
  const auto& r = first.records[0];
  BOOST_CHECK_EQUAL(r.offset, 1u);
  BOOST_CHECK_EQUAL(r.commit, 1u);
  BOOST_CHECK_EQUAL(r.name, "message.sent");
  BOOST_CHECK_EQUAL(r.user, "guest:ada");
  BOOST_CHECK_EQUAL(r.display_name, "Ada");
  BOOST_CHECK_EQUAL(r.id, "id-1");
  BOOST_CHECK_EQUAL(r.bytes_so_far, r.data.size());
  const auto stored = t.rows.get(log_key(r.room, 1));
  BOOST_REQUIRE(stored);
  BOOST_CHECK(decode_record(log_key(r.room, 1), *stored) == r);
  const auto second = t.execute("open", command_of("message.send", ada, message("there")));
  BOOST_CHECK_EQUAL(number_of(*second.reply, "offset"), 2u);
  BOOST_CHECK_EQUAL(t.last_commit, 2u);
}

BOOST_AUTO_TEST_CASE(time_in_a_room_never_goes_back) {
  test_room t;
  const auto ada = somebody("guest:ada");
  (void)t.execute("open", command_of("message.send", ada, message("hi")));
  t.wall -= 5'000;
  const auto later = t.execute("open", command_of("message.send", ada, message("hi")));
  BOOST_CHECK_EQUAL(later.records.at(0).at, t.wall + 5'000);
}

BOOST_AUTO_TEST_CASE(a_repeat_is_answered_with_the_first_reply) {
  test_room t;
  const auto ada = somebody("guest:ada");
  const auto first = t.execute("open", command_of("message.send", ada, message("hi"), "x"));
  const auto rows_then = t.rows.all();
  t.wall += 10'000;
  t.heads.forget(); // as after a crash
  const auto again = t.execute("open", command_of("message.send", ada, message("hi"), "x"));
  BOOST_CHECK(again.repeat);
  BOOST_CHECK(again.records.empty());
  BOOST_CHECK_EQUAL(*again.reply, *first.reply);
  BOOST_CHECK(t.rows.all() == rows_then);
}

BOOST_AUTO_TEST_CASE(the_same_id_with_other_content_is_a_conflict) {
  test_room t;
  const auto ada = somebody("guest:ada");
  (void)t.execute("open", command_of("message.send", ada, message("hi"), "x"));
  BOOST_CHECK(refused(t.execute("open", command_of("message.send", ada, message("ho"), "x"))) ==
              error_code::conflict);
}

BOOST_AUTO_TEST_CASE(ids_belong_to_their_user_and_room) {
  test_room t;
  t.stand("closed", "guest:ada", role::editor);
  for (const auto* user : {"guest:ada", "guest:bob"})
    BOOST_CHECK(!t.execute("open", command_of("message.send", somebody(user), message("hi"), "x")).repeat);
  BOOST_CHECK(
      !t.execute("closed", command_of("message.send", somebody("guest:ada"), message("hi"), "x")).repeat);
  // "ab" + "c" is not "a" + "bc".
  BOOST_CHECK(!t.execute("open", command_of("message.send", somebody("ab"), message("hi"), "c")).repeat);
  BOOST_CHECK(!t.execute("open", command_of("message.send", somebody("a"), message("hi"), "bc")).repeat);
}

BOOST_AUTO_TEST_CASE(a_room_one_may_not_see_answers_like_one_that_is_not_there) {
  test_room t;
  const auto ada = somebody("guest:ada");
  const auto hidden = t.execute("closed", command_of("message.send", ada, message("hi")));
  const auto missing = t.execute("nowhere", command_of("message.send", ada, message("hi")));
  BOOST_CHECK(refused(hidden) == error_code::not_found);
  BOOST_CHECK(refused(missing) == error_code::not_found);
  BOOST_CHECK(hidden.reply.error() == missing.reply.error());
  BOOST_CHECK(t.read("closed", command_of("message.history", ada)).error() ==
              t.read("nowhere", command_of("message.history", ada)).error());
}

BOOST_AUTO_TEST_CASE(the_muted_and_the_banned_are_told_why) {
  test_room t;
  t.stand("open", "mute", role::editor, true);
  t.stand("open", "bad", role::banned);
  const auto muted = t.execute("open", command_of("message.send", somebody("mute"), message("hi")));
  BOOST_CHECK(refused(muted) == error_code::forbidden);
  BOOST_CHECK_EQUAL(muted.reply.error().message, "muted in this room");
  const auto banned = t.execute("open", command_of("message.send", somebody("bad"), message("hi")));
  BOOST_CHECK(refused(banned) == error_code::forbidden);
  BOOST_CHECK_EQUAL(banned.reply.error().message, "banned from this room");
  BOOST_CHECK(t.read("open", command_of("message.history", somebody("mute"))));
  BOOST_CHECK(!t.read("open", command_of("message.history", somebody("bad"))));
}

BOOST_AUTO_TEST_CASE(a_viewer_may_read_and_not_speak) {
  test_room t;
  t.stand("closed", "v", role::viewer);
  BOOST_CHECK(refused(t.execute("closed", command_of("message.send", somebody("v"), message("hi")))) ==
              error_code::forbidden);
  BOOST_CHECK(t.read("closed", command_of("message.history", somebody("v"))));
}

BOOST_AUTO_TEST_CASE(the_server_may_do_everything) {
  test_room t;
  const auto said = t.execute("closed", command_of("message.send", model::server_identity(),
                                                   texts({{"type", "system"}, {"text", "welcome"}})));
  BOOST_REQUIRE(said.reply);
  BOOST_CHECK_EQUAL(said.records.at(0).user, "");
}

BOOST_AUTO_TEST_CASE(bad_data_is_refused_with_field_and_rule) {
  test_room t;
  const auto v = t.execute("open", command_of("message.send", somebody("a"), message("")));
  BOOST_CHECK(refused(v) == error_code::bad_request);
  BOOST_CHECK_EQUAL(v.reply.error().field, "text");
  BOOST_CHECK_EQUAL(v.reply.error().message, "must be at least 1 byte");
}

BOOST_AUTO_TEST_CASE(what_is_not_durable_is_not_decided) {
  test_room t;
  const auto live = t.execute("open", command_of("publish", somebody("a"), texts({{"event", "tick"}})));
  BOOST_CHECK(refused(live) == error_code::bad_request);
  BOOST_CHECK(refused(t.execute("open", command_of("message.history", somebody("a")))) ==
              error_code::bad_request);
}

BOOST_AUTO_TEST_CASE(a_refusal_moves_no_number) {
  test_room t;
  const auto ada = somebody("ada");
  (void)t.execute("open", command_of("message.send", ada, message("")));
  (void)t.execute(
      "open", command_of("message.send", ada, std::string(texts({{"text", "x"}, {"reply_to", "nonsense"}}))));
  const auto v = t.execute("open", command_of("message.send", ada, message("hi")));
  BOOST_CHECK_EQUAL(v.records.at(0).offset, 1u);
  BOOST_CHECK_EQUAL(v.records.at(0).commit, 1u);
}

BOOST_AUTO_TEST_CASE(a_room_is_made_once_and_keeps_its_key) {
  test_room t;
  const auto key = t.key_of("open");
  BOOST_CHECK(!t.rules->ensure_room({"closed", model::access::members_only, "open", 5}, t.rows, 1));
  BOOST_CHECK(t.key_of("open") == key);
  BOOST_CHECK_EQUAL(key.partition(), model::partition_of("open"));
  const auto facts = t.rules->room("open", t.rows);
  BOOST_REQUIRE(facts);
  BOOST_CHECK_EQUAL(facts->log.epoch(), test_room::epoch);
  BOOST_CHECK_EQUAL(facts->kind->name, "open");
}

BOOST_AUTO_TEST_CASE(keys_of_one_partition_are_counted_up) {
  test_room t;
  std::string other = "a";
  while (model::partition_of(other) != model::partition_of("open"))
    other += 'a';
  BOOST_CHECK(t.rules->ensure_room({"open", model::access::public_room, other, 1}, t.rows, 1));
  BOOST_CHECK_EQUAL(t.key_of(other).counter(), t.key_of("open").counter() + 1);
}

BOOST_AUTO_TEST_CASE(a_room_whose_kind_is_gone_is_unavailable) {
  test_room t;
  (void)t.rules->ensure_room({"forgotten", model::access::public_room, "old", 1}, t.rows, 1);
  BOOST_CHECK(refused(t.execute("old", command_of("message.send", somebody("a"), message("hi")))) ==
              error_code::unavailable);
}

BOOST_AUTO_TEST_CASE(folding_the_records_anew_gives_the_same_rows) {
  test_room t;
  const auto before = t.rows;
  const auto server = model::server_identity();
  (void)t.execute("closed", command_of("member.add", server, texts({{"user", "ada"}, {"role", "owner"}})));
  (void)t.execute("closed", command_of("member.add", somebody("ada"), texts({{"user", "bob"}})));
  (void)t.execute("closed",
                  command_of("member.add", somebody("ada"), texts({{"user", "eve"}, {"role", "viewer"}})));
  (void)t.execute("closed", command_of("member.ban", somebody("ada"), texts({{"user", "eve"}})));
  (void)t.execute("closed",
                  command_of("member.set_role", somebody("ada"), texts({{"user", "bob"}, {"role", "host"}})));
  (void)t.execute("closed", command_of("member.kick", somebody("ada"), texts({{"user", "bob"}})));
  model::packer publish;
  publish.map(4)
      .text("event")
      .text("score")
      .text("data")
      .uint(7)
      .text("durable")
      .boolean(true)
      .text("retain")
      .boolean(true);
  BOOST_REQUIRE(t.execute("closed", command_of("publish", somebody("ada"), publish.str())).reply);
  model::packer open;
  open.map(3).text("session").uint(5).text("user").text("ada").text("expires").uint(9);
  BOOST_REQUIRE(t.execute("", command_of("session.open", server, open.str())).reply);
  BOOST_REQUIRE_EQUAL(t.told_so_far.size(), 15u); // of six, the user's side too

  auto folded = before;
  for (const auto& record : t.told_so_far) {
    if (record.told()) folded.put(log_key(record.room, record.offset), encode(record));
    for (const auto& facet : all_facets())
      facet.judge->apply(record, folded);
  }
  BOOST_CHECK(folded.all() == t.rows.all());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(retention)

namespace {

std::size_t trim(test_room& t, std::size_t pieces) {
  const auto facts = t.rules->room("open", t.rows);
  draft rows(t.rows);
  const auto gone = t.rules->trim(*facts, *t.heads.find(t.rows, facts->key), rows, t.wall, pieces);
  t.rows.apply(rows.take());
  return gone;
}

model::kind keeps(model::retention history) {
  model::kind kind;
  kind.name = "open";
  kind.history = history;
  return kind;
}

void say(test_room& t, int times) {
  for (int i = 0; i < times; ++i)
    (void)t.execute("open", command_of("message.send", somebody("ada"), message("0123456789"),
                                       "id-" + std::to_string(t.last_commit)));
}

std::size_t count(const test_room& t, model::table which) {
  std::size_t n = 0;
  for (const auto& [key, value] : t.rows.all())
    n += key[8] == static_cast<char>(which);
  return n;
}

} // namespace

BOOST_AUTO_TEST_CASE(keeps_as_many_events_as_the_kind_says_and_takes_repeat_rows_along) {
  test_room t(keeps({.events = 3}));
  say(t, 10);
  BOOST_CHECK_EQUAL(trim(t, 4), 4u);
  BOOST_CHECK_EQUAL(trim(t, 4), 3u);
  BOOST_CHECK_EQUAL(trim(t, 4), 0u);
  BOOST_CHECK_EQUAL(count(t, model::table::log), 3u);
  BOOST_CHECK_EQUAL(count(t, model::table::repeat), 3u);
  const auto log = read_lineage(t.rows, t.key_of("open"), 1'000);
  BOOST_CHECK_EQUAL(log.first, 8u);
  BOOST_CHECK_EQUAL(log.head, 10u);
}

BOOST_AUTO_TEST_CASE(keeps_as_many_bytes_as_the_kind_says) {
  test_room t(keeps({.bytes = 100}));
  say(t, 20);
  const auto each = t.told_so_far.at(0).data.size();
  (void)trim(t, 100);
  BOOST_CHECK_EQUAL(count(t, model::table::log), 100 / each);
}

BOOST_AUTO_TEST_CASE(takes_what_is_too_old_and_still_knows_the_head) {
  test_room t(keeps({.age_ms = 1'000}));
  say(t, 2);
  t.wall += 1'000;
  BOOST_CHECK_EQUAL(trim(t, 10), 0u);
  t.wall += 1;
  BOOST_CHECK_EQUAL(trim(t, 10), 2u);
  const auto bytes = t.heads.find(t.rows, t.key_of("open"))->bytes_so_far;
  t.heads.forget();
  const auto head = read_head(t.rows, t.key_of("open"));
  BOOST_REQUIRE(head);
  BOOST_CHECK_EQUAL(head->last, 2u);
  BOOST_CHECK_EQUAL(head->first, 3u);
  BOOST_CHECK_EQUAL(head->bytes_so_far, bytes);
  t.wall = 0; // time doesn't go back even where nothing is left to show it
  const auto next = t.execute("open", command_of("message.send", somebody("ada"), message("hi")));
  BOOST_CHECK_EQUAL(next.records.at(0).offset, 3u);
  BOOST_CHECK_EQUAL(next.records.at(0).at, 1'000'000);
}

BOOST_AUTO_TEST_CASE(without_bounds_nothing_goes) {
  test_room t(keeps({}));
  say(t, 5);
  t.wall += 1'000'000'000;
  BOOST_CHECK_EQUAL(trim(t, 10), 0u);
}

BOOST_AUTO_TEST_CASE(resume_reaches_no_further_than_the_kind_says) {
  test_room t;
  say(t, 5);
  const auto key = t.key_of("open");
  BOOST_CHECK_EQUAL(read_lineage(t.rows, key, 2).first, 4u);
  BOOST_CHECK_EQUAL(read_lineage(t.rows, key, 5).first, 1u);
  BOOST_CHECK_EQUAL(read_lineage(t.rows, key, 50).first, 1u);
}

BOOST_AUTO_TEST_SUITE_END()
