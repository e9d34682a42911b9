#include "a_configuration.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::config;

BOOST_AUTO_TEST_SUITE(consistency)

BOOST_AUTO_TEST_CASE(a_default_gives_way_to_a_limit_somebody_set) {
  const auto out = load_text("[limits]\nmessage_bytes = \"8 KiB\"\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.limits.first_message_bytes == 8'192u);
  BOOST_TEST(out.origin("limits.first_message_bytes") == "lowered to limits.message_bytes");
  BOOST_TEST(out.options.kinds.at("code").max_text == 8'192u);
  const auto larger = load_text("[limits]\nmessage_bytes = \"8 MiB\"\n");
  BOOST_TEST(larger.ok(), complaints_of(larger));
  BOOST_TEST(larger.options.limits.bytes_in_flight == 8u << 20);
}

BOOST_AUTO_TEST_CASE(limits_somebody_set_may_not_contradict_each_other) {
  const auto out = load_text("[limits]\nmessage_bytes = 2048\nfirst_message_bytes = 4096\n"
                             "[kinds.group]\nmax_text = 3000\nhistory.events = 10\nresume_events = 11\n");
  BOOST_TEST(
      complaints_of(out) ==
      "snug.toml:3: limits.first_message_bytes: must be at most limits.message_bytes, 2048, is 4096\n"
      "snug.toml:5: kinds.group.max_text: must be at most limits.message_bytes, 2048, is 3000\n"
      "snug.toml:7: kinds.group.resume_events: must be at most kinds.group.history.events, 10, is 11\n");
}

BOOST_AUTO_TEST_CASE(resume_reaches_no_further_than_history) {
  const auto out = load_text("[kinds.group.history]\nevents = 10\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.kinds.at("group").resume_events == 10u);
  const auto endless = load_text("[kinds.group.history]\nevents = 0\n");
  BOOST_TEST(endless.options.kinds.at("group").resume_events == 10'000u);
}

BOOST_AUTO_TEST_CASE(the_budget_of_all_queues_is_a_sixteenth_of_memory_at_most) {
  const auto small = load_text("", {}, {}, 128u << 20);
  BOOST_TEST(small.ok(), complaints_of(small));
  BOOST_TEST(small.options.limits.process_bytes_in_flight == 8u << 20);
  BOOST_TEST(small.origin("limits.process_bytes_in_flight") == "lowered to 1/16 of memory");
  BOOST_TEST(load_text("", {}, {}, 8ull << 30).options.limits.process_bytes_in_flight == 64u << 20);
  const auto greedy = load_text("[limits]\nprocess_bytes_in_flight = \"64 MiB\"\n", {}, {}, 128u << 20);
  BOOST_TEST(complaints_of(greedy) ==
             "snug.toml:2: limits.process_bytes_in_flight: must be at most 1/16 of memory, "
             "8388608, is 67108864\n");
}

BOOST_AUTO_TEST_SUITE_END()
