#include "actors/yjs/lib0_writer.hpp"
#include "tests/documents/editing.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;

namespace {

// Client 11 types "a", then "b" behind it; client 12 types "c" behind that.
constexpr auto a = "01 01 0b 00 04 01 01 74 01 61 00";
constexpr auto b = "01 01 0b 01 84 0b 00 01 62 00";
constexpr auto c = "01 01 0c 00 84 0b 01 01 63 00";
constexpr auto ab = "01 01 0b 00 04 01 01 74 02 61 62 00";
constexpr auto abc = "02 01 0c 00 84 0b 01 01 63 01 0b 00 04 01 01 74 02 61 62 00";

/// The letter number `clock` of client 7.
std::string letter(std::uint64_t clock) {
  std::string out("\x01\x01\x07", 3);
  yjs::put_uint(out, clock);
  if (clock == 0) {
    out += "\x04\x01\x01t";
  } else {
    out += "\x84\x07";
    yjs::put_uint(out, clock - 1);
  }
  out += "\x01x";
  out.push_back('\0');
  return dump(out);
}

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(std::vector<editing::heard>)

BOOST_AUTO_TEST_SUITE(documents_)

BOOST_FIXTURE_TEST_CASE(whoever_opens_a_document_is_asked_for_what_they_have, editing) {
  BOOST_TEST(open(1, "user1").operator bool());
  BOOST_TEST((events("document.state") == std::vector<heard>{{1, 0, 0, "document.state", "00"}}));
  BOOST_REQUIRE(attending.size() == 1u);
  BOOST_TEST(attending[0].who.slot == 1u);
  BOOST_TEST(std::popcount(attending[0].topics) == 1);
  BOOST_TEST(told.empty(), "nobody points anywhere yet");
}

BOOST_FIXTURE_TEST_CASE(an_edit_reaches_the_others_at_once_and_the_disk_within_two_seconds, editing) {
  (void)open(1, "user1");
  (void)open(2, "user2");
  BOOST_TEST(edit(1, a).operator bool());
  BOOST_TEST(edit(1, b).operator bool());
  const auto topic = attending[0].topics;
  BOOST_TEST((events("document.updated") == std::vector<heard>{{0, 1, topic, "document.updated", a},
                                                               {0, 1, topic, "document.updated", b}}));
  BOOST_TEST(rows_of(model::table::update) == 0u, "it is gathered first");
  BOOST_TEST(!view->may_sleep());
  pass(2'000);
  BOOST_TEST(rows_of(model::table::update) == 1u);
  BOOST_TEST(stored() == ab);
  BOOST_TEST(view->may_sleep());
}

BOOST_FIXTURE_TEST_CASE(what_is_no_news_is_told_to_nobody_and_not_kept, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  pass(2'000);
  told.clear();
  BOOST_TEST(edit(1, a).operator bool());
  BOOST_TEST(edit(1, "00 00").operator bool());
  BOOST_TEST(told.empty());
  BOOST_TEST(view->may_sleep());
}

BOOST_FIXTURE_TEST_CASE(somebody_is_sent_what_they_lack, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  (void)edit(1, b);
  told.clear();
  BOOST_TEST(ask(1, "01 0b 01").operator bool());
  BOOST_TEST((told == std::vector<heard>{{1, 0, 0, "document.synced", b}}));
  told.clear();
  BOOST_TEST(ask(1, "01 0b 02").operator bool());
  BOOST_TEST((told == std::vector<heard>{{1, 0, 0, "document.synced", "00 00"}}), "nothing is said, too");
  BOOST_TEST((ask(1, "01").error().code == model::error_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(a_document_is_there_again_when_the_room_wakes, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  (void)edit(1, b);
  pass(2'000);
  wake();
  told.clear();
  (void)open(2, "user2");
  (void)ask(2);
  BOOST_TEST((told ==
              std::vector<heard>{{2, 0, 0, "document.state", "01 0b 02"}, {2, 0, 0, "document.synced", ab}}));
}

BOOST_FIXTURE_TEST_CASE(what_is_edited_while_the_rows_are_read_joins_them, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  (void)edit(1, b);
  pass(2'000);
  wake();
  rows_can_be_read = false;
  told.clear();
  (void)open(2, "user2");
  (void)ask(2);
  (void)edit(2, c);
  BOOST_TEST(events("document.synced").empty(), "nobody knows yet what there is");
  rows_can_be_read = true;
  pass(open_document::retry_ms);
  BOOST_TEST((events("document.synced") == std::vector<heard>{{2, 0, 0, "document.synced", abc}}));
  pass(2'000);
  BOOST_TEST(stored() == abc);
}

BOOST_FIXTURE_TEST_CASE(what_the_journal_lost_is_submitted_again, editing) {
  (void)open(1, "user1");
  journal_takes = false;
  (void)edit(1, a);
  pass(2'000);
  BOOST_TEST(commands.size() == 1u);
  commands.clear();
  journal_takes = true;
  pass(open_document::again_ms);
  BOOST_TEST(stored() == a);
  BOOST_TEST(view->may_sleep());
}

BOOST_FIXTURE_TEST_CASE(nothing_more_is_taken_while_nothing_can_be_kept, editing) {
  (void)open(1, "user1");
  journal_takes = false;
  (void)edit(1, a);
  pass(open_document::trouble_ms + 2'000);
  const auto refused = edit(1, b);
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == model::error_code::unavailable));
  journal_takes = true;
  pass(open_document::again_ms);
  BOOST_TEST(edit(1, b).operator bool());
  pass(2'000);
  BOOST_TEST(stored() == ab);
}

BOOST_FIXTURE_TEST_CASE(many_updates_become_a_snapshot, editing) {
  (void)open(1, "user1");
  for (std::uint64_t i = 0; i < open_document::most_updates + 10; ++i) {
    BOOST_REQUIRE(edit(1, letter(i)));
    pass(1'100);
  }
  BOOST_TEST(rows_of(model::table::snapshot) == 1u);
  BOOST_TEST(rows_of(model::table::update) < 12u);
  const auto read = read_document(t.rows, t.key_of("open"), "notes");
  BOOST_REQUIRE(read);
  BOOST_TEST((read->structs.state() == yjs::state_vector{{7, open_document::most_updates + 10}}));
  BOOST_TEST(read->row.snapshot_bytes < 300u);
}

BOOST_FIXTURE_TEST_CASE(a_large_snapshot_is_kept_in_parts, editing) {
  (void)open(1, "user1");
  std::string large = hex("01 01 0b 00 04 01 01 74");
  yjs::put_buffer(large, std::string(300'000, 'x'));
  large.push_back('\0');
  BOOST_TEST(edit(1, dump(large)).operator bool());
  pass(3'000);
  BOOST_TEST(rows_of(model::table::snapshot) == 5u);
  BOOST_TEST(rows_of(model::table::update) == 0u);
  BOOST_TEST(stored() == dump(large));
  (void)edit(1, "00 01 0b 01 00 e0 a7 12"); // all 300,000 deleted
  for (std::uint64_t i = 0; i < open_document::most_updates + 5; ++i) {
    (void)edit(1, letter(i));
    pass(1'100);
  }
  BOOST_TEST(rows_of(model::table::snapshot) == 1u, "what it no longer needs is gone");
}

BOOST_FIXTURE_TEST_CASE(what_comes_between_reading_and_gathering_stays, editing) {
  const auto kept = [&](std::string_view verb, const std::string& data) {
    return t.execute("open", command_of(verb, model::server_identity(), data));
  };
  const auto append = [&](std::string_view update) {
    return kept(
        "document.append",
        model::packer{}.map(2).text("document").text("notes").text("update").bytes(hex(update)).str());
  };
  const auto gather = [&](std::uint64_t upto, std::string_view snapshot) {
    model::packer p;
    p.map(4).text("document").text("notes").text("upto").uint(upto).text("bytes").uint(11);
    return kept("document.gather", p.text("snapshot").bytes(hex(snapshot)).str());
  };
  append(a);
  append(b);
  BOOST_TEST(gather(1, a).records.size() == 1u);
  BOOST_TEST(stored() == ab);
  BOOST_TEST(gather(1, a).records.empty(), "it was done already");
  BOOST_TEST(gather(9, a).records.empty(), "so much there isn't");
  BOOST_TEST(stored() == ab);
}

BOOST_FIXTURE_TEST_CASE(only_the_server_keeps_updates, editing) {
  const auto data = model::packer{}.map(2).text("document").text("notes").text("update").bytes(hex(a)).str();
  t.stand("open", "ada", model::role::owner);
  const auto refused = t.execute("open", command_of("document.append", somebody("ada"), data));
  BOOST_REQUIRE(!refused.reply);
  BOOST_TEST((refused.reply.error().code == model::error_code::forbidden));
}

BOOST_FIXTURE_TEST_CASE(a_room_has_so_many_documents_and_no_more, editing) {
  for (std::size_t i = 0; i < documents::most; ++i) {
    const auto data = model::packer{}
                          .map(2)
                          .text("document")
                          .text("d" + std::to_string(i))
                          .text("update")
                          .bytes(hex(a))
                          .str();
    BOOST_REQUIRE(t.execute("open", command_of("document.append", model::server_identity(), data)).reply);
  }
  told.clear();
  BOOST_TEST(open(1, "user1", "one more").operator bool());
  const auto closed = events("document.closed");
  BOOST_REQUIRE(closed.size() == 1u);
  BOOST_TEST(closed[0].slot == 1u);
  BOOST_TEST((edit(1, a).error().code == model::error_code::gone));
  BOOST_TEST(open(1, "user1", "d1").operator bool());
  BOOST_TEST(events("document.state").size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_open_document_that_is_removed_is_closed, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  pass(2'000);
  t.stand("open", "ada", model::role::owner);
  for (const auto& record :
       t.execute("open", command_of("document.remove", somebody("ada"), texts({{"document", "notes"}})))
           .records)
    view->seen(record);
  BOOST_TEST((edit(1, b).error().code == model::error_code::gone));
  pass(1);
  BOOST_TEST((events("document.closed") == std::vector<heard>{{1, 0, 0, "document.closed", "removed"}}));
  for (const auto table : {model::table::document, model::table::update, model::table::snapshot})
    BOOST_TEST(rows_of(table) == 0u);
  BOOST_TEST(open(1, "user1").operator bool(), "one of its name begins anew");
  BOOST_TEST((events("document.state").back().bytes == "00"));
}

BOOST_FIXTURE_TEST_CASE(a_document_leaves_memory_when_nobody_has_it_open, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  leave(1);
  BOOST_TEST(view->wake_at().has_value());
  pass(open_document::idle_ms + 2'000);
  BOOST_TEST(!view->wake_at().has_value(), "nothing is left to look after");
  told.clear();
  (void)open(2, "user2");
  BOOST_TEST((events("document.state") == std::vector<heard>{{2, 0, 0, "document.state", "01 0b 01"}}));
}

BOOST_FIXTURE_TEST_CASE(what_the_last_one_typed_is_kept_when_they_go, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  leave(1);
  BOOST_TEST(stored() == a);
}

BOOST_FIXTURE_TEST_CASE(a_connection_hears_of_the_documents_it_has_open, editing) {
  (void)open(1, "user1", "x");
  (void)open(1, "user1", "y");
  (void)open(2, "user2", "y");
  BOOST_TEST(std::popcount(attending[1].topics) == 2);
  BOOST_TEST((attending[1].topics & attending[2].topics) == attending[2].topics);
  (void)say(1, "user1", "document.close", texts({{"document", "y"}}));
  BOOST_TEST(attending.back().topics == attending[0].topics);
  BOOST_TEST(edit(1, a).operator bool(), "the one opened last of those that are open");
  BOOST_TEST(events("document.updated").at(0).topics == attending[0].topics);
}

BOOST_FIXTURE_TEST_CASE(pointing_is_told_once_and_ends_with_the_connection, editing) {
  (void)open(1, "user1");
  (void)open(2, "user2");
  constexpr auto here = "01 0b 01 02 7b 7d"; // client 11, clock 1, {}
  BOOST_TEST(bytes(1, "document.awareness", "update", here).operator bool());
  const auto topic = attending[0].topics;
  BOOST_TEST((events("document.awareness") == std::vector<heard>{{0, 1, topic, "document.awareness", here}}));
  BOOST_TEST(bytes(2, "document.awareness", "update", here).operator bool());
  BOOST_TEST(events("document.awareness").empty(), "an echo");
  (void)open(3, "user3");
  BOOST_TEST((events("document.awareness") == std::vector<heard>{{3, 0, 0, "document.awareness", here}}));
  leave(1);
  BOOST_TEST((events("document.awareness") ==
              std::vector<heard>{{0, 0, topic, "document.awareness", "01 0b 01 04 6e 75 6c 6c"}}));
  BOOST_TEST((bytes(2, "document.awareness", "update", "01 0b 01 01 7b").error().code ==
              model::error_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(providers_hear_something_at_least_every_25_seconds, editing) {
  (void)open(1, "user1");
  for (int i = 0; i < 5; ++i) {
    told.clear();
    pass(25'000);
    BOOST_TEST(!events("document.awareness").empty());
  }
}

BOOST_FIXTURE_TEST_CASE(a_state_that_is_not_renewed_goes, editing) {
  (void)open(1, "user1");
  (void)bytes(1, "document.awareness", "update", "01 0b 01 02 7b 7d");
  told.clear();
  pass(open_document::silence_ms + open_document::sign_ms);
  const auto said = events("document.awareness");
  BOOST_TEST(std::ranges::count(said, "01 0b 01 04 6e 75 6c 6c", &heard::bytes) == 1);
}

BOOST_FIXTURE_TEST_CASE(documents_are_listed_and_exported_as_they_are_on_disk, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  (void)edit(1, b);
  const auto asked = [&](std::string_view verb, std::string data = {}) {
    return t.read("open", command_of(verb, somebody("ada"), std::move(data)));
  };
  BOOST_TEST(field_of(*asked("document.list"), "documents").size() == 0u);
  BOOST_TEST((asked("document.export", texts({{"document", "notes"}})).error().code ==
              model::error_code::not_found));
  pass(2'000);
  const auto list = asked("document.list");
  BOOST_REQUIRE(list);
  const auto documents = field_of(*list, "documents");
  BOOST_REQUIRE(documents.size() == 1u);
  BOOST_TEST(documents.at(0).find("document").text().value() == "notes");
  BOOST_TEST(documents.at(0).find("bytes").uint().value() == 12u);
  const auto whole = asked("document.export", texts({{"document", "notes"}}));
  BOOST_REQUIRE(whole);
  BOOST_TEST(dump(field_of(*whole, "update").bytes().value()) == ab);
  BOOST_TEST(dump(field_of(*whole, "state").bytes().value()) == "01 0b 02");
}

BOOST_FIXTURE_TEST_CASE(the_text_of_a_document_can_be_read, editing) {
  const auto asked = [&](std::string root = {}) {
    return t.read("open", command_of("document.text", somebody("ada"),
                                     root.empty() ? texts({{"document", "notes"}})
                                                  : texts({{"document", "notes"}, {"root", root}})));
  };
  BOOST_TEST((asked().error().code == model::error_code::not_found));
  (void)open(1, "user1");
  for (const auto each : {a, b, c})
    (void)edit(1, each);
  (void)edit(1, "00 01 0b 01 01 01"); // "b" goes
  pass(2'000);
  const auto read = asked();
  BOOST_REQUIRE(read);
  BOOST_TEST(field_of(*read, "text").text().value() == "ac");
  BOOST_TEST(field_of(*read, "root").text().value() == "t");
  (void)edit(1, "01 01 0e 00 04 01 01 75 02 68 69 00"); // "hi" in another text
  pass(2'000);
  BOOST_TEST(asked().error().message == "root must say which: t, u");
  BOOST_TEST(field_of(*asked("u"), "text").text().value() == "hi");
  BOOST_TEST(field_of(*asked("v"), "text").text().value() == "");
}

BOOST_FIXTURE_TEST_CASE(rubbish_is_refused_and_changes_nothing, editing) {
  (void)open(1, "user1");
  told.clear();
  for (const char* each : {"01 00", "00 00 00", "01 01 0b 00 04 01 01 74 00 00"}) {
    const auto refused = edit(1, each);
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == model::error_code::bad_request));
  }
  BOOST_TEST(told.empty());
  BOOST_TEST(view->may_sleep());
}

BOOST_FIXTURE_TEST_CASE(a_damaged_row_makes_a_document_unreadable_and_not_empty, editing) {
  (void)open(1, "user1");
  (void)edit(1, a);
  pass(2'000);
  t.rows.erase(document_update_key(t.key_of("open"), "notes", 1));
  BOOST_TEST(stored() == "unreadable");
  wake();
  told.clear();
  (void)open(2, "user2");
  (void)ask(2);
  pass(3'000);
  BOOST_TEST(events("document.synced").empty());
  BOOST_TEST(events("document.state").empty());
}

BOOST_AUTO_TEST_SUITE_END()
