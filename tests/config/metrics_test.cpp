#include "config/metrics.hpp"
#include <boost/test/unit_test.hpp>

namespace {

bool has(const std::string& text, const std::string& line) {
  return text.find(line + "\n") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(what_was_counted_is_in_the_text) {
  snug::config::metrics all;
  all.counter("snug_commands_total", "Commands.", {{"lane", "live"}}).Increment();
  all.gauge("snug_connections", "Connections.").Set(3);
  all.histogram("snug_sync_seconds", "Syncs.", {0.001, 0.01}).Observe(0.005);
  const auto text = all.exposition();
  BOOST_TEST(has(text, "# HELP snug_commands_total Commands."), text);
  BOOST_TEST(has(text, "snug_commands_total{lane=\"live\"} 1"), text);
  BOOST_TEST(has(text, "snug_connections 3"), text);
  BOOST_TEST(has(text, "snug_sync_seconds_bucket{le=\"0.001\"} 0"), text);
  BOOST_TEST(has(text, "snug_sync_seconds_bucket{le=\"0.01\"} 1"), text);
}

BOOST_AUTO_TEST_CASE(the_same_name_and_labels_are_the_same_metric) {
  snug::config::metrics all;
  auto& first = all.counter("snug_a_total", "A.", {{"x", "1"}});
  auto& second = all.counter("snug_a_total", "A.", {{"x", "1"}});
  auto& other = all.counter("snug_a_total", "A.", {{"x", "2"}});
  BOOST_TEST(&first == &second);
  BOOST_TEST(&first != &other);
}

BOOST_AUTO_TEST_CASE(two_nodes_in_one_process_count_apart) {
  snug::config::metrics one;
  snug::config::metrics two;
  one.counter("snug_a_total", "A.").Increment();
  BOOST_TEST(has(two.exposition(), "snug_a_total 1") == false);
}

BOOST_AUTO_TEST_SUITE_END()
