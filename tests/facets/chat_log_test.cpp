#include "tests/facets/test_room.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::facets;
using model::error_code;

BOOST_AUTO_TEST_SUITE(the_chat_log)

namespace {

void say(test_room& t, int times, std::string_view text = "hi") {
  for (int i = 0; i < times; ++i)
    (void)t.execute("open", command_of("message.send", somebody("ada", "Ada"), message(text)));
}

std::string page(const test_room& t, std::initializer_list<std::pair<std::string_view, std::uint64_t>> args) {
  model::packer p;
  p.map(static_cast<std::uint32_t>(args.size()));
  for (const auto& [name, number] : args)
    p.text(name).uint(number);
  auto reply = t.read("open", command_of("message.history", somebody("bob"), p.str()));
  BOOST_REQUIRE(reply);
  return *reply;
}

std::vector<std::uint64_t> offsets(const std::string& reply) {
  std::vector<std::uint64_t> all;
  const auto list = field_of(reply, "messages");
  for (std::size_t i = 0; i < list.size(); ++i)
    all.push_back(list.at(i).find("offset").uint().value());
  return all;
}

bool more(const std::string& reply) { return field_of(reply, "more").boolean().value(); }

model::failure refused(test_room& t, const std::string& data) {
  const auto v = t.execute("open", command_of("message.send", somebody("ada"), data));
  BOOST_REQUIRE(!v.reply);
  return v.reply.error();
}

using list = std::vector<std::uint64_t>;

} // namespace

BOOST_AUTO_TEST_CASE(a_message_carries_what_was_given_and_text_as_its_type) {
  test_room t;
  const auto plain = t.execute("open", command_of("message.send", somebody("ada"), message("hi")));
  BOOST_CHECK_EQUAL(plain.records.at(0).data, texts({{"type", "text"}, {"text", "hi"}}));
  model::packer full;
  full.map(6).text("reply_to").text("4711.1").text("unknown").nil().text("metadata").map(1).text("a").uint(1);
  full.text("language").text("cpp").text("text").text("int x;").text("type").text("code");
  const auto v = t.execute("open", command_of("message.send", somebody("ada"), full.str()));
  BOOST_REQUIRE(v.reply);
  model::packer expected;
  expected.map(5).text("type").text("code").text("text").text("int x;").text("language").text("cpp");
  expected.text("metadata").map(1).text("a").uint(1).text("reply_to").text("4711.1");
  BOOST_CHECK_EQUAL(v.records.at(0).data, expected.str());
}

BOOST_AUTO_TEST_CASE(the_kind_bounds_the_text) {
  model::kind kind;
  kind.name = "open";
  kind.max_text = 4;
  test_room t(kind);
  BOOST_CHECK(t.execute("open", command_of("message.send", somebody("ada"), message("1234"))).reply);
  const auto why = refused(t, message("12345"));
  BOOST_CHECK(why.code == error_code::too_large);
  BOOST_CHECK_EQUAL(why.field, "text");
  BOOST_CHECK_EQUAL(why.message, "must be at most 4 bytes in this room");
}

BOOST_AUTO_TEST_CASE(only_the_server_and_admins_send_system_messages) {
  test_room t;
  const auto why = refused(t, texts({{"type", "system"}, {"text", "x"}}));
  BOOST_CHECK(why.code == error_code::forbidden);
  BOOST_CHECK_EQUAL(why.field, "type");
  model::identity admin;
  admin.user = "root";
  admin.admin = true;
  const auto who = std::make_shared<const model::identity>(admin);
  BOOST_CHECK(
      t.execute("open", command_of("message.send", who, texts({{"type", "system"}, {"text", "x"}}))).reply);
}

BOOST_AUTO_TEST_CASE(a_reply_names_a_record_id) {
  test_room t;
  for (const auto* bad :
       {"abc", "1.", ".1", "1.x", "0.1", "1.0", "1.2.3", "-1.2", "99999999999999999999.1"}) {
    const auto why = refused(t, texts({{"text", "x"}, {"reply_to", bad}}));
    BOOST_CHECK(why.code == error_code::bad_request);
    BOOST_CHECK_EQUAL(why.field, "reply_to");
  }
}

BOOST_AUTO_TEST_CASE(history_gives_the_newest_and_pages_backwards) {
  test_room t;
  say(t, 7);
  const auto newest = page(t, {{"limit", 3}});
  BOOST_TEST(offsets(newest) == (list{5, 6, 7}), boost::test_tools::per_element());
  BOOST_CHECK(more(newest));
  const auto oldest = page(t, {{"before", 4}, {"limit", 3}});
  BOOST_TEST(offsets(oldest) == (list{1, 2, 3}), boost::test_tools::per_element());
  BOOST_CHECK(!more(oldest));
}

BOOST_AUTO_TEST_CASE(history_pages_forwards_and_between) {
  test_room t;
  say(t, 7);
  const auto from_start = page(t, {{"after", 0}, {"limit", 3}});
  BOOST_TEST(offsets(from_start) == (list{1, 2, 3}), boost::test_tools::per_element());
  BOOST_CHECK(more(from_start));
  const auto between = page(t, {{"after", 2}, {"before", 5}});
  BOOST_TEST(offsets(between) == (list{3, 4}), boost::test_tools::per_element());
  BOOST_CHECK(!more(between));
  BOOST_CHECK(offsets(page(t, {{"after", 7}})).empty());
}

BOOST_AUTO_TEST_CASE(fifty_come_where_no_limit_is_given) {
  test_room t;
  say(t, 60);
  BOOST_CHECK_EQUAL(offsets(page(t, {})).size(), 50u);
}

BOOST_AUTO_TEST_CASE(a_page_is_bounded_in_bytes) {
  model::kind kind;
  kind.name = "open";
  kind.max_text = 1u << 20;
  test_room t(kind);
  say(t, 3, std::string(300u << 10, 'x'));
  const auto cut = page(t, {});
  BOOST_TEST(offsets(cut) == (list{3}), boost::test_tools::per_element());
  BOOST_CHECK(more(cut));
}

BOOST_AUTO_TEST_CASE(history_tells_what_a_live_event_would) {
  test_room t;
  (void)t.execute("open", command_of("message.send", somebody("ada", "Ada"), message("hi"), "id-1"));
  (void)t.execute("open", command_of("message.send", model::server_identity(), message("ho")));
  const auto reply = page(t, {});
  model::packer expected;
  expected.map(5).text("messages").array(2);
  expected.map(6).text("offset").uint(1).text("event").text("message.sent").text("data");
  expected.raw(texts({{"type", "text"}, {"text", "hi"}}))
      .text("from")
      .raw(texts({{"user", "ada"}, {"name", "Ada"}}));
  expected.text("at").integer(t.wall).text("id").text("id-1");
  expected.map(5).text("offset").uint(2).text("event").text("message.sent").text("data");
  expected.raw(texts({{"type", "text"}, {"text", "ho"}})).text("from").nil().text("at").integer(t.wall);
  expected.text("more")
      .boolean(false)
      .text("epoch")
      .uint(test_room::epoch)
      .text("first")
      .uint(1)
      .text("head")
      .uint(2);
  BOOST_CHECK_EQUAL(reply, expected.str());
}

namespace {

std::string events_since(const test_room& t, std::string_view since, std::uint64_t limit = 50) {
  model::packer p;
  p.map(since.empty() ? 1 : 2).text("limit").uint(limit);
  if (!since.empty()) p.text("since").text(since);
  auto reply = t.read("open", command_of("event.list", somebody("bob"), p.str()));
  BOOST_REQUIRE(reply);
  return *reply;
}

} // namespace

BOOST_AUTO_TEST_CASE(events_follow_from_a_position_page_by_page) {
  test_room t;
  say(t, 5);
  std::string next;
  list seen;
  for (int page = 0; page < 4; ++page) {
    const auto reply = events_since(t, next, 2);
    next = field_of(reply, "next").text().value();
    BOOST_TEST(!field_of(reply, "gap").present());
    BOOST_TEST(more(reply) == (page < 2));
    const auto events = field_of(reply, "events");
    for (std::size_t i = 0; i < events.size(); ++i)
      seen.push_back(events.at(i).find("offset").uint().value());
  }
  BOOST_TEST(seen == (list{1, 2, 3, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(next == "4711.5");
  say(t, 1);
  BOOST_TEST(field_of(events_since(t, next), "events").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_position_of_another_life_is_told_its_gap) {
  test_room t;
  say(t, 3);
  const auto reply = events_since(t, "99.2");
  BOOST_TEST(field_of(reply, "gap").find("to").uint().value() == 3u);
  BOOST_TEST(field_of(reply, "next").text().value() == "4711.3");
}

BOOST_AUTO_TEST_CASE(a_position_is_an_epoch_and_an_offset) {
  test_room t;
  for (const auto* wrong : {"abc", "1.", ".1", "0.1", "1.2.3", "1 2"}) {
    const auto reply = t.read("open", command_of("event.list", somebody("bob"), texts({{"since", wrong}})));
    BOOST_REQUIRE_MESSAGE(!reply, wrong);
    BOOST_TEST(reply.error().field == "since");
  }
}

BOOST_AUTO_TEST_SUITE_END()
