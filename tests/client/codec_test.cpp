#include "actors/model/packer.hpp"
#include "clients/cpp/codec.hpp"
#include "clients/cpp/comeback.hpp"
#include "clients/cpp/endpoint.hpp"
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using namespace snug::client;

namespace {

bool is_rubbish(std::string_view message) { return std::holds_alternative<rubbish>(decode(message)); }

} // namespace

BOOST_AUTO_TEST_SUITE(client_codec)

BOOST_AUTO_TEST_CASE(a_request_is_an_array_of_ref_command_room_data_and_id) {
  std::string out;
  encode_request(out, 7, "a.b", "r", "\xc3", "id");
  BOOST_TEST(out == "\x95\x07\xa3"
                    "a.b\xa1r\xc3\xa2id");
  out.clear();
  encode_request(out, 0, "a.b", "", "", "");
  BOOST_TEST(out == std::string_view("\x94\x00\xa3"
                                     "a.b\xc0\xc0",
                                     8));
}

BOOST_AUTO_TEST_CASE(an_ok_reply_carries_its_data) {
  const auto what = decode("\x93\x07\xa2ok\x81\xa1n\x05");
  const auto& reply = std::get<incoming_reply>(what);
  BOOST_TEST(reply.ref == 7u);
  BOOST_TEST_REQUIRE(bool(reply.outcome));
  BOOST_TEST(*reply.outcome->find("n").uint() == 5u);
}

BOOST_AUTO_TEST_CASE(an_error_reply_carries_every_field_of_the_failure) {
  model::packer pack;
  pack.array(3).uint(7).text("error").map(5).text("code").text("conflict").text("message").text("taken");
  pack.text("field").text("name").text("retry_after").uint(250).text("current").uint(3);
  const auto what = decode(pack.str());
  const auto& reply = std::get<incoming_reply>(what);
  BOOST_TEST_REQUIRE(!reply.outcome);
  const model::failure expected{model::error_code::conflict, "taken", "name", 250, "\x03"};
  BOOST_TEST((reply.outcome.error() == expected));
}

BOOST_AUTO_TEST_CASE(an_event_carries_where_from_and_when) {
  model::packer pack;
  pack.array(7)
      .text("message.sent")
      .text("lobby")
      .map(0)
      .uint(12)
      .map(2)
      .text("user")
      .text("guest:a")
      .text("name");
  pack.text("ada").uint(1'700'000'000'000).text("id1");
  const auto what = decode(pack.str());
  const auto& event = std::get<incoming_event>(what);
  BOOST_TEST(event.name == "message.sent");
  BOOST_TEST(event.room == "lobby");
  BOOST_TEST(event.offset == 12u);
  BOOST_TEST(event.user == "guest:a");
  BOOST_TEST(event.display_name == "ada");
  BOOST_TEST(event.at == 1'700'000'000'000);
  BOOST_TEST(event.id == "id1");
}

BOOST_AUTO_TEST_CASE(nil_room_author_and_id_are_empty) {
  model::packer pack;
  pack.array(6).text("tick").nil().nil().uint(0).nil().uint(5);
  const auto what = decode(pack.str());
  const auto& event = std::get<incoming_event>(what);
  BOOST_TEST(event.room.empty());
  BOOST_TEST(event.user.empty());
  BOOST_TEST(event.id.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_rubbish) {
  for (const std::string_view bytes :
       {"", "\x90", "\xc1", "\x80", "\x93\x07\xa2ok", "\x93\x07\xa2no\xc0", "\x92\x07\xa2ok",
        "\x93\x07\xa2ok\xc0\xc0", "\xdd\xff\xff\xff\xff", "\x92\xa1x\xc0"})
    BOOST_TEST(is_rubbish(bytes));
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_message_and_random_bytes_are_survived) {
  model::packer pack;
  pack.array(7)
      .text("message.sent")
      .text("lobby")
      .map(1)
      .text("text")
      .text("hi")
      .uint(12)
      .nil()
      .uint(99)
      .text("id");
  const auto whole = pack.str();
  for (std::size_t i = 0; i < whole.size(); ++i)
    BOOST_TEST(is_rubbish(std::string_view(whole).substr(0, i)));
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    auto bent = whole;
    for (int i = 0; i < 3; ++i)
      bent[random() % bent.size()] = static_cast<char>(random());
    (void)decode(bent);
  }
}

BOOST_AUTO_TEST_CASE(close_codes_say_whether_to_come_back) {
  BOOST_TEST((after_close(4000) == comeback::resume));
  BOOST_TEST((after_close(1006) == comeback::resume));
  BOOST_TEST((after_close(1001) == comeback::resume));
  BOOST_TEST((after_close(4100) == comeback::with_new_token));
  BOOST_TEST((after_close(4410) == comeback::never));
  BOOST_TEST((after_close(4401) == comeback::never));
  BOOST_TEST((after_close(1009) == comeback::never));
}

BOOST_AUTO_TEST_CASE(a_close_reason_may_name_the_wait) {
  BOOST_TEST(retry_hint("drain; retry_after=1500").value_or(0) == 1'500u);
  BOOST_TEST(retry_hint("retry_after=99999999999999").value_or(0) == 3'600'000u);
  BOOST_TEST(!retry_hint("retry_after="));
  BOOST_TEST(!retry_hint("retry_after=soon"));
  BOOST_TEST(!retry_hint("drain"));
}

BOOST_AUTO_TEST_CASE(urls_name_host_port_path_and_tls) {
  const auto plain = parse_url("ws://127.0.0.1:7684");
  BOOST_TEST_REQUIRE(bool(plain));
  BOOST_TEST((*plain == endpoint{"127.0.0.1", 7684, "/v1/socket", false}));
  const auto tls = parse_url("wss://[::1]/x");
  BOOST_TEST_REQUIRE(bool(tls));
  BOOST_TEST((*tls == endpoint{"::1", 443, "/x", true}));
  BOOST_TEST(tls->authority() == "[::1]:443");
  for (const auto* bad :
       {"", "ftp://x", "ws://", "ws://h:0", "ws://h:70000", "ws://h:1x", "ws://[::1", "ws://a b"})
    BOOST_TEST(!parse_url(bad));
}

BOOST_AUTO_TEST_SUITE_END()
