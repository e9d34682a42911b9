#include "actors/yjs/awareness.hpp"
#include "actors/yjs/json_text.hpp"
#include "actors/yjs/lib0_writer.hpp"
#include "actors/yjs/struct_store.hpp"
#include "actors/yjs/update_reader.hpp"
#include "actors/yjs/updates.hpp"
#include "tests/support/hex.hpp"
#include "tests/yjs/vector_file.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using test::dump;
using test::hex;

namespace {

/// What is wrong with an update; "" where it is sound.
std::string fault(std::string_view bytes_in_hex) {
  const auto checked = yjs::check_update(hex(bytes_in_hex));
  return checked ? "" : checked.error().message.substr(std::string_view("no sound update: ").size());
}

std::string any(std::string_view value) { return "01 01 0b 00 08 01 01 61 01" + std::string(value) + "00"; }

constexpr auto cut_short = "cut short";

} // namespace

BOOST_AUTO_TEST_SUITE(yjs_updates)

BOOST_AUTO_TEST_CASE(the_worked_examples_are_read) {
  // 1 group of 1 struct, client 12, clock 0: text "!" behind (11, 1); nothing deleted
  const auto bytes = hex("01 01 0c 00 84 0b 01 01 21 00");
  yjs::update_reader in(bytes);
  const auto* p = in.next();
  BOOST_REQUIRE(p);
  BOOST_TEST((p->at == yjs::id{12, 0}));
  BOOST_TEST((p->kind() == yjs::content::text));
  BOOST_TEST((p->origin == yjs::id{11, 1}));
  BOOST_TEST(p->body == "!");
  BOOST_TEST(p->length == 1u);
  BOOST_TEST(!in.next());
  BOOST_TEST(in.count_of_deletes() == 0u);
  BOOST_TEST(in.sound());

  // a map's key overwritten: the bit 0x20 is set and no key follows; clock 6 is deleted
  const auto overwritten = hex("01 01 05 07 a8 05 06 01 7d 02 01 05 01 06 01");
  yjs::update_reader map(overwritten);
  p = map.next();
  BOOST_REQUIRE(p);
  BOOST_TEST(!(p->info & yjs::piece::has_key));
  BOOST_TEST(!map.next());
  yjs::delete_set deletes;
  map.deletes(deletes);
  BOOST_TEST((deletes[5] == std::vector<yjs::range>{{6, 1}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_update_is_refused_with_the_reason) {
  const struct {
    const char* bytes;
    const char* why;
  } table[] = {
      {"", cut_short},
      {"00", cut_short},                         // no delete set
      {"00 00 00", "bytes behind its end"},      //
      {"01", cut_short},                         // a group that isn't there
      {"ff ff ff ff ff ff ff 0f 00", cut_short}, // 2^53 - 1 groups
      {"ff ff ff ff ff ff ff 1f 00", "an integer above 2^53 - 1"},
      {"80 80 80 80 80 80 80 80 00", "an integer above 2^53 - 1"}, // eight bytes and more to come
      {"01 01 0b 00 00 00 00", "a struct of no length"},           // gc
      {"01 01 0b 00 0a 00 00", "a struct of no length"},           // skip
      {"01 01 0b 00 01 01 01 61 00 00", "a struct of no length"},  // deleted
      {"01 01 0b 00 04 01 01 61 00 00", "a struct of no length"},  // text
      {"01 01 0b 00 08 01 01 61 00 00", "a struct of no length"},  // any
      {"01 01 0b ff ff ff ff ff ff ff 0f 00 01 00", "a struct beyond the last clock"},
      {"01 01 0b 00 04 02 01 61 01 62 00", "a parent of no known kind"},
      {"01 01 0b 00 0b 01 01 61 00", "content of no known kind"},       // 11
      {"01 01 0b 00 2a 01 01 61 01 62 00", "content of no known kind"}, // skip with a flag is none
      {"01 01 0b 00 04 01 01 61 02 62 00", cut_short},                  // a text longer than what follows
      {"01 01 0b 00 04 01 01 61 01 ff 00", "a text that isn't UTF-8"},
      {"01 01 0b 00 04 01 01 61 03 ed a0 80 00", "a text that isn't UTF-8"}, // a surrogate
      {"01 01 0b 00 04 01 01 ff 01 62 00", "a text that isn't UTF-8"},       // the root's name
      {"01 01 0b 00 05 01 01 61 01 7b 00", "a text that isn't JSON"},        // embed "{"
      {"01 01 0b 00 06 01 01 61 01 62 01 78 00", "a text that isn't JSON"},  // format b = x
      {"01 01 0b 00 02 01 01 61 01 01 78 00", "a text that isn't JSON"},     // json x
      {"01 01 0b 00 07 01 01 61 07 00", "a type that isn't known"},
      {"01 01 0b 00 09 01 01 61 01 67 7e 00", "a document without options"},
      {"00 01 0b 01 00 00", "a deletion of nothing"},
      {"00 01 0b 01 ff ff ff ff ff ff ff 0f 01", "a deletion beyond the last clock"},
      {"00 ff ff ff ff ff ff ff 0f", cut_short}, // 2^53 - 1 clients
  };
  for (const auto& each : table)
    BOOST_TEST(fault(each.bytes) == each.why, each.bytes);
}

BOOST_AUTO_TEST_CASE(every_kind_of_content_is_taken) {
  for (const char* each : {
           "00 00",
           "01 00 0b 00 00",                                                    // a group without structs
           "01 01 0b 00 00 05 00",                                              // gc
           "01 01 0b 00 0a 05 00",                                              // skip
           "01 01 0b 00 01 01 01 61 05 00",                                     // deleted
           "01 01 0b 00 02 01 01 61 02 01 31 09 75 6e 64 65 66 69 6e 65 64 00", // json 1, undefined
           "01 01 0b 00 03 01 01 61 02 ff 00 00",                               // binary
           "01 01 0b 00 04 01 01 61 04 f0 9f 98 80 00",                         // text
           "01 01 0b 00 05 01 01 61 02 7b 7d 00",                               // embed {}
           "01 01 0b 00 06 01 01 61 01 62 04 6e 75 6c 6c 00",                   // format b = null
           "01 01 0b 00 27 01 01 61 01 6b 02 00",                               // a text at the key k
           "01 01 0b 00 07 01 01 61 03 01 70 00",                               // an XML element p
           "01 01 0b 00 07 00 0c 03 00 00",                                     // an array inside (12, 3)
           "01 01 0b 00 09 01 01 61 01 67 76 00 00",                            // a document g
           "01 01 0b 00 c4 0c 00 0d 00 01 61 00",                               // both origins
           "00 01 0b 00", // a client of whom nothing is deleted
       })
    BOOST_TEST(fault(each) == "", each);
  for (const char* each : {"7f", "7e", "7d 80 01", "7d 40", "7c 4f 00 00 00", "7b 3f b9 99 99 99 99 99 9a",
                           "7a 00 00 00 00 00 00 00 01", "79", "78", "77 01 61", "76 02 01 61 7d 01 01 62 7e",
                           "75 02 78 79", "74 02 ff ff"})
    BOOST_TEST(fault(any(each)) == "", each);
}

BOOST_AUTO_TEST_CASE(values_are_nested_64_deep_and_no_deeper) {
  BOOST_TEST(fault(any(test::repeat("75 01", 64) + "78")) == "");
  BOOST_TEST(fault(any(test::repeat("75 01", 65) + "78")) == "a value nested too deep");
  BOOST_TEST(fault(any(test::repeat("75 01", 3000) + "78")) == "a value nested too deep");
  BOOST_TEST(fault(any("80")) == "a value of no known kind");
  BOOST_TEST(fault(any("7d ff ff ff ff ff ff ff ff ff ff 01")) == "an integer above 2^53 - 1");
}

BOOST_AUTO_TEST_CASE(an_update_keeps_its_limits) {
  const auto code = [](const yjs::update_limits& limits) {
    const auto checked = yjs::check_update(hex("01 02 0b 00 00 01 00 01 01 0c 01 00 01"), limits);
    return checked ? std::string("taken") : checked.error().message;
  };
  BOOST_TEST(code({13, 2, 1}) == "taken");
  BOOST_TEST(code({12, 2, 1}) == "an update of too many bytes");
  BOOST_TEST(code({13, 1, 1}) == "an update of too many structs");
  BOOST_TEST(code({13, 2, 0}) == "an update of too many deletions");
}

BOOST_AUTO_TEST_CASE(an_update_cut_anywhere_is_refused_and_changes_nothing) {
  for (const auto& v : test::yjs_vectors()) {
    const auto& update = v.updates.front();
    for (std::size_t n = 0; n < std::min<std::size_t>(update.size(), 300); ++n) {
      yjs::struct_store store;
      BOOST_TEST(!store.apply(update.substr(0, n)), v.name << " cut at " << n);
      BOOST_TEST(store.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_state_vector_is_read_whole) {
  const auto good = yjs::read_state_vector(hex("02 0b 02 0c 01"));
  BOOST_REQUIRE(good);
  BOOST_TEST((*good == yjs::state_vector{{12, 1}, {11, 2}}));
  for (const char* each : {"", "01", "01 0b", "00 00", "ff ff ff ff ff ff ff 0f 00"})
    BOOST_TEST(!yjs::read_state_vector(hex(each)), each);
  BOOST_TEST((yjs::read_state_vector(hex("02 0b 02 0c 01"), 1).error().code == model::error_code::too_large));
}

BOOST_AUTO_TEST_CASE(json_is_what_json_parse_takes) {
  for (const char* each : {"null", "true", " [1, 2.5e+3 ,-0] ", "{\"a\":{\"b\":[]}}", "\"\\ud800\"", "1e999",
                           "\"\\n\"", "0", "{}", "[]", "-1.5E-2"})
    BOOST_TEST(yjs::is_json(each), each);
  for (const char* each :
       {"",           " ",     "nul",     "01",       "1.",         ".5", "+1",      "-",           "1e",
        "[1,]",       "[1 2]", "{\"a\"}", "{a:1}",    "{\"a\":1,}", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"",
        "true false", "[",     "{",       "undefined"})
    BOOST_TEST(!yjs::is_json(each), each);
  BOOST_TEST(yjs::is_json(test::repeat("[", 64) + test::repeat("]", 64)));
  BOOST_TEST(!yjs::is_json(test::repeat("[", 100'000)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(struct_store)

BOOST_AUTO_TEST_CASE(what_was_typed_in_one_go_becomes_one_struct) {
  yjs::struct_store store;
  // client 11: "a" in the root t, then "b" behind it, then "c" behind that
  for (const char* each :
       {"01 01 0b 00 04 01 01 74 01 61 00", "01 01 0b 01 84 0b 00 01 62 00", "01 01 0b 02 84 0b 01 01 63 00"})
    BOOST_TEST(*store.apply(hex(each)));
  BOOST_TEST(store.structs() == 1u);
  BOOST_TEST(dump(store.everything()) == dump(hex("01 01 0b 00 04 01 01 74 03 61 62 63 00")));
}

BOOST_AUTO_TEST_CASE(what_was_typed_elsewhere_stays_apart) {
  yjs::struct_store store;
  // "a", then "b" in front of it: its right neighbour is (11, 0)
  for (const char* each : {"01 01 0b 00 04 01 01 74 01 61 00", "01 01 0b 01 44 0b 00 01 62 00"})
    BOOST_TEST(*store.apply(hex(each)));
  BOOST_TEST(store.structs() == 2u);
}

BOOST_AUTO_TEST_CASE(deleted_content_is_dropped_and_its_clocks_stay) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 05 61 62 63 64 65 00")));
  BOOST_TEST(*store.apply(hex("00 01 0b 01 01 02")));
  // "a", two deleted ones behind it, "de" behind those
  BOOST_TEST(dump(store.everything()) ==
             dump(hex("01 03 0b 00 04 01 01 74 01 61 81 0b 00 02 84 0b 02 02 64 65 01 0b 01 01 02")));
  BOOST_TEST(*store.apply(hex("00 01 0b 01 00 05")));
  BOOST_TEST(dump(store.everything()) == dump(hex("01 01 0b 00 01 01 01 74 05 01 0b 01 00 05")));
  BOOST_TEST(!*store.apply(hex("00 01 0b 01 03 01")), "deleted already");
}

BOOST_AUTO_TEST_CASE(a_deletion_may_come_before_what_it_deletes) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("00 01 0b 01 01 01")));
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 03 61 62 63 00")));
  BOOST_TEST(dump(store.everything()) ==
             dump(hex("01 03 0b 00 04 01 01 74 01 61 81 0b 00 01 84 0b 01 01 63 01 0b 01 01 01")));
}

BOOST_AUTO_TEST_CASE(types_keep_their_place_when_they_are_deleted) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 07 01 01 61 01 00")));
  BOOST_TEST(*store.apply(hex("00 01 0b 01 00 01")));
  BOOST_TEST(dump(store.everything()) == dump(hex("01 01 0b 00 07 01 01 61 01 01 0b 01 00 01")));
}

BOOST_AUTO_TEST_CASE(a_hole_is_said_to_be_one_and_not_counted) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 01 61 00")));
  BOOST_TEST(*store.apply(hex("01 01 0b 03 84 0b 02 01 64 00")));
  BOOST_TEST((store.state() == yjs::state_vector{{11, 1}}));
  BOOST_TEST(dump(store.everything()) == dump(hex("01 03 0b 00 04 01 01 74 01 61 0a 02 84 0b 02 01 64 00")));
  // who has the first clock gets no hole in front
  BOOST_TEST(dump(store.missing({{11, 1}})) == dump(hex("01 01 0b 03 84 0b 02 01 64 00")));
  BOOST_TEST(*store.apply(hex("01 01 0b 01 84 0b 00 02 62 63 00")));
  BOOST_TEST(dump(store.everything()) == dump(hex("01 01 0b 00 04 01 01 74 04 61 62 63 64 00")));
}

BOOST_AUTO_TEST_CASE(an_overlap_is_taken_in_once) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 02 84 0b 01 02 63 64 00"))); // clocks 2 and 3
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 06 61 62 63 64 65 66 00")));
  BOOST_TEST(dump(store.everything()) == dump(hex("01 01 0b 00 04 01 01 74 06 61 62 63 64 65 66 00")));
  BOOST_TEST(!*store.apply(hex("01 01 0b 01 84 0b 00 04 62 63 64 65 00")));
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_is_written_as_yjs_does) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 06 61 f0 9f 98 80 62 00"))); // a, U+1F600, b: 4 units
  BOOST_TEST(dump(store.missing({{11, 2}})) == dump(hex("01 01 0b 02 84 0b 01 04 ef bf bd 62 00")));
  BOOST_TEST(*store.apply(hex("00 01 0b 01 02 01"))); // its second half goes
  BOOST_TEST(dump(store.everything()) ==
             dump(hex("01 03 0b 00 04 01 01 74 04 61 ef bf bd 81 0b 01 01 84 0b 02 01 62 01 0b 01 02 01")));
}

BOOST_AUTO_TEST_CASE(whoever_knows_more_is_sent_nothing) {
  yjs::struct_store store;
  BOOST_TEST(*store.apply(hex("01 01 0b 00 04 01 01 74 01 61 00")));
  BOOST_TEST(dump(store.missing({{11, 9}, {12, 4}})) == "00 00");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_kept_in_parts_that_are_cheap_to_cut) {
  yjs::struct_store store;
  std::string update = hex("01 01 0b 00 04 01 01 74 01 61 00");
  BOOST_TEST(*store.apply(update));
  for (std::uint64_t clock = 1; clock < 20'000; ++clock) {
    update = hex("01 01 0b");
    yjs::put_uint(update, clock);
    update += hex("84 0b");
    yjs::put_uint(update, clock - 1);
    update += hex("01 62 00");
    BOOST_REQUIRE(*store.apply(update));
  }
  BOOST_TEST(store.structs() == 5u);
  BOOST_TEST(store.everything().size() < 20'100u);
  BOOST_TEST(store.memory() < 60'000u);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_cut_up_takes_memory_for_its_letters_only) {
  yjs::struct_store store;
  std::string update = hex("01 01 0b 00 04 01 01 74");
  yjs::put_buffer(update, std::string(1'000, 'x'));
  update.push_back('\0');
  BOOST_TEST(*store.apply(update));
  for (std::uint64_t clock = 0; clock < 1'000; clock += 2) {
    std::string deletion = hex("00 01 0b 01");
    yjs::put_uint(deletion, clock);
    deletion += '\1';
    BOOST_REQUIRE(*store.apply(deletion));
  }
  BOOST_TEST(store.structs() == 1'000u);
  BOOST_TEST(store.memory() < 250'000u);
}

BOOST_AUTO_TEST_CASE(memory_is_given_back_with_what_is_deleted) {
  yjs::struct_store store;
  std::string update = hex("01 01 0b 00 04 01 01 74");
  yjs::put_buffer(update, std::string(100'000, 'x'));
  update.push_back('\0');
  BOOST_TEST(*store.apply(update));
  BOOST_TEST(store.memory() > 100'000u);
  std::string deletion = hex("00 01 0b 01 00");
  yjs::put_uint(deletion, 100'000);
  BOOST_TEST(*store.apply(deletion));
  BOOST_TEST(store.memory() < 1'000u);
}

BOOST_AUTO_TEST_SUITE_END()
