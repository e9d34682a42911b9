#include "a_configuration.hpp"
#include "config/complaint.hpp"
#include <boost/test/unit_test.hpp>
#include <sstream>

using namespace snug::config;

namespace {

cli_values typed(std::vector<given> values) { return {"", std::move(values)}; }

} // namespace

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(without_any_source_the_defaults_just_work) {
  const temporary_directory directory;
  sources from;
  from.default_file = directory.file("snug.toml");
  const auto out = load(from);
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.file == "");
  BOOST_TEST(out.options.listen.address == "127.0.0.1");
  BOOST_TEST(out.options.listen.port == 7684);
  BOOST_TEST(out.options.store.directory == "./snug-data");
  BOOST_TEST(out.options.shards == 1u);
  BOOST_TEST(!out.options.auth.guests);
  BOOST_TEST(out.options.rooms.empty());
  BOOST_TEST(out.origin("listen.port") == "default");
}

BOOST_AUTO_TEST_CASE(file_environment_and_command_line_win_in_this_order) {
  const std::string toml =
      "drain_ms = 1\n[listen]\nport = 1\naddress = \"127.0.0.2\"\n[limits]\noutbox_bytes = \"1 MiB\"\n";
  const environment variables{{"SNUG_LISTEN_PORT", "2"}, {"SNUG_LISTEN_ADDRESS", "127.0.0.3"}, {"HOME", "/"}};
  const auto out = load_text(toml, variables, typed({{{"listen", "port"}, std::int64_t{3}, "--port"}}));
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.listen.port == 3);
  BOOST_TEST(out.options.listen.address == "127.0.0.3");
  BOOST_TEST(out.options.drain_ms == 1u);
  BOOST_TEST(out.options.limits.outbox_bytes == 1u << 20);
  BOOST_TEST(out.origin("listen.port") == "--port");
  BOOST_TEST(out.origin("listen.address") == "SNUG_LISTEN_ADDRESS");
  BOOST_TEST(out.origin("drain_ms") == "snug.toml:1");
  BOOST_TEST(out.origin("limits.outbox_bytes") == "snug.toml:6");
  BOOST_TEST(out.origin("shards") == "default");
}

BOOST_AUTO_TEST_CASE(every_complaint_is_reported_at_once_with_where_field_and_rule) {
  const std::string toml =
      "shards = 0\n[listen]\nport = 70000\nadress = \"::1\"\n[store]\nmap_bytes = \"much\"\n";
  const environment variables{{"SNUG_DRAIN_MS", "soon"}};
  const auto out =
      load_text(toml, variables, typed({{{"log", "level"}, std::string{"loud"}, "--log-level"}}));
  const std::string expected =
      "snug.toml:1: shards: must be a whole number from 1 to 64, is 0\n"
      "snug.toml:3: listen.port: must be a whole number from 0 to 65535, is 70000\n"
      "snug.toml:4: listen.adress: no such option, did you mean listen.address?\n"
      "snug.toml:6: store.map_bytes: must be a size such as \"64 MiB\" from 16 MiB to 16 TiB, is \"much\"\n"
      "SNUG_DRAIN_MS: drain_ms: must be a duration such as \"30s\" from 0ms to 10min, is \"soon\"\n"
      "--log-level: log.level: must be one of \"trace\", \"debug\", \"info\", \"warn\", \"error\", \"off\", "
      "is \"loud\"\n";
  BOOST_TEST(complaints_of(out) == expected);
  std::ostringstream printed;
  print_complaints(printed, out.complaints);
  BOOST_TEST(printed.str() == expected);
}

BOOST_AUTO_TEST_CASE(a_refused_value_leaves_the_default_in_place) {
  const auto out = load_text("[listen]\nport = -1\n");
  BOOST_TEST(!out.ok());
  BOOST_TEST(out.options.listen.port == 7684);
  BOOST_TEST(out.origin("listen.port") == "default");
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_type_is_a_complaint) {
  const auto out =
      load_text("dev = \"yes\"\nshards = 1.5\n[listen]\nport = \"7684\"\norigins = \"x\"\nhosts = [1]\n"
                "address = 1979-05-27\n");
  BOOST_TEST(complaints_of(out) ==
             "snug.toml:1: dev: must be true or false, is \"yes\"\n"
             "snug.toml:2: shards: must be a whole number from 1 to 64, is 1.500000\n"
             "snug.toml:4: listen.port: must be a whole number from 0 to 65535, is \"7684\"\n"
             "snug.toml:5: listen.origins: must be a list of texts of from 1 to 512 bytes each, is \"x\"\n"
             "snug.toml:6: listen.hosts: must be a list of texts of from 1 to 255 bytes each, is a list with "
             "something "
             "else than text\n"
             "snug.toml:7: listen.address: must be text of from 1 to 255 bytes without control characters, "
             "is a date or "
             "time\n");
}

BOOST_AUTO_TEST_CASE(a_table_where_a_value_belongs_is_a_complaint_and_so_is_what_is_in_it) {
  const auto out = load_text("[listen.port]\nnumber = 1\n");
  BOOST_TEST(out.complaints.size() == 2u);
  BOOST_TEST(out.complaints.at(0).field == "listen.port");
  BOOST_TEST(out.complaints.at(1).field == "listen.port.number");
}

BOOST_AUTO_TEST_CASE(a_name_without_its_section_is_suggested_with_it) {
  const auto out = load_text("port = 1\n");
  BOOST_TEST(complaints_of(out) == "snug.toml:1: port: no such option, did you mean listen.port?\n");
}

BOOST_AUTO_TEST_CASE(a_syntax_error_names_its_line_and_hides_no_other_source) {
  const auto out = load_text("shards = 1\n[listen\nport = 1\n", {{"SNUG_SHARDS", "many"}});
  BOOST_TEST(out.complaints.size() == 2u);
  BOOST_TEST(out.complaints.at(0).where == "snug.toml:2");
  BOOST_TEST(out.complaints.at(1).where == "SNUG_SHARDS");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_named_must_be_there) {
  sources from;
  from.command_line.config_file = "nowhere/at-all.toml";
  BOOST_TEST(complaints_of(load(from)) == "nowhere/at-all.toml: : cannot be read\n");
  from.command_line.config_file.clear();
  from.variables = {{"SNUG_CONFIG", "/"}};
  BOOST_TEST(complaints_of(load(from)) == "/: : cannot be read\n");
}

BOOST_AUTO_TEST_CASE(the_command_line_names_the_file_before_the_environment_does) {
  const temporary_directory directory;
  sources from;
  from.default_file = directory.write("snug.toml", "shards = 2\n");
  from.variables = {{"SNUG_CONFIG", directory.write("environment.toml", "shards = 3\n")}};
  BOOST_TEST(load(from).options.shards == 3u);
  from.command_line.config_file = directory.write("typed.toml", "shards = 4\n");
  BOOST_TEST(load(from).options.shards == 4u);
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_a_configuration) { BOOST_TEST(load_text("").ok()); }

BOOST_AUTO_TEST_CASE(an_unknown_variable_is_a_complaint_with_a_suggestion_but_the_clients_ones_are_not) {
  const auto out = load_text("", {{"SNUG_LISTEN_PROT", "1"},
                                  {"SNUG_URL", "x"},
                                  {"SNUG_TOKEN", "x"},
                                  {"SNUG_TEST_ANYTHING", "x"},
                                  {"SNUG_KINDS_GROUP_MAX_TEXT", "1"}});
  BOOST_TEST(complaints_of(out) ==
             "SNUG_KINDS_GROUP_MAX_TEXT: : kinds and rooms can only be set in the file\n"
             "SNUG_LISTEN_PROT: : no such variable, did you mean SNUG_LISTEN_PORT?\n");
}

BOOST_AUTO_TEST_CASE(the_environment_writes_flags_numbers_sizes_and_lists_as_text) {
  const auto out = load_text("", {{"SNUG_AUTH_GUESTS", "on"},
                                  {"SNUG_SHARDS", "3"},
                                  {"SNUG_LIMITS_OUTBOX_BYTES", "128 KiB"},
                                  {"SNUG_LISTEN_ORIGINS", "https://a.example, https://b.example"}});
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.auth.guests);
  BOOST_TEST(out.options.shards == 3u);
  BOOST_TEST(out.options.limits.outbox_bytes == 131'072u);
  BOOST_TEST(out.options.listen.origins ==
                 (std::vector<std::string>{"https://a.example", "https://b.example"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_too_short_is_refused_without_being_shown) {
  const auto out = load_text("[auth]\njwt_secret = \"hunter2\"\n");
  BOOST_TEST(complaints_of(out) ==
             "snug.toml:2: auth.jwt_secret: must be text of from 32 to 4096 bytes without control "
             "characters\n");
  BOOST_TEST(load_text("[auth]\njwt_secret = \"0123456789abcdef0123456789abcdef\"\n").ok());
}

BOOST_AUTO_TEST_CASE(dev_lets_guests_in_and_opens_a_lobby) {
  const auto out = load_text("", {}, typed({{{"dev"}, true, "--dev"}}));
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(out.options.dev);
  BOOST_TEST(out.options.auth.guests);
  BOOST_TEST(out.origin("auth.guests") == "--dev");
  BOOST_REQUIRE_EQUAL(out.options.rooms.size(), 1u);
  BOOST_TEST(out.options.rooms[0].name == "lobby");
  BOOST_TEST(out.options.rooms[0].kind == "group");
  BOOST_TEST(out.options.rooms[0].access == "public");
}

BOOST_AUTO_TEST_CASE(dev_is_weaker_than_what_somebody_wrote_down) {
  const auto out =
      load_text("dev = true\nauth.guests = false\n[[rooms]]\nname = \"lobby\"\nkind = \"class\"\n");
  BOOST_TEST(out.ok(), complaints_of(out));
  BOOST_TEST(!out.options.auth.guests);
  BOOST_REQUIRE_EQUAL(out.options.rooms.size(), 1u);
  BOOST_TEST(out.options.rooms[0].kind == "class");
}

BOOST_AUTO_TEST_CASE(dev_listens_on_loopback_only) {
  for (const auto* address : {"0.0.0.0", "192.168.1.2", "::", "127.example.org"}) {
    const auto out = load_text("dev = true\n[listen]\naddress = \"" + std::string{address} + "\"\n");
    BOOST_TEST(complaints_of(out) ==
               "snug.toml:3: listen.address: --dev lets guests in and so listens on a loopback "
               "address only, is " +
                   std::string{address} + "\n");
  }
  for (const auto* address : {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    BOOST_TEST(load_text("dev = true\n[listen]\naddress = \"" + std::string{address} + "\"\n").ok());
}

BOOST_AUTO_TEST_CASE(dev_that_is_switched_off_by_a_stronger_source_is_off) {
  const auto out = load_text("dev = true\n", {{"SNUG_DEV", "false"}});
  BOOST_TEST(out.ok());
  BOOST_TEST(!out.options.auth.guests);
  BOOST_TEST(out.options.rooms.empty());
}

BOOST_AUTO_TEST_SUITE_END()
