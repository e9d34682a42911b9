#include "tests/profile/profile_kit.hpp"
#include "transport/profile/name_template.hpp"
#include <random>

using namespace snug;
using namespace snug::test;
using profile::name_template;

namespace {

name_template made(std::string_view written, bool path = false) {
  name_template out;
  const auto wrong = name_template::parse(written, path, out);
  BOOST_REQUIRE_MESSAGE(!wrong, written << " " << wrong.value_or(""));
  return out;
}

std::string wrong_with(std::string_view written) {
  name_template out;
  return name_template::parse(written, false, out).value_or("");
}

/// The name that JSON values make, or `! place rule`.
std::string filled(const name_template& t, std::vector<std::string> values) {
  std::vector<model::value> views;
  for (auto& v : values) {
    v = packed(v);
    views.emplace_back(v);
  }
  std::string out;
  const auto wrong = t.fill(views, out);
  return wrong ? "! " + wrong->field + " " + wrong->rule : out;
}

/// What stands in a name's places, as JSON; "no" where it is none.
std::string matched(const name_template& t, std::string_view name) {
  name_template::captured places;
  if (!t.match(name, places)) return "no";
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::string value;
    t.append(i, places[i], value);
    out += (i ? " " : "") + json(value);
  }
  return out;
}

constexpr auto a_uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

} // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(a_number_comes_back_as_the_number_it_was) {
  const auto t = made("session_{session_id:int}");
  BOOST_TEST(filled(t, {"42"}) == "session_42");
  BOOST_TEST(matched(t, "session_42") == "42");
  BOOST_TEST(filled(t, {"-7"}) == "session_-7");
  BOOST_TEST(matched(t, "session_-7") == "-7");
  BOOST_TEST(filled(t, {"\"42\""}) == "session_42"); // what stood in a page's attribute
  for (const auto* no :
       {"42.5", "\"042\"", "\"\"", "null", "true", "[42]", "\"forty\"", "18446744073709551615", "\"-0\""})
    BOOST_TEST(filled(t, {no}) == "! session_id must be a whole number", no);
  for (const auto* no : {"session_", "session_042", "session_4 2", "session_-", "session_42x", "42",
                         "session_-0", "session_99999999999999999999"})
    BOOST_TEST(matched(t, no) == "no", no);
}

BOOST_AUTO_TEST_CASE(a_uuid_is_one_room_however_it_is_written) {
  const auto t = made("session_{id:uuid}");
  BOOST_TEST(filled(t, {"\"" + std::string(a_uuid) + "\""}) == "session_" + std::string(a_uuid));
  BOOST_TEST(filled(t, {"\"0F8FAD5B-D9CB-469F-A165-70867728950E\""}) == "session_" + std::string(a_uuid));
  BOOST_TEST(matched(t, "session_" + std::string(a_uuid)) == "\"" + std::string(a_uuid) + "\"");
  for (const auto* no : {"\"0f8fad5b\"", "7", "\"0f8fad5b-d9cb-469f-a165-70867728950g\"",
                         "\"0f8fad5bd9cb-469f-a165-70867728950e0\""})
    BOOST_TEST(filled(t, {no}) == "! id must be a UUID", no);
  BOOST_TEST(matched(t, "session_0F8FAD5B-D9CB-469F-A165-70867728950E") == "no");
}

BOOST_AUTO_TEST_CASE(a_text_may_not_hold_what_stands_behind_it) {
  const auto t = made("{org}:{team:str}!");
  BOOST_TEST(filled(t, {"\"a\"", "\"b:c\""}) == "a:b:c!");
  BOOST_TEST(matched(t, "a:b:c!") == R"("a" "b:c")");
  BOOST_TEST(filled(t, {"\"a:b\"", "\"c\""}) ==
             "! org must not hold what stands behind it in {org}:{team:str}!");
  BOOST_TEST(filled(t, {"\"a\"", "\"c!\""}).starts_with("! team must not hold"));
  BOOST_TEST(filled(t, {"\"\"", "\"c\""}) == "! org must be a text, and not empty");
  // Two of them would make one that begins earlier.
  const auto twice = made("{a}aa");
  BOOST_TEST(filled(twice, {"\"xa\""}).starts_with("! a must not hold"));
  const auto path = made("/session/{id}/message", true);
  BOOST_TEST(matched(path, "/session/7/message") == "\"7\"");
  BOOST_TEST(matched(path, "/session/7/8/message") == "no");
}

BOOST_AUTO_TEST_CASE(what_is_filled_in_comes_back) {
  std::mt19937_64 random(7);
  const auto t = made("w/{kind:str}_{number:int}-{id:uuid}.{rest:str}");
  std::size_t made_some = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string kind, rest, id(a_uuid);
    for (auto n = random() % 6; n > 0; --n)
      kind += "ab_-.1"[random() % 6];
    for (auto n = random() % 6; n > 0; --n)
      rest += "ab_-.1"[random() % 6];
    for (auto& c : id)
      if (c != '-') c = "0123456789abcdef"[random() % 16];
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    const auto name =
        filled(t, {"\"" + kind + "\"", std::to_string(number), "\"" + id + "\"", "\"" + rest + "\""});
    if (name.starts_with('!')) continue;
    ++made_some;
    BOOST_TEST(matched(t, name) ==
               "\"" + kind + "\" " + std::to_string(number) + " \"" + id + "\" \"" + rest + "\"");
  }
  BOOST_TEST(made_some > 5'000u);
}

BOOST_AUTO_TEST_CASE(templates_that_cannot_be_read_back_are_refused) {
  BOOST_TEST(wrong_with("a{b}{c}").find("can't be told apart") != std::string::npos);
  BOOST_TEST(wrong_with("a{b:int}0").find("can't be told apart") != std::string::npos);
  BOOST_TEST(wrong_with("a{b:int}_{b}") == "has {b} twice");
  BOOST_TEST(wrong_with("a{b:float}").find("{name:int}") != std::string::npos);
  BOOST_TEST(wrong_with("a{b") == "has a { without a }");
  BOOST_TEST(wrong_with("a}b") == "has a } without a {");
  BOOST_TEST(wrong_with("a{}").find("a place's name") != std::string::npos);
  BOOST_TEST(wrong_with("lobby").empty());
}

BOOST_AUTO_TEST_CASE(templates_overlap_where_one_name_may_be_both) {
  const auto overlap = [](std::string_view a, std::string_view b) {
    BOOST_TEST(made(a).overlaps(made(b)) == made(b).overlaps(made(a)));
    return made(a).overlaps(made(b));
  };
  BOOST_TEST(overlap("session_{id:int}", "session_{id:int}"));
  BOOST_TEST(overlap("session_{id:int}", "session_{id:str}"));
  BOOST_TEST(overlap("session_{id:int}", "session_42"));
  BOOST_TEST(overlap("{a}_x", "y_{b}"));
  BOOST_TEST(overlap("{a}", "lobby"));
  BOOST_TEST(!overlap("session_{id:int}", "session_{id:uuid}"));
  BOOST_TEST(!overlap("session_{id:int}", "project_{id:int}"));
  BOOST_TEST(!overlap("session_{id:int}", "session_x"));
  BOOST_TEST(!overlap("a{x}b", "a{x}c"));
  BOOST_TEST(!overlap("a{x}", "a"));
}

BOOST_AUTO_TEST_SUITE_END()
