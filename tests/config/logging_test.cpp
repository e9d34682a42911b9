#include "a_configuration.hpp"
#include "config/logging.hpp"
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <regex>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>

using namespace snug::config;

namespace {

/// A log that is written into a string.
struct a_log {
  explicit a_log(const std::string& format = "text", const std::string& level = "info")
    : book({level, format, ""}, std::make_shared<spdlog::sinks::ostream_sink_mt>(text)) {}
  std::ostringstream text;
  log_book book;
};

} // namespace

BOOST_AUTO_TEST_SUITE(logging)

BOOST_AUTO_TEST_CASE(a_line_has_time_level_component_and_message) {
  a_log log;
  log.book.component("store")->warn("{} bytes left", 12);
  const std::regex line{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn  store: 12 bytes left\n)"};
  BOOST_TEST(std::regex_match(log.text.str(), line), log.text.str());
}

BOOST_AUTO_TEST_CASE(a_json_line_has_the_same_and_is_escaped) {
  a_log log{"json"};
  log.book.component("shard")->info("said \"hi\\\"\n");
  const std::regex line{
      R"(\{"time":"[^"]+Z","level":"info","component":"shard","message":"said \\"hi\\\\\\"\\u000a"\}\n)"};
  BOOST_TEST(std::regex_match(log.text.str(), line), log.text.str());
}

BOOST_AUTO_TEST_CASE(what_a_client_sent_cannot_look_like_a_line_of_ours) {
  a_log log;
  log.book.component("shard")->info("name {}", "x\n2026-01-01 info  store: lost");
  const auto text = log.text.str();
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(tokens_never_reach_the_log) {
  a_log log;
  log.book.component("auth")->info("refused {}", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl");
  log.book.component("auth")->info("header Authorization: Bearer abc-123, from ::1");
  const auto text = log.text.str();
  BOOST_TEST(text.find("c2lnbmF0dXJl") == std::string::npos);
  BOOST_TEST(text.find("abc-123") == std::string::npos);
  BOOST_TEST(text.find("refused [token]\n") != std::string::npos);
  BOOST_TEST(text.find("Bearer [token], from ::1\n") != std::string::npos);
  BOOST_TEST(without_tokens("eyJ is how they begin; Bearer of news") ==
             "eyJ is how they begin; Bearer [token] news");
}

BOOST_AUTO_TEST_CASE(the_level_can_be_changed_for_loggers_already_handed_out) {
  a_log log;
  const auto store = log.book.component("store");
  store->debug("unheard");
  BOOST_TEST(log.text.str().empty());
  log.book.set_level("debug");
  store->debug("heard");
  log.book.component("room")->debug("heard too");
  BOOST_TEST(log.text.str().find("store: heard\n") != std::string::npos);
  BOOST_TEST(log.text.str().find("room: heard too\n") != std::string::npos);
  log.book.set_level("off");
  store->critical("unheard");
  BOOST_TEST(log.text.str().find("unheard") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_appended_to_and_one_that_cannot_be_opened_is_a_problem_but_no_silence) {
  const temporary_directory directory;
  const auto file = directory.write("snug.log", "before\n");
  {
    log_book book{{"info", "text", file}};
    BOOST_TEST(book.problem() == "");
    book.component("node")->info("after");
  }
  std::ifstream in{file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  BOOST_TEST(text.starts_with("before\n"));
  BOOST_TEST(text.ends_with("node: after\n"));
  log_book nowhere{{"off", "text", "/proc/no/such/file"}};
  BOOST_TEST(nowhere.problem() != "");
}

BOOST_AUTO_TEST_CASE(a_logger_may_outlive_its_book) {
  std::ostringstream text;
  logger store;
  {
    log_book book{{}, std::make_shared<spdlog::sinks::ostream_sink_mt>(text)};
    store = book.component("store");
  }
  store->info("closed");
  BOOST_TEST(text.str().ends_with("store: closed\n"));
}

BOOST_AUTO_TEST_SUITE_END()
