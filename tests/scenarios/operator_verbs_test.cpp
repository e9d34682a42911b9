#include "tests/support/server_process.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace snug::test;

namespace {

struct run {
  int code = -1;
  std::string out; ///< both streams
};

/// Quick passwords: what they cost is no matter here.
constexpr std::string_view configuration = "[auth]\npassword_memory = \"1 MiB\"\npassword_passes = 1\n";

struct operated_server {
  server_process server{SNUG_PROGRAM, std::string(configuration)};

  /// `snug <arguments>` on this server's data, with `input` on standard input.
  run snug(const std::string& arguments, const std::string& input = {}) const {
    const auto command = "printf '%s' '" + input + "' | " + SNUG_PROGRAM + " " + arguments + " --config " +
                         server.folder() + "/snug.toml --data " + server.data() + " 2>&1";
    run result;
    FILE* pipe = popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    std::array<char, 4'096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      result.out.append(buffer.data(), n);
    result.code = WEXITSTATUS(pclose(pipe));
    return result;
  }
  [[nodiscard]] std::string comes_with(const std::string& token) const {
    speaker who(server.port(), speech::msgpack);
    return who.hello(R"({"token":")" + token + "\"}").code();
  }
};

/// The word that begins like this; "" where there is none.
std::string word(const std::string& text, std::string_view begins) {
  const auto at = text.find(begins);
  if (at == text.npos) return {};
  return text.substr(at, text.find_first_of(" ,\n", at) - at);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(operators_verbs, operated_server)

BOOST_AUTO_TEST_CASE(keys_are_made_listed_and_revoked_with_and_without_a_server) {
  const auto offline = snug("key add shop --scopes publish,rooms");
  BOOST_TEST_REQUIRE(offline.code == 0, offline.out);
  const auto secret = word(offline.out, "snk_");
  BOOST_TEST(secret.size() > 50u);
  BOOST_REQUIRE(server.start());
  BOOST_TEST(comes_with(secret) == "ok");
  const auto online = snug("key add school --scopes users --expires 1d");
  BOOST_TEST(online.code == 0, online.out);
  BOOST_TEST(comes_with(word(online.out, "snk_")) == "ok");
  const auto list = snug("key list");
  BOOST_TEST(list.out.find("service:shop  publish,rooms") != std::string::npos, list.out);
  BOOST_TEST(list.out.find("service:school  users") != std::string::npos, list.out);
  BOOST_TEST(list.out.find("operator") == std::string::npos, list.out);
  const auto id = secret.substr(4, 16);
  BOOST_TEST(snug("key revoke " + id).code == 0);
  BOOST_TEST(comes_with(secret) == "unauthenticated");
  const auto again = snug("key revoke " + id);
  BOOST_TEST(again.code == 1);
  BOOST_TEST(again.out.find("no such key") != std::string::npos, again.out);
  BOOST_TEST(snug("key add shop --scopes king").out.find("scopes must name") != std::string::npos);
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST(snug("key list").out.find("service:school") != std::string::npos);
  BOOST_TEST(snug("fsck").code == 0);
}

BOOST_AUTO_TEST_CASE(accounts_are_looked_after_with_and_without_a_server) {
  const auto made = snug("user add ada --name Ada", "correct horse\n");
  BOOST_TEST(made.out == "local:ada\n");
  BOOST_TEST(snug("user add eve", "short\n").out.find("password") != std::string::npos);
  BOOST_TEST(snug("user add eve").code == 2);
  BOOST_REQUIRE(server.start());
  BOOST_TEST(snug("user add bob --no-password --admin").code == 0);
  const auto list = snug("user list").out;
  BOOST_TEST(list.find("local:ada  Ada") != std::string::npos, list);
  BOOST_TEST(list.find("local:bob  admin") != std::string::npos, list);
  speaker stranger(server.port(), speech::json);
  const auto login = stranger.call("auth.login", "", R"({"user":"ada","password":"correct horse"})");
  BOOST_TEST_REQUIRE(login.ok(), login.text("message"));
  BOOST_TEST(comes_with(login.text("token")) == "ok");
  BOOST_TEST(snug("user passwd ada", "battery staple\n").code == 0);
  BOOST_TEST(comes_with(login.text("token")) == "unauthenticated");
  BOOST_TEST(snug("user disable ada").code == 0);
  BOOST_TEST(snug("user list").out.find("local:ada  Ada  disabled") != std::string::npos);
  BOOST_TEST(snug("user enable ada").code == 0);
  BOOST_TEST(snug("user disable mallory").code == 1);
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST(snug("fsck").code == 0);
}

BOOST_AUTO_TEST_CASE(the_operators_key_is_a_file_of_its_owner_alone_and_goes_with_the_server) {
  BOOST_REQUIRE(server.start());
  struct stat file {};
  BOOST_REQUIRE(stat((server.data() + "/operator").c_str(), &file) == 0);
  BOOST_TEST((file.st_mode & 0777) == 0600);
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST(!std::filesystem::exists(server.data() + "/operator"));
}

BOOST_AUTO_TEST_SUITE_END()
