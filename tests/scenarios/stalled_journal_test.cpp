#include "tests/support/sanitized.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <unistd.h>

using namespace snug::test;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

namespace {

/// A server whose disk stands still while a file is there.
struct stalling_server {
  std::string sign = std::filesystem::temp_directory_path() / ("snug-stall-" + std::to_string(::getpid()));
  server_process server{SNUG_PROGRAM, "[auth]\njwt_secret = \"" + std::string(test_secret) +
                                          "\"\n"
                                          "[[rooms]]\nname = \"den\"\naccess = \"private\"\n"
                                          "members = { ada = \"owner\", bob = \"editor\", eve = \"editor\", "
                                          "dan = \"editor\" }\n"};

  stalling_server() {
    ::setenv("LD_PRELOAD", SNUG_SLOW_SYNC, 1);
    ::setenv("DISK_SLOW_SYNC", sign.c_str(), 1);
    const bool up = server.start();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("DISK_SLOW_SYNC");
    BOOST_REQUIRE(up);
  }
  ~stalling_server() { std::filesystem::remove(sign); }

  void stall() const { std::ofstream(sign).put('x'); }
  void go_on() const { std::filesystem::remove(sign); }

  std::unique_ptr<speaker> come(const std::string& user, bool admin = false) const {
    const auto token =
        admin ? signed_token(R"({"alg":"HS256"})", R"({"sub":"root","admin":true,"exp":)" +
                                                       std::to_string(std::time(nullptr) + 60) + "}")
              : token_for(user);
    auto out = std::make_unique<speaker>(server.port(), speech::msgpack);
    BOOST_REQUIRE(out->hello(R"({"token":")" + token + "\"}").ok());
    if (!admin) BOOST_REQUIRE(out->call("room.join", "den").ok());
    return out;
  }
};

/// ms until `done` holds; 5,000 where it doesn't in time.
template <class Done> int ms_until(Done done) {
  const auto begun = clock_type::now();
  while (clock_type::now() - begun < 5s) {
    if (done())
      return static_cast<int>(
          std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - begun).count());
    std::this_thread::sleep_for(5ms);
  }
  return 5'000;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_journal_that_stands_still)

BOOST_AUTO_TEST_CASE(a_kick_a_ban_and_a_revocation_act_within_a_second_all_the_same) {
  if (sanitized) return; // their runtime wants to be loaded first
  stalling_server s;
  const auto ada = s.come("ada"), bob = s.come("bob"), eve = s.come("eve"), dan = s.come("dan");
  const auto root = s.come("root", true);
  for (auto* who : {bob.get(), eve.get()}) // so far they may
    BOOST_REQUIRE(who->call("publish", "den", R"({"event":"x"})").ok());
  s.stall();
  const auto stalled_at = clock_type::now();
  (void)ada->send("message.send", "den", R"({"text":"the disk is asked for this"})");
  std::this_thread::sleep_for(50ms);

  (void)ada->send("member.kick", "den", R"({"user":"bob"})");
  const int kick = ms_until([&] { return !bob->call("publish", "den", R"({"event":"x"})").ok(); });
  (void)ada->send("member.ban", "den", R"({"user":"eve"})");
  const int ban = ms_until([&] { return !eve->call("publish", "den", R"({"event":"x"})").ok(); });
  (void)root->send("auth.revoke", "", R"({"user":"dan"})");
  const auto revoked_at = clock_type::now();
  BOOST_TEST(dan->close_code() == 4'101u);
  const auto revocation =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_type::now() - revoked_at).count();
  BOOST_TEST_MESSAGE("until it acts, with the disk standing still: kick "
                     << kick << " ms, ban " << ban << " ms, revocation " << revocation << " ms");
  BOOST_TEST(kick < 1'000);
  BOOST_TEST(ban < 1'000);
  BOOST_TEST(revocation < 1'000);
  speaker again(s.server.port(), speech::json);
  BOOST_TEST(again.hello(R"({"token":")" + token_for("dan", 3'600) + "\"}").code() == "unauthenticated");

  // Nothing was answered that isn't on disk; what is ephemeral goes on, for those who are still in.
  BOOST_TEST(ada->call("publish", "den", R"({"event":"still here","echo":true})").ok());
  BOOST_TEST(ada->next("still here").has_value());
  BOOST_TEST(bob->silent_about("still here", 200ms));
  BOOST_TEST(eve->silent_about("still here", 200ms));
  while (clock_type::now() - stalled_at < 5s)
    std::this_thread::sleep_for(50ms);
  BOOST_TEST(ada->next_answer(100ms).outcome == "nothing came");
  BOOST_TEST(bob->silent_about("room.removed", 100ms)); // it may still fail: then it would be lifted

  s.go_on();
  BOOST_TEST(bob->next("room.removed").has_value());
  BOOST_TEST(eve->next("room.removed").has_value());
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(ada->next_answer().ok());
  BOOST_TEST(root->next_answer().ok());
}

BOOST_AUTO_TEST_SUITE_END()
