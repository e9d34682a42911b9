#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <thread>

using namespace snug::test;

namespace {

constexpr std::string_view other_secret = "another secret, long enough for HS256 too";

std::string configuration(std::string_view secret, std::string_view level, std::string_view more = {}) {
  std::string out = "[auth]\njwt_secret = \"" + std::string(secret) + "\"\n";
  out.append("[log]\nlevel = \"").append(level).append("\"\n").append(more);
  return out;
}

/// A real server whose file can be changed under it.
struct reloading_server {
  server_process server{SNUG_PROGRAM, configuration(test_secret, "info")};
  reloading_server() { BOOST_REQUIRE(server.start()); }

  [[nodiscard]] std::string log() const {
    std::ostringstream out;
    out << std::ifstream(server.folder() + "/log").rdbuf();
    return out.str();
  }
  void reload(const std::string& text) const {
    std::ofstream(server.folder() + "/snug.toml") << text;
    server.signal(SIGHUP);
  }
  /// True as soon as the log says so, at most 3 s later.
  [[nodiscard]] bool logs(std::string_view line) const {
    for (int i = 0; i < 300; ++i) {
      if (log().find(line) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  [[nodiscard]] std::string comes_with(const std::string& token) const {
    speaker who(server.port(), speech::msgpack);
    return who.hello(R"({"token":")" + token + "\"}").code();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sighup, reloading_server)

BOOST_AUTO_TEST_CASE(a_new_secret_counts_for_whoever_comes_next) {
  const auto old_token = token_for("ada"), new_token = token_for("ada", 3600, other_secret);
  speaker inside(server.port(), speech::json);
  BOOST_TEST(inside.hello(R"({"token":")" + old_token + "\"}").code() == "ok");
  BOOST_TEST(comes_with(new_token) == "unauthenticated");
  reload(configuration(other_secret, "info"));
  BOOST_REQUIRE(logs("auth.jwt_secret: \"********\" → \"********\" taken over"));
  BOOST_TEST(log().find(other_secret) == std::string::npos);
  std::string code;
  for (int i = 0; i < 100 && code != "ok"; ++i)
    code = comes_with(new_token); // the line comes before the deed
  BOOST_TEST(code == "ok");
  BOOST_TEST(comes_with(old_token) == "unauthenticated");
  BOOST_TEST(inside.call("room.join", "lobby").code() == "ok"); // its token was good when it came
}

BOOST_AUTO_TEST_CASE(a_new_level_of_the_log_counts_at_once) {
  reload(configuration(test_secret, "error"));
  BOOST_REQUIRE(logs("log.level: \"info\" → \"error\" taken over"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto before = log();
  reload(configuration(test_secret, "info")); // said at level info, thus not said
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  BOOST_TEST(log() == before);
  server.signal(SIGHUP);
  BOOST_TEST(logs("reload: nothing has changed"));
}

BOOST_AUTO_TEST_CASE(limits_count_at_once_for_open_connections_too) {
  speaker inside(server.port(), speech::msgpack);
  BOOST_TEST(inside.hello().at("limits").find("message_bytes").uint().value_or(0) == 1u << 20);
  BOOST_TEST(inside.call("room.join", "lobby").code() == "ok");
  reload(configuration(test_secret, "info",
                       "[limits]\nmessage_bytes = \"2 KiB\"\nrooms_per_session = 1\n"
                       "commands_per_second = 1000\n"));
  BOOST_REQUIRE(logs("limits.message_bytes: \"1 MiB\" → \"2 KiB\" taken over"));
  BOOST_REQUIRE(logs("limits.rooms_per_session: 100 → 1 taken over"));
  std::uint64_t told = 0;
  for (int i = 0; i < 100 && told != 2'048; ++i) { // the line comes before the deed
    speaker next(server.port(), speech::json);
    told = next.hello().at("limits").find("message_bytes").uint().value_or(0);
  }
  BOOST_TEST(told == 2'048u);
  const auto text = [](std::size_t bytes) { return R"({"text":")" + std::string(bytes, 'x') + "\"}"; };
  BOOST_TEST(inside.call("message.send", "lobby", text(1'000)).code() == "ok");
  BOOST_TEST(inside.call("room.join", "annex").code() == "not_found");
  inside.send("message.send", "lobby", text(3'000));
  BOOST_TEST(inside.close_code() == 1009);
}

BOOST_AUTO_TEST_CASE(kinds_and_rooms_come_while_serving) {
  speaker ada(server.port(), speech::msgpack);
  BOOST_TEST(ada.hello().code() == "ok");
  BOOST_TEST(ada.call("room.join", "lobby").code() == "ok");
  BOOST_TEST(ada.call("room.join", "annex").code() == "not_found");
  reload(configuration(test_secret, "info",
                       "[kinds.group]\nmax_text = 10\n[kinds.short]\nmax_text = 3\n"
                       "[[rooms]]\nname = \"annex\"\nkind = \"short\"\naccess = \"public\"\n"));
  BOOST_REQUIRE(logs("kinds.group.max_text: \"16 KiB\" → \"10 B\" taken over"));
  BOOST_REQUIRE(logs("kinds.short: added, taken over"));
  BOOST_REQUIRE(logs("rooms.annex: added, taken over"));
  std::string code;
  for (int i = 0; i < 100 && code != "ok"; ++i)
    code = ada.call("room.join", "annex").code();
  BOOST_TEST(code == "ok");
  BOOST_TEST(ada.call("message.send", "annex", R"({"text":"abc"})").code() == "ok");
  BOOST_TEST(ada.call("message.send", "annex", R"({"text":"abcd"})").code() == "too_large");
  BOOST_TEST(ada.call("message.send", "lobby", R"({"text":"more than ten bytes"})").code() == "too_large");
  server.signal(SIGHUP);
  BOOST_TEST(logs("reload: nothing has changed"));
}

BOOST_AUTO_TEST_CASE(what_needs_a_restart_is_named_and_stays) {
  reload(configuration(test_secret, "info",
                       "[heartbeat]\ninterval_ms = \"9s\"\n[kinds.group]\ndurability = \"none\"\n"
                       "[kinds.passing]\ndurability = \"none\"\n"
                       "[[rooms]]\nname = \"annex\"\nkind = \"passing\"\naccess = \"public\"\n"));
  BOOST_TEST(logs("heartbeat.interval_ms: \"25s\" → \"9s\" needs a restart"));
  BOOST_TEST(logs("kinds.group.durability: \"disk\" → \"none\" needs a restart"));
  BOOST_TEST(logs("rooms.annex: added, needs a restart"));
  speaker guest(server.port(), speech::msgpack);
  BOOST_TEST(guest.hello().at("heartbeat").uint().value_or(0) == 25'000u);
  BOOST_TEST(guest.call("room.join", "annex").code() == "not_found");
}

BOOST_AUTO_TEST_CASE(a_file_with_mistakes_changes_nothing) {
  reload("[log]\nlevel = \"loud\"\n[auth]\njwt_secret = \"short\"\n");
  BOOST_TEST(logs("log.level"));
  BOOST_TEST(logs("auth.jwt_secret"));
  BOOST_TEST(comes_with(token_for("ada")) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
