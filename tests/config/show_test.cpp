#include "a_configuration.hpp"
#include "config/show.hpp"
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <sstream>

using namespace snug::config;

namespace {

std::string shown(const loaded& from) {
  std::ostringstream out;
  print_effective(out, from);
  return out.str();
}

bool has(const std::string& text, const std::string& line) {
  return text.find(line + "\n") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(show)

BOOST_AUTO_TEST_CASE(every_value_is_shown_with_where_it_came_from) {
  const auto text = shown(load_text("[listen]\nport = 1\n", {{"SNUG_STORE_RESERVE_BYTES", "128 MiB"}}));
  BOOST_TEST(has(text, "port = 1  # snug.toml:2"));
  BOOST_TEST(has(text, "reserve_bytes = \"128 MiB\"  # SNUG_STORE_RESERVE_BYTES"));
  BOOST_TEST(has(text, "address = \"127.0.0.1\"  # default"));
  BOOST_TEST(has(text, "[kinds.inbox]"));
}

BOOST_AUTO_TEST_CASE(secrets_are_masked) {
  const std::string secret = "0123456789abcdef0123456789abcdef";
  const auto text = shown(load_text("[auth]\njwt_secret = \"" + secret + "\"\n"));
  BOOST_TEST(text.find(secret) == std::string::npos);
  BOOST_TEST(has(text, "jwt_secret = \"********\"  # snug.toml:2"));
  BOOST_TEST(has(shown(load_text("")), "jwt_secret = \"\"  # default"));
}

BOOST_AUTO_TEST_CASE(what_is_shown_can_be_loaded_and_shows_the_same) {
  const auto first = load_text("drain_ms = \"2s\"\nauth.guests = true\n[kinds.quiz]\ntyping_ms = 2500\n"
                               "[[rooms]]\nname = \"a \\\"b\\\"\"\nmembers.\"x:y\" = \"host\"\n");
  BOOST_TEST(first.ok(), complaints_of(first));
  auto text = shown(first);
  // No secret was set: an empty one says what its absence says.
  for (const std::string name : {"\njwt_secret", "\nsecret"}) {
    const auto at = text.find(name) + 1;
    text.erase(at, text.find('\n', at) - at);
  }
  const auto second = load_text(text);
  BOOST_TEST(second.ok(), complaints_of(second));
  auto again = second;
  again.origins = first.origins;
  auto expected = shown(first);
  BOOST_TEST(shown(again) == expected);
}

BOOST_AUTO_TEST_CASE(the_example_is_a_valid_file_that_changes_nothing) {
  const auto out = load_text(example_toml());
  BOOST_TEST(out.ok(), complaints_of(out));
  auto defaults = load_text("");
  auto read = out;
  read.origins = defaults.origins;
  BOOST_TEST(shown(read) == shown(defaults));
}

BOOST_AUTO_TEST_CASE(the_example_in_packaging_is_the_one_that_is_printed) {
  std::ifstream in{SNUG_SOURCE_DIR "/packaging/snug.example.toml"};
  const std::string shipped{std::istreambuf_iterator<char>{in}, {}};
  BOOST_TEST((shipped == example_toml()),
             "packaging/snug.example.toml is out of date: snug config example > packaging/snug.example.toml");
}

BOOST_AUTO_TEST_SUITE_END()
