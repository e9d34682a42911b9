#include "actors/facets/document_edits.hpp"
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

/// The letters from number `clock` on of client 7, as an update.
std::string letters(std::uint64_t clock, std::size_t count) {
  std::string out("\x01\x01\x07", 3);
  yjs::put_uint(out, clock);
  if (clock == 0) {
    out += "\x04\x01\x01t";
  } else {
    out += "\x84\x07";
    yjs::put_uint(out, clock - 1);
  }
  yjs::put_buffer(out, std::string(count, 'x'));
  out.push_back('\0');
  return out;
}
std::string letter(std::uint64_t clock) { return dump(letters(clock, 1)); }

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

BOOST_FIXTURE_TEST_CASE(a_long_update_is_taken_in_piece_by_piece_and_what_follows_comes_behind_it, editing) {
  (void)open(1, "user1");
  (void)open(2, "user2");
  std::string all("\x01", 1); // one group: 8,000 letters of client 7, each a struct
  yjs::put_uint(all, 8'000);
  all += std::string("\x07\x00", 2);
  for (std::uint64_t i = 0; i < 8'000; ++i) {
    all += i == 0 ? std::string("\x04\x01\x01t") : "\x84\x07";
    if (i > 0) yjs::put_uint(all, i - 1);
    all += "\x01x";
  }
  all.push_back('\0');
  BOOST_REQUIRE(all.size() > open_document::long_update);
  BOOST_TEST((edit(1, dump(all) + " 00").error().code == model::error_code::bad_request),
             "it is checked at once");
  BOOST_TEST(edit(1, dump(all)).operator bool());
  BOOST_TEST(edit(1, letter(8'000)).operator bool());
  BOOST_TEST(events("document.updated").empty(), "it isn't in yet");
  pass(100);
  const auto said = events("document.updated");
  BOOST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].bytes == dump(all));
  BOOST_TEST(said[0].except == 1u);
  BOOST_TEST(said[1].bytes == letter(8'000));
  BOOST_TEST(edit(2, dump(all)).operator bool());
  pass(100);
  BOOST_TEST(events("document.updated").empty(), "no news");
  pass(2'000);
  const auto read = read_document(t.rows, t.key_of("open"), "notes");
  BOOST_REQUIRE(read);
  BOOST_TEST((read->structs.state() == yjs::state_vector{{7, 8'001}}));
  BOOST_TEST(view->may_sleep());
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

BOOST_FIXTURE_TEST_CASE(what_came_in_one_second_is_kept_though_no_update_may_be_as_long, editing) {
  const auto both = letters(0, 17u << 20); // two of 8.5 MiB, gathered
  const auto data = model::packer{}.map(2).text("document").text("notes").text("update").bytes(both).str();
  BOOST_REQUIRE(t.execute("open", command_of("document.append", model::server_identity(), data)).reply);
  BOOST_TEST((stored() == dump(both)));
}

BOOST_FIXTURE_TEST_CASE(only_the_server_keeps_updates, editing) {
  const auto data = model::packer{}.map(2).text("document").text("notes").text("update").bytes(hex(a)).str();
  t.stand("open", "ada", model::role::owner);
  const auto refused = t.execute("open", command_of("document.append", somebody("ada"), data));
  BOOST_REQUIRE(!refused.reply);
  BOOST_TEST((refused.reply.error().code == model::error_code::forbidden));
}

BOOST_FIXTURE_TEST_CASE(a_room_has_so_many_documents_and_no_more, editing) {
  for (std::size_t i = 0; i < model::kind{}.max_documents; ++i) {
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

// ---- awareness and presence

namespace {

std::string json(const std::string& dumped) {
  std::string out;
  for (const char c : hex(dumped))
    out.push_back(static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e ? '.' : c);
  return out;
}

/// `{looking_at, color, cursor}`; a cursor as Yjs writes relative positions.
std::string looking(std::string_view document, bool with_cursor = false) {
  model::packer p;
  p.map(with_cursor ? 3 : 2).text("looking_at").text(document).text("color").text("#123456");
  if (!with_cursor) return std::move(p).str();
  p.text("cursor").map(2);
  for (const auto* end : {"anchor", "head"}) {
    p.text(end).map(4).text("type").nil().text("tname").text("t").text("item");
    p.map(2).text("client").uint(11).text("clock").uint(3).text("assoc").uint(0);
  }
  return std::move(p).str();
}

} // namespace

BOOST_FIXTURE_TEST_CASE(presence_shows_what_an_editor_says_of_itself, editing) {
  (void)open(1, "user1");
  std::string said("\x01\x0b\x01", 3);
  yjs::put_buffer(said, R"({"user":{"name":"Ada"},"cursor":{"anchor":1},"x":null})");
  (void)bytes(1, "document.awareness", "update", dump(said));
  BOOST_REQUIRE(shows.size() == 1u);
  BOOST_TEST(shows[0].who.slot == 1u);
  BOOST_TEST(!shows[0].said);
  const model::value data(shows[0].data);
  BOOST_TEST((data.find("looking_at").text() == "notes"));
  BOOST_TEST((data.find("cursor").find("anchor").uint() == 1u));
  BOOST_TEST((data.find("fields").find("user").find("name").text() == "Ada"));
  BOOST_TEST(data.find("fields").size() == 1u);
  BOOST_TEST(!unattended);
  said[2] = 2; // the clock
  (void)bytes(1, "document.awareness", "update", dump(said));
  BOOST_TEST(shows.size() == 1u, "it shows that already");
  BOOST_TEST(unattended, "editors renew what they say by themselves");
}

BOOST_FIXTURE_TEST_CASE(presence_shows_no_editor_that_is_silent_or_closes_the_document, editing) {
  constexpr auto here = "01 0b 01 02 7b 7d";
  (void)open(1, "user1");
  (void)bytes(1, "document.awareness", "update", here);
  shows.clear();
  pass(open_document::silence_ms + open_document::sign_ms);
  BOOST_REQUIRE(shows.size() == 1u);
  BOOST_TEST(shows[0].data.empty());
  (void)bytes(1, "document.awareness", "update", "01 0b 02 02 7b 7d");
  BOOST_REQUIRE(shows.size() == 2u);
  BOOST_TEST(!shows[1].data.empty());
  (void)say(1, "user1", "document.close", texts({{"document", "notes"}}));
  BOOST_REQUIRE(shows.size() == 3u);
  BOOST_TEST(shows[2].data.empty());
}

BOOST_FIXTURE_TEST_CASE(editors_see_who_looks_at_their_document, editing) {
  (void)open(1, "user1");
  show(9, looking("notes", true));
  auto said = events("document.awareness");
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(said[0].topics == attending[0].topics);
  BOOST_TEST(
      json(said[0].bytes)
          .ends_with(
              R"({"user":{"name":"user9","color":"#123456"},"cursor":{"anchor":{"type":null,"tname":"t",)"
              R"("item":{"client":11,"clock":3},"assoc":0},"head":{"type":null,"tname":"t",)"
              R"("item":{"client":11,"clock":3},"assoc":0}}})"),
      json(said[0].bytes));
  (void)open(2, "user2");
  BOOST_TEST(events("document.awareness").size() == 1u, "whoever comes later hears of them");
  show(9, looking("other"));
  said = events("document.awareness");
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(json(said[0].bytes).ends_with("null"));
  show(9, looking("notes"));
  BOOST_TEST(events("document.awareness").size() == 1u);
  leave(9);
  said = events("document.awareness");
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(json(said[0].bytes).ends_with("null"));
}

BOOST_FIXTURE_TEST_CASE(editors_are_told_again_of_who_looks_before_they_forget_it, editing) {
  (void)open(1, "user1");
  show(9, looking("notes"));
  told.clear();
  for (int i = 0; i < 4; ++i) {
    pass(25'000);
    const auto said = events("document.awareness");
    BOOST_TEST(std::ranges::any_of(
        said, [](const auto& h) { return json(h.bytes).find("user9") != std::string::npos; }));
    BOOST_TEST(std::ranges::none_of(said, [](const auto& h) { return json(h.bytes).ends_with("null"); }));
  }
}

BOOST_FIXTURE_TEST_CASE(who_looks_at_a_document_that_is_opened_later_is_in_it, editing) {
  show(9, looking("notes"));
  (void)open(1, "user1");
  const auto said = events("document.awareness");
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(said[0].slot == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_cursor_that_editors_could_not_read_stays_away_from_them, editing) {
  (void)open(1, "user1");
  show(9,
       model::packer{}.map(2).text("looking_at").text("notes").text("cursor").map(1).text("x").uint(1).str());
  const auto said = events("document.awareness");
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(json(said[0].bytes).find("cursor") == std::string::npos);
}

// ---- memory

BOOST_FIXTURE_TEST_CASE(an_unused_document_leaves_at_once_where_memory_is_tight, editing) {
  memory_budget all(1'000);
  view->share(all);
  (void)open(1, "user1");
  (void)edit(1, a);
  BOOST_TEST(all.used() > 0u);
  pass(2'000);
  leave(1);
  all.set_bound(all.used());
  pass(1'100);
  BOOST_TEST(all.used() == 0u);
}

BOOST_FIXTURE_TEST_CASE(nothing_more_is_taken_when_the_memory_of_all_rooms_is_used_up, editing) {
  memory_budget all(1'000'000);
  view->share(all);
  (void)open(1, "user1");
  BOOST_TEST(edit(1, a).operator bool());
  all.set_bound(all.used());
  BOOST_TEST((edit(1, b).error().code == model::error_code::unavailable));
  BOOST_TEST((open(2, "user2", "other").error().code == model::error_code::unavailable));
  all.set_bound(1'000'000);
  BOOST_TEST(edit(1, b).operator bool());
  view.reset();
  BOOST_TEST(all.used() == 0u, "whatever becomes of a room, its share comes free");
  wake();
}

// ---- editing by command

namespace {

struct commanding : editing {
  commanding() { t.stand("open", "ada", model::role::owner); }
  explicit commanding(const model::kind& kind)
    : editing(kind) {
    t.stand("open", "ada", model::role::owner);
  }

  model::result<std::string> ask_for(std::string_view verb, std::string data) {
    return t.read("open", command_of(verb, somebody("ada"), std::move(data)));
  }
  /// What the journal does with a command, and the room's view behind it; what the view holds back goes
  /// first.
  model::result<std::string> command(std::string_view verb, std::string data, std::string id = {}) {
    effects out;
    view->hand_in(now, out);
    std::ranges::move(out.durable, std::back_inserter(commands));
    carry_out();
    const auto v = t.execute("open", command_of(verb, somebody("ada"), std::move(data), std::move(id)));
    for (const auto& record : v.records)
      view->seen(record);
    return v.reply;
  }
  std::string text(std::string_view document = "notes") {
    const auto got = ask_for("document.text", texts({{"document", document}}));
    return got ? std::string(field_of(*got, "text").text().value_or("none")) : got.error().message;
  }
  std::string base(std::string_view document = "notes") {
    return std::string(*field_of(*ask_for("document.text", texts({{"document", document}})), "base").bytes());
  }
  static std::string setting(std::string_view to, std::string_view base = {}) {
    model::packer p;
    p.map(base.empty() ? 2 : 3).text("document").text("notes").text("text").text(to);
    if (!base.empty()) p.text("base").bytes(base);
    return std::move(p).str();
  }
};

model::kind small_documents() {
  auto kind = editing::open_kind();
  kind.max_documents = 2;
  kind.max_document_text = 64;
  kind.max_document_versions = 1;
  return kind;
}
model::kind large_documents() {
  auto kind = editing::open_kind();
  kind.max_document_text = 64u << 20;
  return kind;
}
struct large_room : commanding {
  large_room()
    : commanding(large_documents()) {}
};
struct small_room : commanding {
  small_room()
    : commanding(small_documents()) {}
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_document_is_made_with_a_text_and_a_language, commanding) {
  const auto made =
      command("document.create", texts({{"document", "notes"}, {"text", "tea"}, {"language", "en"}}));
  BOOST_REQUIRE(made);
  BOOST_TEST(number_of(*made, "revision") == 1u);
  const auto got = ask_for("document.text", texts({{"document", "notes"}}));
  BOOST_TEST((field_of(*got, "root").text() == "text"));
  BOOST_TEST((field_of(*got, "text").text() == "tea"));
  BOOST_TEST((field_of(*got, "language").text() == "en"));
  BOOST_TEST((command("document.create", texts({{"document", "notes"}})).error().code ==
              model::error_code::conflict));
  BOOST_TEST(command("document.describe", texts({{"document", "notes"}, {"language", ""}})).operator bool());
  BOOST_TEST(!field_of(*ask_for("document.text", texts({{"document", "notes"}})), "language").present());
}

BOOST_FIXTURE_TEST_CASE(editors_are_told_of_a_text_that_a_command_set, commanding) {
  (void)open(1, "user1");
  (void)edit(1, ab);
  BOOST_REQUIRE(command("document.set_text", setting("aXb")));
  BOOST_TEST(text() == "aXb", "what was typed a moment ago was written before it");
  pass(1);
  const auto heard_of = events("document.updated");
  BOOST_REQUIRE(heard_of.size() == 2u);
  BOOST_TEST(heard_of[1].except == 0u);
  const auto said = events("document.saved");
  BOOST_TEST(!said.empty());
  (void)ask(1);
  const auto all = events("document.synced");
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST(all[0].bytes == stored());
}

BOOST_FIXTURE_TEST_CASE(a_text_set_again_is_written_by_the_same_client, commanding) {
  for (const auto* each : {"one", "one two", "two"})
    BOOST_REQUIRE(command("document.set_text", setting(each)));
  const auto read = read_document(t.rows, t.key_of("open"), "notes");
  BOOST_TEST(read->structs.state().size() == 1u);
  BOOST_TEST(text() == "two");
  const auto same = command("document.set_text", setting("two"));
  BOOST_REQUIRE(same);
  BOOST_TEST(!field_of(*same, "offset").present(), "nothing changed");
  BOOST_TEST(number_of(*same, "revision") == 3u);
}

BOOST_FIXTURE_TEST_CASE(the_server_writes_as_another_client_where_its_clock_is_not_where_it_left_it,
                        commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("one")));
  const auto read = read_document(t.rows, t.key_of("open"), "notes");
  const auto writer = read->row.writer;
  // Somebody brings back what the server wrote after a backup was made.
  std::string later("\x01\x01", 2);
  yjs::put_uint(later, writer);
  yjs::put_uint(later, 3);
  later.push_back('\x84');
  yjs::put_uint(later, writer);
  yjs::put_uint(later, 2);
  later += std::string("\x01!", 2) + '\0';
  BOOST_REQUIRE(
      command("document.import",
              model::packer{}.map(2).text("document").text("notes").text("update").bytes(later).str()));
  BOOST_TEST(text() == "one!");
  BOOST_REQUIRE(command("document.set_text", setting("one!?")));
  BOOST_TEST(text() == "one!?");
  BOOST_TEST(read_document(t.rows, t.key_of("open"), "notes")->row.writer != writer);
}

BOOST_FIXTURE_TEST_CASE(a_repeated_edit_is_made_once, commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("one")));
  const auto data = model::packer{}
                        .map(2)
                        .text("document")
                        .text("notes")
                        .text("delta")
                        .array(1)
                        .map(1)
                        .text("insert")
                        .text("x")
                        .str();
  const auto first = command("document.edit", data, "id-1");
  const auto again = command("document.edit", data, "id-1");
  BOOST_REQUIRE((first && again));
  BOOST_TEST(*first == *again);
  BOOST_TEST(text() == "xone");
}

BOOST_FIXTURE_TEST_CASE(edits_since_a_base_are_put_together_or_refused_with_the_text, commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("the fox")));
  const auto then = base();
  BOOST_REQUIRE(command("document.set_text", setting("the fox runs")));
  BOOST_REQUIRE(command("document.set_text", setting("the quick fox", then)));
  BOOST_TEST(text() == "the quick fox runs");
  BOOST_REQUIRE(command("document.set_text", setting("gone")));
  const auto refused = command("document.set_text", setting("the slow fox", then));
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == model::error_code::conflict));
  const model::value current(refused.error().current);
  BOOST_TEST((current.find("text").text() == "gone"));
  BOOST_TEST((current.find("base").bytes() == base()));
  BOOST_TEST(
      (command("document.set_text", setting("x", "rubbish")).error().code == model::error_code::bad_request));
}

BOOST_FIXTURE_TEST_CASE(what_was_done_since_a_base_is_a_delta, commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("one two")));
  const auto then = base();
  BOOST_REQUIRE(command("document.set_text", setting("one, two!")));
  const auto got = ask_for(
      "document.text", model::packer{}.map(2).text("document").text("notes").text("since").bytes(then).str());
  BOOST_REQUIRE(got);
  BOOST_TEST(!field_of(*got, "text").present());
  const auto delta = read_delta(field_of(*got, "delta"));
  BOOST_REQUIRE(delta);
  BOOST_TEST(yjs::applied("one two", *delta).value_or("") == "one, two!");
}

BOOST_FIXTURE_TEST_CASE(a_version_is_gone_back_to_by_editing, commanding) {
  const auto named = texts({{"document", "notes"}, {"version", "first"}});
  BOOST_REQUIRE(command("document.set_text", setting("one two")));
  BOOST_REQUIRE(command("document.version.create", named));
  BOOST_TEST((command("document.version.create", named).error().code == model::error_code::conflict));
  BOOST_REQUIRE(command("document.set_text", setting("two three")));
  const auto list = ask_for("document.version.list", texts({{"document", "notes"}}));
  BOOST_TEST((field_of(*list, "versions").at(0).find("version").text() == "first"));
  BOOST_TEST((field_of(*ask_for("document.version.get", named), "text").text() == "one two"));
  BOOST_REQUIRE(command("document.version.restore", named));
  BOOST_TEST(text() == "one two");
  BOOST_REQUIRE(command("document.version.remove", named));
  BOOST_TEST((ask_for("document.version.get", named).error().code == model::error_code::not_found));
  for (const auto table : {model::table::version, model::table::version_part})
    BOOST_TEST(rows_of(table) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_version_longer_than_an_update_may_be_is_gone_back_to, large_room) {
  constexpr std::size_t half = 17u << 19; // of 17 MiB; one update has 16 at most
  const auto named = texts({{"document", "notes"}, {"version", "first"}});
  const auto take_in = [&](std::string_view update) {
    return command("document.import",
                   model::packer{}.map(2).text("document").text("notes").text("update").bytes(update).str());
  };
  BOOST_REQUIRE(take_in(letters(0, half)));
  BOOST_REQUIRE(take_in(letters(half, half)));
  BOOST_REQUIRE(command("document.version.create", named));
  std::string all_gone("\x00\x01\x07\x01\x00", 5);
  yjs::put_uint(all_gone, 2 * half);
  BOOST_REQUIRE(take_in(all_gone));
  BOOST_TEST(text().empty());
  const auto kept = ask_for("document.version.get", named);
  BOOST_REQUIRE(kept);
  BOOST_TEST(field_of(*kept, "text").text().value_or("").size() == 2 * half);
  (void)open(1, "user1");
  BOOST_REQUIRE(command("document.version.restore", named));
  BOOST_TEST(text().size() == 2 * half);
  pass(1);
  BOOST_TEST(events("document.updated").size() == 1u, "editors hear of it, long as it is");
}

BOOST_FIXTURE_TEST_CASE(a_version_has_what_was_typed_a_moment_before, commanding) {
  (void)open(1, "user1");
  (void)edit(1, ab);
  BOOST_REQUIRE(command("document.version.create", texts({{"document", "notes"}, {"version", "now"}})));
  BOOST_TEST(
      (field_of(*ask_for("document.version.get", texts({{"document", "notes"}, {"version", "now"}})), "text")
           .text() == "ab"));
}

BOOST_FIXTURE_TEST_CASE(versions_go_with_their_document, commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("one")));
  for (const auto* each : {"v", "w"})
    BOOST_REQUIRE(command("document.version.create", texts({{"document", "notes"}, {"version", each}})));
  BOOST_REQUIRE(command("document.remove", texts({{"document", "notes"}})));
  for (const auto table :
       {model::table::document, model::table::update, model::table::version, model::table::version_part})
    BOOST_TEST(rows_of(table) == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_was_exported_can_be_imported_elsewhere_and_edited_in_both, commanding) {
  BOOST_REQUIRE(command("document.set_text", setting("one two")));
  const auto take = [&](std::string_view from, std::string_view into) {
    const auto got = ask_for("document.export", texts({{"document", from}}));
    BOOST_REQUIRE(got);
    BOOST_REQUIRE(command("document.import", model::packer{}
                                                 .map(2)
                                                 .text("document")
                                                 .text(into)
                                                 .text("update")
                                                 .bytes(*field_of(*got, "update").bytes())
                                                 .str()));
  };
  take("notes", "copy");
  BOOST_TEST(text("copy") == "one two");
  BOOST_REQUIRE(command("document.set_text", setting("zero one two")));
  BOOST_REQUIRE(command("document.set_text", texts({{"document", "copy"}, {"text", "one two three"}})));
  take("notes", "copy");
  take("copy", "notes");
  BOOST_TEST(text() == "zero one two three");
  BOOST_TEST(text("copy") == text());
}

BOOST_FIXTURE_TEST_CASE(limits_of_a_kind_are_kept_by_commands, small_room) {
  const auto code = [](const auto& answer) { return answer ? std::string("ok") : answer.error().message; };
  BOOST_TEST(code(command("document.create", texts({{"document", "notes"}}))) == "ok");
  BOOST_TEST(code(command("document.set_text", texts({{"document", "b"}, {"text", "x"}}))) == "ok");
  BOOST_TEST(code(command("document.create", texts({{"document", "c"}}))) == "a room may have 2 documents");
  BOOST_TEST(code(command("document.set_text", setting(std::string(100, 'x')))) == "ok");
  BOOST_TEST(code(command("document.set_text", setting("y"))) ==
             "a document beyond 64 bytes is edited with Yjs only");
  const auto keep = [&](std::string_view name) {
    return code(command("document.version.create", texts({{"document", "b"}, {"version", name}})));
  };
  BOOST_TEST(keep("v") == "ok");
  BOOST_TEST(keep("w") == "a document may have 1 versions");
}

BOOST_AUTO_TEST_SUITE_END()
