#include "a_configuration.hpp"
#include "config/option_table.hpp"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug::config;

namespace {

/// As a verb's App would parse it; CLI11 takes the arguments last first.
loaded load_typed(std::vector<std::string> arguments) {
  CLI::App app;
  auto* serve = app.add_subcommand("serve");
  cli_values values;
  add_options(*serve, values);
  arguments.insert(arguments.begin(), "serve");
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
  return load_text("", {}, values);
}

} // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(options_have_a_long_name_and_some_a_short_one) {
  const auto out =
      load_typed({"--port", "1", "--address", "::1", "--data", "/d", "--shards", "2", "--log-level", "debug",
                  "--limits.outbox_bytes", "1 MiB", "--listen.hosts=a,b"});
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.listen.port == 1);
  BOOST_TEST(out.options.listen.address == "::1");
  BOOST_TEST(out.options.store.directory == "/d");
  BOOST_TEST(out.options.shards == 2u);
  BOOST_TEST(out.options.log.level == "debug");
  BOOST_TEST(out.options.limits.outbox_bytes == 1u << 20);
  BOOST_TEST(out.options.listen.hosts.size() == 2u);
  BOOST_TEST(out.origin("listen.port") == "--port");
  BOOST_TEST(out.origin("limits.outbox_bytes") == "--limits.outbox_bytes");
}

BOOST_AUTO_TEST_CASE(a_flag_takes_no_word_after_it_but_may_be_switched_off) {
  BOOST_TEST(load_typed({"--dev", "--port", "0"}).options.dev);
  BOOST_TEST(!load_typed({"--dev=false"}).options.dev);
  BOOST_TEST(!load_typed({"--dev", "--auth.guests=false"}).options.auth.guests);
}

BOOST_AUTO_TEST_CASE(what_is_typed_twice_counts_as_typed_last) {
  BOOST_TEST(load_typed({"--port", "1", "--port", "2"}).options.listen.port == 2);
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_a_complaint_like_any_other) {
  BOOST_TEST(complaints_of(load_typed({"--port", "many", "--shards", "0"})) ==
             "--port: listen.port: must be a whole number from 0 to 65535, is \"many\"\n"
             "--shards: shards: must be a whole number from 1 to 64, is 0\n");
}

BOOST_AUTO_TEST_CASE(every_option_of_the_table_can_be_typed) {
  CLI::App app;
  cli_values values;
  add_options(app, values);
  for (const auto& each : option_table())
    BOOST_TEST(app.get_option_no_throw("--" + std::string{each.rule.name}) != nullptr, each.rule.name);
}

BOOST_AUTO_TEST_SUITE_END()
