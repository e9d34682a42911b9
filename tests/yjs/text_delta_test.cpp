#include "actors/yjs/text_delta.hpp"
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug::yjs;

namespace {

using what = text_step::what;
text_step keep(std::uint64_t n) { return {what::keep, n, {}}; }
text_step put(std::string text) { return {what::insert, 0, std::move(text)}; }
text_step gone(std::uint64_t n) { return {what::remove, n, {}}; }

std::string some_text(std::mt19937& random, std::size_t words) {
  constexpr const char* all[] = {"a", "b", "tea", " ", "\n", "\xc3\xbc", "\xf0\x9f\x98\x80", "line\n"};
  std::string out;
  for (std::size_t i = 0; i < words; ++i)
    out += all[random() % std::size(all)];
  return out;
}

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(text_delta)

BOOST_AUTO_TEST_SUITE(text_deltas)

BOOST_AUTO_TEST_CASE(a_difference_is_as_short_as_it_can_be) {
  BOOST_TEST((difference("hello", "hello") == text_delta{}));
  BOOST_TEST((difference("", "hi") == text_delta{put("hi")}));
  BOOST_TEST((difference("hi", "") == text_delta{gone(2)}));
  BOOST_TEST((difference("hello world", "hello big world") == text_delta{keep(6), put("big ")}));
  BOOST_TEST((difference("abcdef", "abXdeYf") == text_delta{keep(2), put("X"), gone(1), keep(2), put("Y")} ||
              difference("abcdef", "abXdeYf") == text_delta{keep(2), gone(1), put("X"), keep(2), put("Y")}));
}

BOOST_AUTO_TEST_CASE(counts_are_utf_16_and_characters_stay_whole) {
  BOOST_TEST(
      (difference("\xf0\x9f\x98\x80x", "\xf0\x9f\x98\x81x") == text_delta{put("\xf0\x9f\x98\x81"), gone(2)} ||
       difference("\xf0\x9f\x98\x80x", "\xf0\x9f\x98\x81x") == text_delta{gone(2), put("\xf0\x9f\x98\x81")}));
  BOOST_TEST((difference("\xc3\xbcx", "\xc3\xbcy") == text_delta{keep(1), put("y"), gone(1)} ||
              difference("\xc3\xbcx", "\xc3\xbcy") == text_delta{keep(1), gone(1), put("y")}));
  BOOST_TEST(!applied("\xf0\x9f\x98\x80", {keep(1)}));
  BOOST_TEST(!applied("ab", {gone(3)}));
}

BOOST_AUTO_TEST_CASE(one_text_becomes_the_other_whatever_they_are) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const auto from = some_text(random, random() % 60);
    auto to = seed % 2 == 0 ? some_text(random, random() % 60) : from;
    if (seed % 2 == 1) to.insert(0, some_text(random, 3)), to += some_text(random, 2);
    BOOST_TEST(applied(from, difference(from, to)).value_or("nothing") == to, "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(few_changes_in_a_long_text_are_found_by_lines) {
  std::string from;
  for (int i = 0; i < 20'000; ++i)
    from += "line number " + std::to_string(i) + "\n";
  auto to = from;
  to.insert(to.find("number 15000"), "XX ");
  to.erase(to.find("line number 3000\n"), 17);
  to.replace(to.find("line number 9\n"), 4, "word");
  const auto delta = difference(from, to);
  BOOST_TEST(applied(from, delta).value_or("") == to);
  std::size_t touched = 0;
  for (const auto& step : delta)
    touched += step.is == what::keep ? 0 : step.count + step.text.size();
  BOOST_TEST(touched < 40u);
}

BOOST_AUTO_TEST_CASE(two_long_texts_that_have_nothing_in_common_take_no_time) {
  std::mt19937 random(1);
  std::string from;
  std::string to;
  for (int i = 0; i < 500'000; ++i) {
    from.push_back(static_cast<char>('a' + random() % 26));
    to.push_back(static_cast<char>('a' + random() % 26));
  }
  BOOST_TEST(applied(from, difference(from, to)).value_or("") == to);
}

BOOST_AUTO_TEST_SUITE_END()
