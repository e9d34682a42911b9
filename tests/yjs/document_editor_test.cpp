#include "actors/yjs/document_editor.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using namespace snug::yjs;

namespace {

/// A document that only this editor writes, as different clients.
struct paper {
  struct_store structs;

  [[nodiscard]] std::string text() const { return integration(structs).text("t"); }
  [[nodiscard]] text_moment now() const { return moment_of(integration(structs), structs, "t"); }
  [[nodiscard]] std::uint64_t clock(std::uint64_t client) const {
    const auto state = structs.state();
    const auto found = state.find(client);
    return found == state.end() ? 0 : found->second;
  }
  std::optional<model::failure> edit(std::uint64_t client, const text_delta& delta,
                                     const text_moment* at = nullptr) {
    const integration whole(structs);
    document_editor editor(client, clock(client));
    auto why = editor.edit(whole, "t", delta, at);
    if (!why) BOOST_REQUIRE(structs.apply(editor.finish()));
    return why;
  }
  void set(std::uint64_t client, std::string_view to, const text_moment* at = nullptr) {
    const auto from = at ? text_at(integration(structs), "t", *at) : text();
    BOOST_REQUIRE(from);
    BOOST_REQUIRE(!edit(client, difference(*from, to), at));
  }
  void restore(std::uint64_t client, const struct_store& former) {
    const integration here(structs);
    const integration then(former);
    document_editor editor(client, clock(client));
    BOOST_REQUIRE(!editor.restore(here, then));
    BOOST_REQUIRE(structs.apply(editor.finish()));
  }
};

text_step keep(std::uint64_t n) { return {text_step::what::keep, n, {}}; }
text_step put(std::string text) { return {text_step::what::insert, 0, std::move(text)}; }
text_step gone(std::uint64_t n) { return {text_step::what::remove, n, {}}; }

} // namespace

BOOST_AUTO_TEST_SUITE(document_editors)

BOOST_FIXTURE_TEST_CASE(a_text_is_set_and_set_again, paper) {
  for (const auto* each : {"hello", "hello world", "", "\xf0\x9f\x98\x80 tea", "tea", "a\nb\nc\n", "b\n"}) {
    set(7, each);
    BOOST_TEST(text() == each);
  }
}

BOOST_FIXTURE_TEST_CASE(what_others_did_since_stays, paper) {
  set(1, "the quick fox");
  const auto base = now();
  set(2, "the very quick fox!");
  BOOST_REQUIRE(!edit(3, {keep(10), put("brown ")}, &base));
  BOOST_TEST(text() == "the very quick brown fox!");
  set(4, "The quick fox", &base);
  BOOST_TEST(text() == "The very quick brown fox!");
  BOOST_REQUIRE(!edit(3, {gone(4)}, &base));
  BOOST_TEST(text() == "Tvery quick brown fox!", "the new letter isn't of the text that was edited");
}

BOOST_FIXTURE_TEST_CASE(an_edit_of_what_is_gone_goes_where_it_was, paper) {
  set(1, "one two three");
  const auto base = now();
  BOOST_REQUIRE(!edit(2, {keep(4), gone(4)}));
  BOOST_REQUIRE(!edit(3, {keep(6), put("X")}, &base));
  BOOST_TEST(text() == "one Xthree");
  BOOST_TEST(!text_at(integration(structs), "t", base), "its letters are gone");
}

BOOST_FIXTURE_TEST_CASE(a_moment_says_what_was_done_since, paper) {
  set(1, "one two three");
  const auto base = now();
  set(2, "one three four");
  const auto delta = changes_since(integration(structs), "t", base);
  BOOST_REQUIRE(delta);
  BOOST_TEST(applied("one two three", *delta).value_or("") == "one three four");
  const auto coded = decode_text_moment(encode(base));
  BOOST_REQUIRE(coded);
  BOOST_TEST((coded->known == base.known));
  BOOST_TEST(coded->length == 13u);
  BOOST_TEST(coded->order == base.order);
}

BOOST_FIXTURE_TEST_CASE(half_a_character_that_is_left_is_part_of_what_was_done, paper) {
  const std::string was = "a\xf0\x9f\x98\x80z";
  for (const std::uint64_t half : {1, 2}) {
    structs = {};
    set(1, was);
    const auto base = now();
    BOOST_REQUIRE(structs.apply(update_writer{}.finish({{1, {{half, 1}}}})));
    BOOST_TEST(text() == "a\xef\xbf\xbdz");
    const auto delta = changes_since(integration(structs), "t", base);
    BOOST_REQUIRE(delta);
    BOOST_TEST(applied(was, *delta).value_or("") == text());
  }
}

// No Yjs client writes a struct that stands before and behind the same one; it stands where that one is cut.
BOOST_FIXTURE_TEST_CASE(a_text_in_another_order_is_not_that_of_the_moment, paper) {
  set(1, "abc");
  piece strange;
  strange.at = {2, 0};
  strange.length = 1;
  strange.info = piece::has_origin | piece::has_right_origin | static_cast<std::uint8_t>(content::text);
  strange.origin = strange.right_origin = {1, 1};
  strange.body = "x";
  update_writer out;
  out.add(strange);
  BOOST_REQUIRE(structs.apply(out.finish(delete_set{})));
  BOOST_REQUIRE(text() == "axbc");
  const auto base = now();
  BOOST_TEST(changes_since(integration(structs), "t", base).value().empty());
  BOOST_REQUIRE(!edit(3, {gone(1)}));
  BOOST_REQUIRE(text() == "bcx");
  BOOST_TEST(!changes_since(integration(structs), "t", base));
  BOOST_TEST(!text_at(integration(structs), "t", base));
  const auto why = edit(3, {keep(1), put("y")}, &base);
  BOOST_REQUIRE(why);
  BOOST_TEST((why->code == model::error_code::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_moment_of_another_document_is_none_of_this_one, paper) {
  set(1, "one");
  paper other;
  other.set(2, "two");
  const auto base = other.now();
  const auto why = edit(3, {put("x")}, &base);
  BOOST_REQUIRE(why);
  BOOST_TEST((why->code == model::error_code::conflict));
  BOOST_TEST(!changes_since(integration(structs), "t", base));
  for (const auto* bytes : {"", "\x02", "\x01\xff", "\x01\x05\x01\x01"})
    BOOST_TEST(!decode_text_moment(bytes));
}

BOOST_FIXTURE_TEST_CASE(a_delta_that_goes_too_far_or_cuts_a_pair_changes_nothing, paper) {
  set(1, "\xf0\x9f\x98\x80x");
  for (const text_delta& delta :
       {text_delta{keep(4)}, text_delta{gone(4)}, text_delta{keep(1), put("y")}, text_delta{gone(1)}}) {
    const auto why = edit(2, delta);
    BOOST_REQUIRE(why);
    BOOST_TEST((why->code == model::error_code::bad_request));
  }
  BOOST_REQUIRE(!edit(2, {keep(2), put("y")}));
  BOOST_TEST(text() == "\xf0\x9f\x98\x80yx");
}

BOOST_FIXTURE_TEST_CASE(going_back_is_an_edit_and_can_be_gone_back_from, paper) {
  set(1, "one two three");
  const auto first = structs;
  set(2, "one and three, four");
  const auto second = structs;
  restore(3, first);
  BOOST_TEST(text() == "one two three");
  restore(3, second);
  BOOST_TEST(text() == "one and three, four");
  restore(4, first);
  BOOST_TEST(text() == "one two three");
}

BOOST_AUTO_TEST_CASE(random_edits_at_random_moments_come_to_the_same_in_any_order) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    paper all;
    std::vector<std::pair<text_moment, std::string>> moments;
    std::vector<std::string> updates;
    for (int i = 0; i < 40; ++i) {
      moments.emplace_back(all.now(), all.text());
      const auto& [base, was] = moments[random() % 3 == 0 ? random() % moments.size() : moments.size() - 1];
      const auto length = was.size(); // ASCII
      const auto from = length == 0 ? 0 : random() % (length + 1);
      const auto cut = std::min<std::uint64_t>(random() % 4, length - from);
      const text_delta delta{keep(from), gone(cut),
                             put(std::string(1 + random() % 3, static_cast<char>('a' + i % 26)))};
      const integration whole(all.structs);
      const auto client = 1 + random() % 4;
      document_editor editor(client, all.clock(client));
      text_delta joined;
      for (const auto& step : delta)
        add_step(joined, step);
      BOOST_REQUIRE(!editor.edit(whole, "t", joined, &base));
      updates.push_back(editor.finish());
      BOOST_REQUIRE(all.structs.apply(updates.back()));
      if (&base == &moments.back().first)
        BOOST_TEST(all.text() == applied(was, joined).value(), "seed " << seed);
      for (const auto& [then, text] : moments)
        if (const auto since = changes_since(integration(all.structs), "t", then))
          BOOST_TEST(applied(text, *since).value_or("") == all.text(), "seed " << seed);
    }
    std::ranges::shuffle(updates, random);
    paper other;
    for (const auto& each : updates)
      BOOST_REQUIRE(other.structs.apply(each));
    BOOST_TEST(other.text() == all.text(), "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
