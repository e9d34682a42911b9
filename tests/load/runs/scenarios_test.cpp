#include "tests/load/runs/load_program.hpp"
#include "tests/support/server_process.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

using namespace snug::test;

namespace {

const std::string secret = "a secret known to both sides, at least 32 bytes";

/// snug with the rooms every scenario here needs. One for all cases with the same number of shards.
server_process& server_with(unsigned shards) {
  static std::map<unsigned, std::unique_ptr<server_process>> servers;
  auto& one = servers[shards];
  if (one) return *one;
  const auto needed = load_program::run(
      {"rooms", "--rooms", "20", "--clients", "1000", "--token-secret", secret, "--server-config"});
  BOOST_REQUIRE(needed.exit_code == 0);
  one = std::make_unique<server_process>(SNUG_PROGRAM,
                                         "shards = " + std::to_string(shards) + "\n" + needed.said);
  BOOST_REQUIRE(one->start());
  return *one;
}

load_program::outcome play(unsigned shards, std::vector<std::string> words) {
  auto run = load_program::play(server_with(shards).url(), std::move(words));
  BOOST_TEST(run.exit_code == 0, run.complaint());
  BOOST_TEST(run.all_faults() == 0);
  return run;
}

const auto one_and_three = boost::unit_test::data::make({1u, 3u});

} // namespace

BOOST_AUTO_TEST_SUITE(every_scenario_against_snug)

BOOST_DATA_TEST_CASE(a_fan_out_in_both_encodings, one_and_three, shards) {
  for (const auto* dialect : {"msgpack", "json"}) {
    const auto run = play(shards, {"fanout", "--clients", "60", "--dialect", dialect, "--token-secret",
                                   secret, "--server-pid", std::to_string(server_with(shards).pid())});
    BOOST_TEST(run.figure("connections") == 61);
    BOOST_TEST(run.figure("delivered_per_second") > 0);
    BOOST_TEST(run.figure("server_cpu_us_per_delivery") > 0);
    BOOST_TEST(run.figure("server_kib_connected") > 0);
  }
}

BOOST_DATA_TEST_CASE(rooms_in_a_closed_and_in_an_open_loop, one_and_three, shards) {
  const std::vector<std::string> words{"rooms", "--clients", "60", "--rooms", "6"};
  BOOST_TEST(play(shards, words).figure("delivered_per_second") > 0);
  auto open = words;
  open.insert(open.end(), {"--rate", "300"});
  const auto run = play(shards, open);
  BOOST_TEST(run.figure("sent_per_second") > 200);
  BOOST_TEST(run.figure("sent_per_second") < 400);
}

BOOST_DATA_TEST_CASE(a_chat_in_which_every_message_is_acknowledged, one_and_three, shards) {
  const auto run = play(shards, {"chat", "--clients", "40", "--rooms", "8", "--server-pid",
                                 std::to_string(server_with(shards).pid())});
  BOOST_TEST(run.figure("acknowledged_per_second") > 0);
  BOOST_TEST(run.figure("server_written_kib_per_message") > 0);
}

BOOST_DATA_TEST_CASE(many_who_say_nothing, one_and_three, shards) {
  const auto run = play(shards, {"idle", "--clients", "300", "--rooms", "20"});
  BOOST_TEST(run.figure("connections") == 300);
}

BOOST_DATA_TEST_CASE(all_at_once, one_and_three, shards) {
  const auto run = play(shards, {"storm", "--clients", "500", "--rooms", "20", "--duration", "0.3"});
  BOOST_TEST(run.figure("connections") == 500);
}

BOOST_DATA_TEST_CASE(coming_and_going, one_and_three, shards) {
  const auto run = play(shards, {"churn", "--clients", "60", "--rooms", "6", "--rate", "200", "--churn-every",
                                 "0.2", "--duration", "2"});
  BOOST_TEST(run.figure("comebacks") > 0);
}

BOOST_DATA_TEST_CASE(connections_that_break_and_catch_up, one_and_three, shards) {
  for (const auto* dialect : {"msgpack", "json"}) {
    const auto run = play(shards, {"resume", "--clients", "40", "--rooms", "4", "--rate", "300",
                                   "--cut-every", "0.4", "--dialect", dialect});
    BOOST_TEST(run.figure("comebacks") > 0);
    BOOST_TEST(run.figure("caught_up") > 0);
  }
}

BOOST_DATA_TEST_CASE(some_who_stop_reading, one_and_three, shards) {
  const auto run = play(shards, {"slow", "--clients", "40", "--rooms", "2", "--rate", "400", "--size", "4000",
                                 "--stall-every", "0.1", "--stall-for", "1", "--duration", "2"});
  BOOST_TEST(run.figure("delivered_undisturbed") > 0);
}

BOOST_DATA_TEST_CASE(cursors, one_and_three, shards) {
  const auto run = play(shards, {"presence", "--clients", "40", "--rooms", "4"});
  BOOST_TEST(run.figure("sent_per_second") > 300);
}

BOOST_DATA_TEST_CASE(cursors_as_free_events, one_and_three, shards) {
  const auto run =
      play(shards, {"presence", "--kept", "cursor", "--hertz", "20", "--clients", "40", "--rooms", "4"});
  BOOST_TEST(run.figure("sent_per_second") > 600);
}

BOOST_AUTO_TEST_CASE(a_run_says_how_it_goes_and_writes_a_page) {
  const auto page = std::filesystem::temp_directory_path() /
                    ("snug-load-" + std::to_string(server_with(1).port()) + ".html");
  const auto run = load_program::run({"fanout", "--url", server_with(1).url(), "--clients", "20",
                                      "--duration", "1.2", "--report", page.string()});
  BOOST_TEST(run.exit_code == 0, run.said);
  BOOST_TEST(run.said.find("measuring ") != run.said.npos, run.said);
  BOOST_TEST(run.said.find("faults 0") != run.said.npos);
  BOOST_TEST(run.said.find("sound: ") != run.said.npos);
  std::ifstream in(page);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  BOOST_TEST(html.find("Throughput") != html.npos);
  std::filesystem::remove(page);
}

BOOST_AUTO_TEST_SUITE_END()
