#include "clients/load/command_line.hpp"
#include "clients/load/scenario_fields.hpp"
#include "clients/load/scenario_file.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace snug::load;

namespace {

command_line read(std::vector<std::string> words) {
  words.insert(words.begin(), "snug-load");
  std::vector<const char*> argv;
  for (const auto& word : words)
    argv.push_back(word.c_str());
  return read_command_line(static_cast<int>(argv.size()), argv.data());
}

/// A file that goes when this goes.
struct toml_file {
  explicit toml_file(const std::string& content) {
    char pattern[] = "/tmp/snug-load-XXXXXX";
    close(mkstemp(pattern));
    path = pattern;
    std::ofstream(path) << content;
  }
  ~toml_file() { std::remove(path.c_str()); }
  std::string path;
};

} // namespace

BOOST_AUTO_TEST_SUITE(scenarios)

BOOST_AUTO_TEST_CASE(every_scenario_that_has_a_name_can_run) {
  for (const auto& name : scenario_names()) {
    const auto asked = read({name});
    BOOST_TEST(asked.complaints.empty(), name);
    BOOST_TEST(asked.wanted.play.name == name);
    BOOST_TEST(!describe(name).empty());
  }
  BOOST_TEST(scenario_names().size() == 9u);
  BOOST_TEST(read({}).wanted.play.name == "fanout");
}

BOOST_AUTO_TEST_CASE(every_field_says_what_it_is_and_reads_what_it_wrote) {
  for (const auto& field : scenario_fields()) {
    scenario s;
    BOOST_REQUIRE(preset("rooms", s));
    const auto text = field.get(s);
    BOOST_TEST(!field.help.empty());
    BOOST_TEST(!field.set(s, text), field.name << " = " << text);
    BOOST_TEST(field.get(s) == text);
  }
}

BOOST_AUTO_TEST_CASE(the_command_line_is_stronger_than_the_file_and_the_file_than_the_preset) {
  const toml_file file(
      "scenario = \"presence\"\nclients = 20\nrooms = 2\nduration = 0.5\nroom_prefix = \"desk\"\n");
  const auto asked = read({"--scenario-file", file.path, "--clients", "30"});
  BOOST_TEST(asked.complaints.empty());
  const auto& s = asked.wanted.play;
  BOOST_TEST(s.name == "presence");
  BOOST_TEST(s.kept == "presence");
  BOOST_TEST(s.clients == 30u);
  BOOST_TEST(s.rooms == 2u);
  BOOST_TEST(s.duration == 0.5);
  BOOST_TEST(s.room_prefix == "desk");
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_rate_gets_an_open_loop_and_the_other_way_round) {
  BOOST_TEST(read({"rooms", "--rate", "2000"}).wanted.play.window == 0u);
  BOOST_TEST(read({"presence", "--rate", "2000"}).wanted.play.hertz == 0);
  BOOST_TEST(read({"slow", "--window", "2"}).wanted.play.rate == 0);
  BOOST_TEST(read({"rooms", "--rate", "2000", "--window", "2"}).complaints.size() == 1u);
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported_with_the_field_and_its_rule) {
  const auto asked = read({"rooms", "--clients", "many", "--size", "3", "--kept", "never", "--churn", "0.5"});
  const std::vector<std::string> expected{
      "clients must be a whole number from 1 to 1000000",
      "kept must be one of ephemeral, durable, cursor, presence",
      "size must be a whole number from 48 to 65536",
      "window: ephemeral messages to clients that come and go need an open loop (rate)",
      "churn: only clients that don't talk leave, so talkers must leave some",
  };
  BOOST_TEST(asked.complaints == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(mistakes_in_a_file_are_reported_with_their_line) {
  const toml_file file("scenario = \"rooms\"\nclient = 20\n\nrate = -1\nsize = true\n");
  const auto read = read_scenario_file(file.path);
  auto found = read.complaints;
  std::ranges::sort(found);
  const std::vector<std::string> expected{
      file.path + ":2: client is no field of a scenario",
      file.path + ":4: rate must be a number from 0 to 10000000",
      file.path + ":5: size must be a number or a text",
  };
  BOOST_TEST(found == expected, boost::test_tools::per_element());
  BOOST_TEST(read_scenario_file(file.path + ".not").complaints.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_together_is_refused) {
  const std::vector<std::vector<std::string>> senseless{
      {"fanout", "--window", "0"},
      {"rooms", "--clients", "50"},
      {"rooms", "--clients", "150"},
      {"presence", "--window", "3"},
      {"slow", "--stall", "0.6", "--cut", "0.6"},
      {"rooms", "--token-secret", "short"},
      {"fanout", "--dialect", "xml"},
      {"sprint"},
  };
  for (const auto& words : senseless)
    BOOST_TEST(read(words).complaints.size() == 1u, words.front() << " " << words.back());
}

BOOST_AUTO_TEST_CASE(the_server_configuration_names_every_room_and_leaves_room_for_all) {
  const auto text = server_configuration(read({"rooms", "--rooms", "3"}).wanted);
  for (const auto* wanted :
       {"\"load-0\"", "\"load-1\"", "\"load-2\"", "max_present = 2000", "auth.guests = true"})
    BOOST_TEST(text.find(wanted) != text.npos, wanted);
  const auto other = server_configuration(read({"--token-secret", std::string(32, 's')}).wanted);
  BOOST_TEST(other.find("auth.jwt_secret = \"ssss") != other.npos);
}

BOOST_AUTO_TEST_SUITE_END()
