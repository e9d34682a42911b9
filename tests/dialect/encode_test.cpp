#include "actors/model/packer.hpp"
#include "tests/support/hex.hpp"
#include "transport/dialect/dialect.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;

namespace {

std::string msgpack_reply(const model::reply& r) {
  std::string out;
  dialect::native_msgpack().encode_reply(r, out);
  return dump(out);
}

std::string json_reply(const model::reply& r) {
  std::string out;
  dialect::native_json().encode_reply(r, out);
  return out;
}

std::string msgpack_event(const model::event_view& e) {
  std::string out;
  dialect::native_msgpack().encode_event(e, out);
  return dump(out);
}

std::string json_event(const model::event_view& e) {
  std::string out;
  dialect::native_json().encode_event(e, out);
  return out;
}

model::reply reply_to(std::uint32_t ref, model::result<std::string> outcome) {
  model::reply r{{}, std::move(outcome)};
  r.to.ref = ref;
  return r;
}

std::string normal(std::string_view hex_dump) { return dump(hex(hex_dump)); }

} // namespace

BOOST_AUTO_TEST_SUITE(encode)

BOOST_AUTO_TEST_CASE(a_good_reply) {
  const auto r = reply_to(7, model::packer().map(1).text("n").uint(5).str());
  BOOST_TEST(msgpack_reply(r) == normal("93"             // three elements
                                        "07"             // ref
                                        "a2 6f 6b"       // "ok"
                                        "81 a1 6e 05")); // {"n": 5}
  BOOST_TEST(json_reply(r) == R"([7,"ok",{"n":5}])");
}

BOOST_AUTO_TEST_CASE(a_good_reply_without_data_is_nil) {
  BOOST_TEST(msgpack_reply(reply_to(4294967295, std::string())) == normal("93 ce ff ff ff ff a2 6f 6b c0"));
  BOOST_TEST(json_reply(reply_to(4294967295, std::string())) == R"([4294967295,"ok",null])");
}

BOOST_AUTO_TEST_CASE(a_refusal_with_nothing_but_code_and_message) {
  const auto r = reply_to(1, model::failure{model::error_code::gone, "no", "", 0, ""});
  BOOST_TEST(msgpack_reply(r) == normal("93 01"
                                        "a5 65 72 72 6f 72"                   // "error"
                                        "82"                                  // two entries
                                        "a4 63 6f 64 65 a4 67 6f 6e 65"       // code: "gone"
                                        "a7 6d 65 73 73 61 67 65 a2 6e 6f")); // message: "no"
  BOOST_TEST(json_reply(r) == R"([1,"error",{"code":"gone","message":"no"}])");
}

BOOST_AUTO_TEST_CASE(a_refusal_with_everything) {
  const auto r = reply_to(
      2, model::failure{model::error_code::conflict, "a \"b\"", "id", 1500, model::packer().uint(9).str()});
  BOOST_TEST(msgpack_reply(r) == normal("93 02"
                                        "a5 65 72 72 6f 72"                            // "error"
                                        "85"                                           // five entries
                                        "a4 63 6f 64 65 a8 63 6f 6e 66 6c 69 63 74"    // code: "conflict"
                                        "a7 6d 65 73 73 61 67 65 a5 61 20 22 62 22"    // message: a "b"
                                        "a5 66 69 65 6c 64 a2 69 64"                   // field: "id"
                                        "ab 72 65 74 72 79 5f 61 66 74 65 72 cd 05 dc" // retry_after: 1500
                                        "a7 63 75 72 72 65 6e 74 09"));                // current: 9
  BOOST_TEST(
      json_reply(r) ==
      R"([2,"error",{"code":"conflict","message":"a \"b\"","field":"id","retry_after":1500,"current":9}])");
}

BOOST_AUTO_TEST_CASE(a_durable_event_with_author_and_id) {
  const auto data = model::packer().map(1).text("text").text("hi").str();
  const model::event_view e{"message.sent", "lobby", data, 42, "guest:ada", "Ada", 1700000000000, "c1"};
  BOOST_TEST(msgpack_event(e) == normal("97"                                           // seven elements
                                        "ac 6d 65 73 73 61 67 65 2e 73 65 6e 74"       // "message.sent"
                                        "a5 6c 6f 62 62 79"                            // "lobby"
                                        "81 a4 74 65 78 74 a2 68 69"                   // {"text": "hi"}
                                        "2a"                                           // offset 42
                                        "82"                                           // from
                                        "a4 75 73 65 72 a9 67 75 65 73 74 3a 61 64 61" // user: "guest:ada"
                                        "a4 6e 61 6d 65 a3 41 64 61"                   // name: "Ada"
                                        "cf 00 00 01 8b cf e5 68 00"                   // at
                                        "a2 63 31"));                                  // id "c1"
  BOOST_TEST(json_event(e) == R"(["message.sent","lobby",{"text":"hi"},42,{"user":"guest:ada","name":"Ada"},)"
                              R"(1700000000000,"c1"])");
}

BOOST_AUTO_TEST_CASE(an_ephemeral_event_of_somebody_without_a_name) {
  const model::event_view e{"cursor", "r", "\x01", 0, "u", "", 5, ""};
  BOOST_TEST(msgpack_event(e) == normal("96 a6 63 75 72 73 6f 72 a1 72 01 00 81 a4 75 73 65 72 a1 75 05"));
  BOOST_TEST(json_event(e) == R"(["cursor","r",1,0,{"user":"u"},5])");
}

BOOST_AUTO_TEST_CASE(an_event_of_the_server_without_a_room) {
  const model::event_view e{"heartbeat", "", "", 0, "", "", 5, ""};
  BOOST_TEST(msgpack_event(e) == normal("96 a9 68 65 61 72 74 62 65 61 74 c0 c0 00 c0 05"));
  BOOST_TEST(json_event(e) == R"(["heartbeat",null,null,0,null,5])");
}

BOOST_AUTO_TEST_CASE(messages_are_appended_to_what_is_there) {
  std::string out = "before";
  dialect::native_json().encode_event({"e", "r", "", 1, "", "", 5, ""}, out);
  dialect::native_json().encode_reply(reply_to(1, std::string()), out);
  BOOST_TEST(out == R"(before["e","r",null,1,null,5][1,"ok",null])");
}

BOOST_AUTO_TEST_CASE(each_dialect_says_what_it_is) {
  BOOST_TEST(dialect::native_msgpack().subprotocol() == "snug.v1.msgpack");
  BOOST_TEST(dialect::native_msgpack().binary());
  BOOST_TEST(dialect::native_json().subprotocol() == "snug.v1.json");
  BOOST_TEST(!dialect::native_json().binary());
}

BOOST_AUTO_TEST_SUITE_END()
