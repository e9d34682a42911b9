#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include "tests/support/token_signer.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <rapidjson/document.h>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

std::int64_t now_s() { return static_cast<std::int64_t>(std::time(nullptr)); }

std::string with_token(const std::string& token, std::string_view more = {}) {
  return R"({"token":")" + token + "\"" + std::string(more) + "}";
}

/// A token of the tests' secret with these further claims.
std::string token_with(std::string_view user, std::string_view claims, std::int64_t lives_s = 3'600) {
  return signed_token(R"({"alg":"HS256"})", R"({"sub":")" + std::string(user) + R"(","exp":)" +
                                                std::to_string(now_s() + lives_s) + std::string(claims) +
                                                "}");
}

/// A node with keys in a file, on as many shards as asked for.
struct world {
  explicit world(unsigned shards = 1, const live_node::change& more = {})
    : node([&](auto& o) {
      o.shards = shards;
      o.auth.guests = false;
      o.auth.jwt_secret = test_secret;
      o.auth.leeway_ms = 0;
      o.auth.password_memory = 1u << 20; // quick: what it costs is no matter here
      o.auth.password_passes = 1;
      o.rooms.push_back({"den", "group", "private", {{"ada", "owner"}}});
      o.rooms.push_back({"open", "group", "public", {}});
      if (more) more(o);
    }) {}
  live_node node;

  /// Somebody who has said hello with `token`.
  std::unique_ptr<speaker> come(const std::string& token, speech spoken = speech::msgpack) {
    auto made = std::make_unique<speaker>(node.port(), spoken);
    const auto hello = made->hello(with_token(token));
    BOOST_TEST(hello.code() == "ok", hello.text("message"));
    return made;
  }
  std::unique_ptr<speaker> admin() { return come(token_with("root", R"(,"admin":true)")); }
  /// What hello with such a token comes to, and how the connection ends: "ok", or "unauthenticated 4401".
  std::string comes_to(const std::string& token) {
    speaker who(node.port(), speech::json);
    const auto hello = who.hello(with_token(token));
    return hello.ok() ? "ok" : hello.code() + " " + std::to_string(who.close_code());
  }
};

constexpr unsigned shard_counts[] = {1, 3};

/// True where `who` is closed with this code before a second is over.
bool closed_within_a_second(speaker& who, std::uint16_t code) {
  const auto begun = std::chrono::steady_clock::now();
  const auto came = who.close_code();
  return came == code && std::chrono::steady_clock::now() - begun < 1s;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tokens_of_four_algorithms)

BOOST_AUTO_TEST_CASE(each_opens_a_connection_by_its_own_key_alone) {
  const auto rsa = token_signer::rsa(), ec = token_signer::p256(), ed = token_signer::ed25519(),
             foreign = token_signer::rsa();
  world in(1, [&](auto& o) {
    const auto folder = std::filesystem::path(o.store.directory).parent_path().string();
    std::ofstream(folder + "/app.pem") << rsa.public_pem();
    std::ofstream(folder + "/keys.json") << R"({"keys":[)" + ec.jwk("e") + "," + ed.jwk("d") + "]}";
    o.auth.keys = {"app=" + folder + "/app.pem", folder + "/keys.json"};
  });
  BOOST_TEST(in.comes_to(rsa.token_for("ada", 3'600, "app")) == "ok");
  BOOST_TEST(in.comes_to(ec.token_for("ada", 3'600, "e")) == "ok");
  BOOST_TEST(in.comes_to(ed.token_for("ada", 3'600, "d")) == "ok");
  BOOST_TEST(in.comes_to(token_for("ada")) == "ok");

  const auto claims = R"({"sub":"ada","exp":)" + std::to_string(now_s() + 3'600) + "}";
  const auto foreign_token = foreign.token_for("ada", 3'600, "app");
  BOOST_TEST(in.comes_to(foreign_token) == "unauthenticated 4401");
  BOOST_TEST(in.comes_to(hs256_token(R"({"alg":"HS256","kid":"app"})", claims, rsa.public_pem())) ==
             "unauthenticated 4401");
  BOOST_TEST(in.comes_to(hs256_token(R"({"alg":"HS256"})", claims, rsa.public_pem())) ==
             "unauthenticated 4401");
  BOOST_TEST(in.comes_to(base64url_of(R"({"alg":"none"})") + "." + base64url_of(claims) + ".") ==
             "unauthenticated 4401");
  BOOST_TEST(in.comes_to(rsa.token_for("ada", 3'600, "nobody's")) == "unauthenticated 4401");
  BOOST_TEST(in.comes_to(rsa.token_for("ada", -10, "app")) == "unauthenticated 4100");

  const auto log = in.node.log();
  for (const auto* why : {"wrong signature", "its key is for another algorithm", "algorithm not accepted",
                          "no such key (kid)", "expired (exp)"})
    BOOST_TEST(log.find(why) != std::string::npos, why);
  BOOST_TEST(log.find(foreign_token.substr(0, 40)) == std::string::npos);
  BOOST_TEST(log.find("ada") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_of_keys_that_changes_is_read_anew_and_a_broken_one_is_not) {
  const auto old_key = token_signer::p256(), new_key = token_signer::p256();
  std::string file;
  world in(1, [&](auto& o) {
    file = std::filesystem::path(o.store.directory).parent_path().string() + "/key.pem";
    std::ofstream(file) << old_key.public_pem();
    o.auth.keys = {file};
  });
  BOOST_TEST(in.comes_to(old_key.token_for("ada")) == "ok");
  std::ofstream(file) << "rubbish";
  const auto logs = [&](std::string_view what) {
    for (int i = 0; i < 400 && in.node.log().find(what) == std::string::npos; ++i)
      std::this_thread::sleep_for(10ms);
    return in.node.log().find(what) != std::string::npos;
  };
  BOOST_TEST(logs("the keys stay as they were"));
  BOOST_TEST(in.comes_to(old_key.token_for("ada")) == "ok");
  std::ofstream(file) << new_key.public_pem();
  std::string came;
  for (int i = 0; i < 40 && came != "ok"; ++i) {
    std::this_thread::sleep_for(100ms);
    came = in.comes_to(new_key.token_for("ada"));
  }
  BOOST_TEST(came == "ok");
  BOOST_TEST(in.comes_to(old_key.token_for("ada")) == "unauthenticated 4401");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rights_of_a_token)

BOOST_DATA_TEST_CASE(a_room_grant_counts_like_a_role_beside_the_member_row, data::make(shard_counts),
                     shards) {
  world in(shards);
  auto ada = in.come(token_for("ada"));
  auto bob = in.come(token_with("bob", R"(,"rooms":{"d*":"editor"})"));
  auto eve = in.come(token_for("eve"));
  BOOST_TEST(ada->call("room.join", "den").ok());
  BOOST_TEST(eve->call("room.join", "den").code() == "not_found");
  const auto joined = bob->call("room.join", "den");
  BOOST_TEST(joined.text("role") == "editor");
  BOOST_TEST(bob->call("message.send", "den", R"({"text":"hello"})").ok());
  BOOST_TEST(bob->call("member.add", "den", R"({"user":"eve"})").code() == "forbidden");
  BOOST_TEST(ada->call("member.ban", "den", R"({"user":"bob"})").ok());
  BOOST_TEST(bob->next("room.removed").has_value());
  BOOST_TEST(!bob->call("room.join", "den").ok()); // a ban stands against a grant
}

BOOST_DATA_TEST_CASE(a_renewed_token_changes_what_one_may_on_the_open_connection, data::make(shard_counts),
                     shards) {
  world in(shards);
  auto bob = in.come(token_with("bob", R"(,"rooms":{"den":"editor"})"));
  BOOST_TEST(bob->call("room.join", "den").ok());
  BOOST_TEST(bob->call("message.send", "den", R"({"text":"a","type":"system"})").code() == "forbidden");
  BOOST_TEST(bob->call("session.renew", "", with_token(token_with("bob", R"(,"admin":true)"))).ok());
  BOOST_TEST(bob->call("message.send", "den", R"({"text":"a","type":"system"})").ok());
  BOOST_TEST(bob->call("typing.start", "den").ok());
  BOOST_TEST(bob->call("session.renew", "", with_token(token_for("bob"))).ok());
  const auto removed = bob->next("room.removed");
  BOOST_TEST_REQUIRE(removed.has_value());
  BOOST_TEST(removed->text("reason") == "session.renewed");
  BOOST_TEST(bob->call("message.send", "den", R"({"text":"a"})").code() == "not_found");
}

BOOST_AUTO_TEST_CASE(a_renewed_token_keeps_the_connection_open_and_a_short_one_ends_it) {
  world in;
  auto bob = in.come(token_for("bob", 2));
  const auto renewed = bob->call("session.renew", "", with_token(token_for("bob", 60)));
  BOOST_TEST(renewed.ok());
  BOOST_TEST(renewed.uint("expires") > static_cast<std::uint64_t>(now_s() + 30) * 1'000);
  std::this_thread::sleep_for(3'200ms);
  BOOST_TEST(bob->call("room.join", "open").ok());
  BOOST_TEST(bob->call("session.renew", "", with_token(token_for("eve"))).code() == "forbidden");
  BOOST_TEST(bob->call("session.renew", "", with_token("a.b.c")).code() == "unauthenticated");
  BOOST_TEST(bob->call("session.renew", "", with_token(token_for("bob", 1))).ok());
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST(bob->close_code() == 4100);
  BOOST_TEST((std::chrono::steady_clock::now() - begun < 2'000ms)); // the rest of its second, and one more
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(api_keys)

BOOST_DATA_TEST_CASE(one_speaks_as_its_service_until_it_is_revoked, data::make(shard_counts), shards) {
  world in(shards);
  auto root = in.admin();
  const auto made = root->call("key.add", "", R"({"name":"shop","scopes":"publish"})");
  BOOST_TEST_REQUIRE(made.ok(), made.text("message"));
  BOOST_TEST(made.text("user") == "service:shop");
  auto ada = in.come(token_for("ada"));
  BOOST_TEST(ada->call("room.join", "den").ok());

  auto shop = in.come(made.text("secret"));
  BOOST_TEST(shop->call("message.send", "den", R"({"text":"sold","type":"system"})").ok());
  const auto heard = ada->next("message.sent");
  BOOST_TEST_REQUIRE(heard.has_value());
  BOOST_TEST(heard->user == "service:shop");
  BOOST_TEST(shop->call("member.add", "den", R"({"user":"eve"})").code() == "forbidden");
  BOOST_TEST(shop->call("key.list", "").code() == "forbidden");
  BOOST_TEST(shop->call("auth.revoke", "", R"({"user":"ada"})").code() == "forbidden");

  in.node.stop();
  in.node.start();
  auto again = in.come(made.text("secret"));
  auto root_again = in.admin();
  BOOST_TEST(root_again->call("key.list", "").at("keys").size() == 1u);
  BOOST_TEST(root_again->call("key.revoke", "", R"({"id":")" + made.text("id") + "\"}").ok());
  BOOST_TEST(closed_within_a_second(*again, 4101));
  BOOST_TEST(in.comes_to(made.text("secret")) == "unauthenticated 4401");
  in.node.stop();
  in.node.start();
  BOOST_TEST(in.comes_to(made.text("secret")) == "unauthenticated 4401");
}

BOOST_AUTO_TEST_CASE(the_scope_of_rooms_manages_members_without_being_one) {
  world in;
  auto root = in.admin();
  const auto made = root->call("key.add", "", R"({"name":"school","scopes":"rooms"})");
  auto school = in.come(made.text("secret"));
  BOOST_TEST(school->call("member.add", "den", R"({"user":"eve","role":"owner"})").ok());
  BOOST_TEST(school->call("message.send", "den", R"({"text":"no"})").code() == "forbidden");
}

BOOST_AUTO_TEST_CASE(only_administrators_make_them_and_wrong_ones_are_named) {
  world in;
  auto root = in.admin(), ada = in.come(token_for("ada"));
  BOOST_TEST(ada->call("key.add", "", R"({"name":"a","scopes":"admin"})").code() == "forbidden");
  BOOST_TEST(root->call("key.add", "", R"({"name":"a b","scopes":"admin"})").text("field") == "name");
  BOOST_TEST(root->call("key.add", "", R"({"name":"a","scopes":"all"})").text("field") == "scopes");
  BOOST_TEST(root->call("key.add", "", R"({"name":"a","scopes":"rooms","expires":1})").text("field") ==
             "expires");
  BOOST_TEST(root->call("key.revoke", "", R"({"id":"none"})").code() == "not_found");
}

BOOST_AUTO_TEST_CASE(neither_log_nor_store_has_the_secret) {
  world in;
  const auto secret = in.admin()->call("key.add", "", R"({"name":"shop","scopes":"publish"})").text("secret");
  BOOST_TEST(secret.size() > 40u);
  const auto folder = in.node.folder();
  in.node.stop();
  std::ifstream file(folder + "/data/data.mdb", std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(file), {}};
  BOOST_TEST(stored.find("service:shop") != std::string::npos);
  BOOST_TEST(stored.find(secret.substr(21)) == std::string::npos);
  BOOST_TEST(in.node.log().find(secret.substr(21)) == std::string::npos);
  in.node.start();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sessions_of_a_user)

BOOST_DATA_TEST_CASE(one_is_ended_from_another, data::make(shard_counts), shards) {
  world in(shards);
  const auto phones_token = token_with("ada", R"(,"jti":"phone-token")");
  speaker phone(in.node.port(), speech::json);
  const auto hello = phone.hello(with_token(phones_token, R"(,"client":{"name":"phone","version":"1"})"));
  auto laptop = in.come(token_with("ada", R"(,"jti":"laptop-token")"));
  auto bob = in.come(token_for("bob"));
  snug::model::value sessions;
  answer list;
  for (int i = 0; i < 100 && sessions.size() != 2; ++i) { // rows are written behind hello
    list = laptop->call("session.list", "");
    sessions = list.at("sessions");
    std::this_thread::sleep_for(5ms);
  }
  BOOST_TEST_REQUIRE(sessions.size() == 2u);
  std::string clients;
  for (std::size_t i = 0; i < 2; ++i) {
    clients += std::string(sessions.at(i).find("client").text().value_or(""));
    BOOST_TEST(sessions.at(i).find("online").boolean().value_or(false));
  }
  BOOST_TEST(clients == "phone/1");
  const auto id = std::to_string(hello.uint("session"));
  BOOST_TEST(bob->call("session.end", "", R"({"session":)" + id + "}").code() == "not_found");
  BOOST_TEST(bob->call("session.end", "", R"({"user":"ada","session":)" + id + "}").code() == "forbidden");
  BOOST_TEST(laptop->call("session.end", "", R"({"session":)" + id + "}").uint("ended") == 1u);
  BOOST_TEST(closed_within_a_second(phone, 4101));
  BOOST_TEST(in.comes_to(phones_token) == "unauthenticated 4101");
  speaker back(in.node.port(), speech::json);
  const auto resumed =
      back.hello(with_token(token_for("ada"), R"(,"resume":")" + hello.text("resume") + "\""));
  BOOST_TEST(resumed.ok()); // a good token, but not that session
  BOOST_TEST(!resumed.at("resumed").boolean().value_or(true));
  BOOST_TEST(laptop->call("session.list", "").ok());
  in.node.stop();
  in.node.start();
  BOOST_TEST(in.comes_to(phones_token) == "unauthenticated 4101");
}

BOOST_DATA_TEST_CASE(all_others_are_ended_and_all, data::make(shard_counts), shards) {
  world in(shards);
  auto one = in.come(token_with("ada", R"(,"jti":"1")")), two = in.come(token_with("ada", R"(,"jti":"2")")),
       three = in.come(token_with("ada", R"(,"jti":"3")"));
  for (int i = 0; i < 100 && one->call("session.list", "").at("sessions").size() != 3; ++i)
    std::this_thread::sleep_for(5ms);
  BOOST_TEST(one->call("session.end", "", R"({"which":"others"})").uint("ended") == 2u);
  BOOST_TEST(closed_within_a_second(*two, 4101));
  BOOST_TEST(closed_within_a_second(*three, 4101));
  BOOST_TEST(one->call("room.join", "open").ok());
  one->send("session.end", "", R"({"which":"all"})");
  BOOST_TEST(closed_within_a_second(*one, 4101));
  const auto dated = [](std::int64_t at) { return token_with("ada", R"(,"iat":)" + std::to_string(at)); };
  BOOST_TEST(in.comes_to(dated(now_s() - 1)) == "unauthenticated 4101");
  BOOST_TEST(in.comes_to(token_for("ada")) == "unauthenticated 4101"); // one that says no date
  BOOST_TEST(in.comes_to(dated(now_s() + 2)) == "ok");
  in.node.stop();
  in.node.start();
  BOOST_TEST(in.comes_to(dated(now_s() - 1)) == "unauthenticated 4101");
}

BOOST_DATA_TEST_CASE(a_back_end_takes_back_a_user_or_one_token, data::make(shard_counts), shards) {
  world in(shards);
  auto root = in.admin();
  const auto key = root->call("key.add", "", R"({"name":"hr","scopes":"users"})").text("secret");
  auto hr = in.come(key);
  auto ada = in.come(token_for("ada")), bob = in.come(token_with("bob", R"(,"jti":"b1")"));
  BOOST_TEST(hr->call("auth.revoke", "", R"({"token":"b1","reason":"lost"})").ok());
  BOOST_TEST(closed_within_a_second(*bob, 4101));
  BOOST_TEST(in.comes_to(token_with("bob", R"(,"jti":"b1")")) == "unauthenticated 4101");
  BOOST_TEST(in.comes_to(token_with("bob", R"(,"jti":"b2")")) == "ok");
  BOOST_TEST(hr->call("auth.revoke", "", R"({"user":"ada"})").ok());
  BOOST_TEST(closed_within_a_second(*ada, 4101));
  BOOST_TEST(hr->call("auth.revoke", "", R"({})").code() == "bad_request");
  BOOST_TEST(hr->call("auth.revoke", "", R"({"user":"ada","expires":5})").text("field") == "expires");
  BOOST_TEST(in.node.log().find("service:hr asks for auth.revoke, token b1, reason lost") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tickets)

namespace {

std::string hello_by_ticket(const live_node& node, const std::string& ticket) {
  raw_websocket socket(node.port(), "snug.v1.json", "/v1/socket?ticket=" + ticket);
  socket.send(1, R"([1,"hello",null,{}])");
  const auto reply = socket.receive();
  return reply ? reply->payload : "";
}

} // namespace

BOOST_AUTO_TEST_CASE(one_opens_one_connection_as_whoever_asked_for_it) {
  world in(1, [](auto& o) { o.auth.ticket_ms = 1'000; });
  auto ada = in.come(token_with("ada", R"(,"rooms":{"x":"host"})"));
  const auto ticket = ada->call("auth.ticket", "").text("ticket");
  BOOST_TEST(ticket.size() == 43u);
  BOOST_TEST(hello_by_ticket(in.node, ticket).find(R"("user":"ada")") != std::string::npos);
  BOOST_TEST(hello_by_ticket(in.node, ticket).find("unauthenticated") != std::string::npos);
  BOOST_TEST(hello_by_ticket(in.node, "made-up").find("unauthenticated") != std::string::npos);
  const auto late = ada->call("auth.ticket", "").text("ticket");
  std::this_thread::sleep_for(1'100ms);
  BOOST_TEST(hello_by_ticket(in.node, late).find("unauthenticated") != std::string::npos);
  for (int i = 0; i < 16; ++i)
    BOOST_TEST(ada->call("auth.ticket", "").ok());
  const auto refused = ada->call("auth.ticket", "");
  BOOST_TEST(refused.code() == "rate_limited");
  BOOST_TEST(refused.uint("retry_after") > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(own_accounts)

namespace {

answer log_in(world& in, std::string_view user, std::string_view password) {
  speaker stranger(in.node.port(), speech::json);
  return stranger.call("auth.login", "",
                       R"({"user":")" + std::string(user) + R"(","password":")" + std::string(password) +
                           "\"}");
}

answer refresh(world& in, const std::string& token) {
  speaker stranger(in.node.port(), speech::msgpack);
  return stranger.call("auth.refresh", "", R"({"refresh":")" + token + "\"}");
}

} // namespace

BOOST_AUTO_TEST_CASE(one_logs_in_goes_on_and_logs_out) {
  world in;
  auto root = in.admin();
  BOOST_TEST(log_in(in, "ada", "correct horse").code() == "unauthenticated");
  BOOST_TEST(root->call("user.add", "",
                        R"({"user":"ada","password":"correct horse","name":"Ada","attributes":{"team":1}})")
                 .text("user") == "local:ada");
  BOOST_TEST(root->call("user.add", "", R"({"user":"ada","password":"another one"})").code() == "conflict");
  BOOST_TEST(log_in(in, "ada", "wrong horse").code() == "unauthenticated");
  BOOST_TEST(log_in(in, "eve", "correct horse").code() == "unauthenticated");
  const auto login = log_in(in, "ada", "correct horse");
  BOOST_TEST_REQUIRE(login.ok(), login.text("message"));
  auto ada = in.come(login.text("token"));
  BOOST_TEST(ada->call("room.join", "open").ok());

  const auto next = refresh(in, login.text("refresh"));
  BOOST_TEST_REQUIRE(next.ok(), next.text("message"));
  BOOST_TEST(next.text("refresh") != login.text("refresh"));
  BOOST_TEST(refresh(in, login.text("refresh")).ok()); // the answer may have been lost
  BOOST_TEST(refresh(in, "rt1.bG9jYWw6YWRh.5.AAAA").code() == "unauthenticated");
  BOOST_TEST(ada->call("session.renew", "", with_token(next.text("token"))).ok());

  auto phone = in.come(next.text("token"));
  ada->send("auth.logout", "");
  BOOST_TEST(closed_within_a_second(*ada, 4101));
  BOOST_TEST(closed_within_a_second(*phone, 4101)); // of the same login
  BOOST_TEST(in.comes_to(next.text("token")) == "unauthenticated 4101");
  BOOST_TEST(refresh(in, next.text("refresh")).code() == "unauthenticated");
  BOOST_TEST(log_in(in, "ada", "correct horse").ok());
}

BOOST_AUTO_TEST_CASE(a_login_over_http_is_listed_and_ended_like_a_session) {
  world in;
  BOOST_TEST(in.admin()->call("user.add", "", R"({"user":"ada","password":"correct horse"})").ok());
  http_client phone(in.node.port());
  const auto login = phone.ask("POST", "/api/v1/auth/login",
                               R"({"user":"ada","password":"correct horse","client":"phone"})");
  BOOST_TEST_REQUIRE(login.status == 200, login.body);
  rapidjson::Document d;
  d.Parse(login.body.c_str());
  const std::string token = d["token"].GetString();
  http_client again(in.node.port(), token);
  BOOST_TEST(again.ask("GET", "/api/v1/rooms").status == 200);

  auto ada = in.come(log_in(in, "ada", "correct horse").text("token"));
  const auto listed = ada->call("session.list", "");
  const auto list = listed.at("sessions");
  BOOST_REQUIRE(list.size() == 2u);
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto one = list.at(i);
    if (one.find("current").boolean().value_or(true)) continue;
    BOOST_TEST(one.find("client").text().value_or("") == "phone");
    BOOST_TEST(!one.find("online").boolean().value_or(true));
    id = one.find("session").uint().value_or(0);
  }
  const auto mine = again.ask("GET", "/api/v1/sessions");
  BOOST_TEST(mine.body.find(R"("session":)" + std::to_string(id)) != std::string::npos);
  BOOST_TEST(ada->call("session.end", "", R"({"session":)" + std::to_string(id) + "}").uint("ended") == 1u);
  BOOST_TEST(again.ask("GET", "/api/v1/rooms").status == 401);
  BOOST_TEST(refresh(in, d["refresh"].GetString()).code() == "unauthenticated");
  BOOST_TEST(ada->call("session.list", "").at("sessions").size() == 1u);
  BOOST_TEST(ada->call("room.list", "").ok());
}

BOOST_AUTO_TEST_CASE(whose_sessions_are_all_ended_logs_in_anew) {
  world in;
  BOOST_TEST(in.admin()->call("user.add", "", R"({"user":"ada","password":"correct horse"})").ok());
  const auto login = log_in(in, "ada", "correct horse");
  auto ada = in.come(login.text("token"));
  ada->send("session.end", "", R"({"which":"all"})");
  BOOST_TEST(closed_within_a_second(*ada, 4101));
  BOOST_TEST(in.comes_to(login.text("token")) == "unauthenticated 4101");
  BOOST_TEST(refresh(in, login.text("refresh")).code() == "unauthenticated");
  std::this_thread::sleep_for(5ms);
  const auto fresh = log_in(in, "ada", "correct horse");
  BOOST_TEST(in.comes_to(fresh.text("token")) == "ok");
  BOOST_TEST(refresh(in, fresh.text("refresh")).ok());
}

BOOST_AUTO_TEST_CASE(a_disabled_one_is_out_at_once_and_stays_out) {
  world in(3);
  auto root = in.admin();
  BOOST_TEST(root->call("user.add", "", R"({"user":"ada","password":"correct horse"})").ok());
  const auto login = log_in(in, "ada", "correct horse");
  auto ada = in.come(login.text("token"));
  BOOST_TEST(root->call("user.disable", "", R"({"user":"ada"})").ok());
  BOOST_TEST(closed_within_a_second(*ada, 4101));
  BOOST_TEST(log_in(in, "ada", "correct horse").code() == "unauthenticated");
  BOOST_TEST(refresh(in, login.text("refresh")).code() == "unauthenticated");
  in.node.stop();
  in.node.start();
  BOOST_TEST(in.comes_to(login.text("token")) == "unauthenticated 4101");
  auto again = in.admin();
  BOOST_TEST(again->call("user.list", "").at("users").at(0).find("disabled").boolean().value_or(false));
  BOOST_TEST(again->call("user.disable", "", R"({"user":"ada","disabled":false})").ok());
  BOOST_TEST(in.comes_to(login.text("token")) == "unauthenticated 4101");
  std::this_thread::sleep_for(5ms);
  const auto fresh = log_in(in, "ada", "correct horse");
  BOOST_TEST(in.comes_to(fresh.text("token")) == "ok");
}

BOOST_AUTO_TEST_CASE(a_password_is_changed_by_its_owner_or_set_by_the_back_end) {
  world in;
  auto root = in.admin();
  BOOST_TEST(root->call("user.add", "", R"({"user":"ada","password":"correct horse"})").ok());
  auto ada = in.come(log_in(in, "ada", "correct horse").text("token"));
  BOOST_TEST(ada->call("auth.password", "", R"({"old":"wrong","new":"battery staple"})").text("field") ==
             "old");
  BOOST_TEST(ada->call("auth.password", "", R"({"old":"correct horse","new":"short"})").text("field") ==
             "new");
  BOOST_TEST(ada->call("auth.password", "", R"({"old":"correct horse","new":"battery staple"})").ok());
  BOOST_TEST(log_in(in, "ada", "correct horse").code() == "unauthenticated");
  BOOST_TEST(log_in(in, "ada", "battery staple").ok());
  BOOST_TEST(root->call("user.passwd", "", R"({"user":"ada","password":"third password"})").ok());
  BOOST_TEST(closed_within_a_second(*ada, 4101));
  BOOST_TEST(log_in(in, "ada", "third password").ok());
  BOOST_TEST(root->call("user.passwd", "", R"({"user":"eve","password":"third password"})").code() ==
             "not_found");
}

BOOST_AUTO_TEST_CASE(guessing_is_slowed_down_and_right_answers_are_not) {
  world in(1, [](auto& o) { o.auth.guesses_per_account = 3; });
  BOOST_TEST(in.admin()->call("user.add", "", R"({"user":"ada","password":"correct horse"})").ok());
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(log_in(in, "ada", "correct horse").ok());
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(log_in(in, "ada", "wrong horse").code() == "unauthenticated");
  const auto slowed = log_in(in, "ada", "correct horse");
  BOOST_TEST(slowed.code() == "rate_limited");
  BOOST_TEST(slowed.uint("retry_after") > 1'000u);
}

BOOST_AUTO_TEST_CASE(who_manages_users_makes_no_administrators) {
  world in;
  auto root = in.admin();
  auto hr = in.come(root->call("key.add", "", R"({"name":"hr","scopes":"users"})").text("secret"));
  BOOST_TEST(hr->call("user.add", "", R"({"user":"eve","admin":true})").code() == "forbidden");
  BOOST_TEST(root->call("user.add", "", R"({"user":"boss","password":"correct horse","admin":true})").ok());
  BOOST_TEST(hr->call("user.passwd", "", R"({"user":"boss","password":"mine all mine"})").code() ==
             "forbidden");
  BOOST_TEST(hr->call("user.disable", "", R"({"user":"boss"})").code() == "forbidden");
  auto ada = in.come(token_for("ada"));
  BOOST_TEST(ada->call("user.list", "").code() == "forbidden");
  auto boss = in.come(log_in(in, "boss", "correct horse").text("token"));
  BOOST_TEST(boss->call("user.list", "").ok());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(guests)

BOOST_AUTO_TEST_CASE(have_limits_of_their_own) {
  world in(1, [](auto& o) {
    o.auth.guests = true;
    o.limits.guest_rooms = 1;
    o.limits.guest_commands_per_second = 5;
  });
  speaker guest(in.node.port(), speech::msgpack);
  BOOST_TEST(guest.hello().at("limits").find("rooms").uint().value_or(0) == 1u);
  BOOST_TEST(guest.call("room.join", "open").ok());
  BOOST_TEST(guest.call("room.join", "lobby").code() == "rate_limited");
  std::string last;
  for (int i = 0; i < 10; ++i)
    last = guest.call("typing.start", "open").code();
  BOOST_TEST(last == "rate_limited");
  auto ada = in.come(token_for("ada"));
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(ada->call("message.history", "den").ok());
}

BOOST_AUTO_TEST_SUITE_END()
