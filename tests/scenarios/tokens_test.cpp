#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/signed_token.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::test;

namespace {

void members_only(snug::config::options& options) {
  options.auth.guests = false;
  options.auth.jwt_secret = test_secret;
}

/// How a connection ends that says hello like this; 0 where it may come in.
std::uint16_t ends(const live_node& node, const native_client::credentials& who) {
  native_client client(node.port());
  if (client.hello(who).ok) return 0;
  BOOST_TEST(client.greeting().code == "unauthenticated");
  return client.close_code();
}

std::string claims_of(std::string_view user) {
  return "{\"sub\":\"" + std::string(user) + "\",\"exp\":4102444800}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(a_good_token_names_the_user) {
  live_node node(members_only);
  native_client ada(node.port(), {.token = token_for("ada")});
  BOOST_TEST(ada.user() == "ada");
}

BOOST_AUTO_TEST_CASE(nobody_comes_in_without_one_where_guests_are_off) {
  live_node node(members_only);
  BOOST_TEST(ends(node, {}) == 4401);
  BOOST_TEST(ends(node, {.name = "ada"}) == 4401);
}

BOOST_AUTO_TEST_CASE(forged_ones_are_refused) {
  live_node node(members_only);
  const auto good = token_for("ada");
  auto other_user = signed_token(R"({"alg":"HS256"})", claims_of("eve"));
  other_user.replace(other_user.rfind('.'), std::string::npos, good.substr(good.rfind('.')));
  BOOST_TEST(ends(node, {.token = other_user}) == 4401);
  auto tampered = good;
  tampered[tampered.size() / 2] = tampered[tampered.size() / 2] == 'A' ? 'B' : 'A';
  BOOST_TEST(ends(node, {.token = tampered}) == 4401);
  BOOST_TEST(ends(node, {.token = token_for("ada", 3600, "another secret, also long enough for it")}) ==
             4401);
  BOOST_TEST(ends(node, {.token = good.substr(0, good.rfind('.') + 1)}) == 4401);
  BOOST_TEST(ends(node, {.token = "rubbish"}) == 4401);
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_the_servers_choice) {
  live_node node(members_only);
  const auto unsigned_one = signed_token(R"({"alg":"none"})", claims_of("ada"));
  BOOST_TEST(ends(node, {.token = unsigned_one}) == 4401);
  BOOST_TEST(ends(node, {.token = unsigned_one.substr(0, unsigned_one.rfind('.') + 1)}) == 4401);
  BOOST_TEST(ends(node, {.token = signed_token(R"({"alg":"HS512"})", claims_of("ada"))}) == 4401);
  BOOST_TEST(ends(node, {.token = signed_token(R"({"alg":"HS256"})", claims_of("ada"))}) == 0);
}

BOOST_AUTO_TEST_CASE(an_expired_one_is_told_apart) {
  live_node node(members_only);
  BOOST_TEST(ends(node, {.token = token_for("ada", -3600)}) == 4100);
}

BOOST_AUTO_TEST_CASE(one_that_expires_later_closes_the_open_connection) {
  live_node node([](auto& options) {
    members_only(options);
    options.auth.leeway_ms = 0;
  });
  native_client ada(node.port(), {.token = token_for("ada", 2)});
  BOOST_TEST(ada.greeting().ok);
  BOOST_TEST(ada.close_code() == 4100);
}

BOOST_AUTO_TEST_CASE(a_resume_token_does_not_stand_in_for_a_users_token) {
  live_node node([](auto& options) {
    members_only(options);
    options.auth.guests = true; // also where people may come in without one
  });
  native_client ada(node.port(), {.token = token_for("ada")});
  BOOST_TEST(ends(node, {.resume = ada.resume()}) == 4401);
  native_client eve(node.port(), {.token = token_for("eve"), .resume = ada.resume()});
  BOOST_TEST(eve.user() == "eve");
  BOOST_TEST(eve.greeting().number("session") != ada.greeting().number("session"));
}

BOOST_AUTO_TEST_CASE(nobody_names_themselves_a_guest_or_an_account_by_token) {
  live_node node(members_only);
  BOOST_TEST(ends(node, {.token = token_for("guest:ada")}) == 4401);
  BOOST_TEST(ends(node, {.token = token_for("local:ada")}) == 4401);
}

BOOST_AUTO_TEST_CASE(one_in_the_handshake_does_as_well) {
  live_node node(members_only);
  const auto header = "Authorization: Bearer " + token_for("ada") + "\r\n";
  raw_websocket socket(node.port(), "snug.v1.json", "/v1/socket", header);
  socket.send(1, R"([1,"hello",null,{}])");
  const auto reply = socket.receive();
  BOOST_TEST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->payload.find(R"("user":"ada")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_token_reaches_the_log) {
  live_node node(members_only);
  const auto token = token_for("ada", -3600);
  BOOST_TEST(ends(node, {.token = token}) == 4100);
  BOOST_TEST(node.log().find(token) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
