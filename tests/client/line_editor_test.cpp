#include "clients/console/key_reader.hpp"
#include "clients/console/line_editor.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::console;

namespace {

std::vector<key_press> all_of(key_reader& reader) {
  std::vector<key_press> out;
  while (auto pressed = reader.next())
    out.push_back(*pressed);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(console_line_editor)

BOOST_AUTO_TEST_CASE(the_cursor_moves_by_characters_not_bytes) {
  line_editor line;
  line.insert("aü👋");
  line.left();
  line.left();
  line.insert("x");
  BOOST_TEST(line.text() == "axü👋");
  line.right();
  line.backspace();
  BOOST_TEST(line.text() == "ax👋");
  line.erase();
  BOOST_TEST(line.text() == "ax");
}

BOOST_AUTO_TEST_CASE(a_mark_goes_with_what_it_joins) {
  line_editor line;
  line.insert("ae\xcc\x81");
  line.backspace();
  BOOST_TEST(line.text() == "a");
}

BOOST_AUTO_TEST_CASE(words_and_ends_are_erased) {
  line_editor line;
  line.insert("one two  three");
  line.erase_word();
  BOOST_TEST(line.text() == "one two  ");
  line.erase_word();
  BOOST_TEST(line.text() == "one ");
  line.insert("more");
  line.word_left();
  line.erase_to_end();
  BOOST_TEST(line.text() == "one ");
  line.erase_to_start();
  BOOST_TEST(line.text().empty());
}

BOOST_AUTO_TEST_CASE(lines_entered_before_come_back_and_the_draft_is_kept) {
  line_editor line;
  for (const auto* text : {"first", "second"}) {
    line.insert(text);
    BOOST_TEST(line.take() == text);
  }
  line.insert("draft");
  line.older();
  BOOST_TEST(line.text() == "second");
  line.older();
  line.older();
  BOOST_TEST(line.text() == "first");
  line.newer();
  line.newer();
  BOOST_TEST(line.text() == "draft");
}

BOOST_AUTO_TEST_CASE(keys_are_read_however_their_bytes_are_cut) {
  const std::string bytes = "aü\x1b[D\x1b[1;5C\x1bOA\r";
  const key expected[] = {key::text, key::text, key::left, key::word_right, key::up, key::enter};
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    key_reader reader;
    reader.feed(std::string_view(bytes).substr(0, cut));
    auto keys = all_of(reader);
    reader.feed(std::string_view(bytes).substr(cut));
    for (auto& more : all_of(reader))
      keys.push_back(more);
    BOOST_TEST_REQUIRE(keys.size() == std::size(expected));
    for (std::size_t i = 0; i < keys.size(); ++i)
      BOOST_TEST((keys[i].is == expected[i]));
    BOOST_TEST(keys[1].text == "ü");
  }
}

BOOST_AUTO_TEST_CASE(pasted_text_comes_in_one_piece_and_enters_nothing) {
  key_reader reader;
  reader.feed("\x1b[200~one\r\ntwo\x1b\x03");
  BOOST_TEST(all_of(reader).empty());
  reader.feed("\x1b[201~\r");
  const auto keys = all_of(reader);
  BOOST_TEST_REQUIRE(keys.size() == 2u);
  BOOST_TEST(keys[0].text == "one  two");
  BOOST_TEST((keys[1].is == key::enter));
}

BOOST_AUTO_TEST_CASE(an_escape_that_stays_alone_is_a_key) {
  key_reader reader;
  reader.feed("\x1b");
  BOOST_TEST(!reader.next());
  BOOST_TEST(reader.waits());
  BOOST_TEST((reader.give_up()->is == key::escape));
  BOOST_TEST(!reader.waits());
}

BOOST_AUTO_TEST_CASE(any_bytes_are_read_to_their_end) {
  std::uint32_t random = 7;
  for (int round = 0; round < 2'000; ++round) {
    key_reader reader;
    std::string bytes;
    for (int i = 0; i < 30; ++i)
      bytes += static_cast<char>((random = random * 1'664'525u + 1'013'904'223u) >> 24);
    reader.feed(bytes);
    BOOST_TEST_REQUIRE(all_of(reader).size() <= bytes.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
