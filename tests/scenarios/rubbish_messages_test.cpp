#include "tests/support/busy_server.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace snug;
using namespace snug::test;
namespace data = boost::unit_test::data;

namespace {

std::string text(std::size_t bytes) { return "\"" + std::string(bytes, 'x') + "\""; }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string list_of(std::size_t elements) {
  std::string out = "[1";
  for (std::size_t i = 1; i < elements; ++i)
    out += ",1";
  return out + "]";
}

/// A message that can be read, and what is wrong with it.
struct refused {
  std::string message;
  std::string code;
  std::string field;
};

const refused refusals[] = {
    {R"([7])", "bad_request", "command"},
    {R"([7,5,"lobby",null])", "bad_request", "command"},
    {R"([7,"","lobby",null])", "bad_request", "command"},
    {"[7," + text(65) + R"(,"lobby",null])", "bad_request", "command"},
    {R"([7,"message.send"])", "bad_request", "room"},
    {R"([7,"message.send",5,{"text":"a"}])", "bad_request", "room"},
    {R"([7,"message.send","",{"text":"a"}])", "bad_request", "room"},
    {R"([7,"message.send","lob\nby",{"text":"a"}])", "bad_request", "room"},
    {R"([7,"message.send",)" + text(129) + R"(,{"text":"a"}])", "bad_request", "room"},
    {R"([7,"message.send","lobby"])", "bad_request", "data"},
    {R"([7,"message.send","lobby",{"text":"a","text":"b"}])", "bad_request", "data"},
    {R"([7,"message.send","lobby",{"text":"a","metadata":{"deep":)" + nested(33) + "}}]", "bad_request",
     "data"},
    {R"([7,"publish","lobby",{"event":"e","data":)" + nested(20'000) + "}]", "bad_request", "data"},
    {R"([7,"publish","lobby",{"event":"e","data":)" + list_of(70'000) + "}]", "bad_request", "data"},
    {R"([7,"message.send","lobby",{"text":"a"},5])", "bad_request", "id"},
    {R"([7,"message.send","lobby",{"text":"a"},)" + text(65) + "]", "bad_request", "id"},
    {R"([7,"message.send","lobby",{"text":"a"},"x",1])", "bad_request", ""},
    {R"([7,"message.send","lobby",null])", "bad_request", "text"},
    {R"([7,"message.send","lobby",{"text":5}])", "bad_request", "text"},
    {R"([7,"message.send","lobby",{"text":""}])", "bad_request", "text"},
    {R"([7,"message.send","lobby",{"text":"a","type":"song"}])", "bad_request", "type"},
    {R"([7,"message.send","lobby",{"text":"a","metadata":[1]}])", "bad_request", "metadata"},
    {R"([7,"message.send","lobby",{"text":"a","reply_to":[]}])", "bad_request", "reply_to"},
    {R"([7,"message.send","lobby",{"text":)" + text(16'385) + "}]", "too_large", "text"},
    {R"([7,"message.history","lobby",{"limit":0}])", "bad_request", "limit"},
    {R"([7,"message.history","lobby",{"limit":201}])", "bad_request", "limit"},
    {R"([7,"message.history","lobby",{"limit":"many"}])", "bad_request", "limit"},
    {R"([7,"message.history","lobby",{"before":-1}])", "bad_request", "before"},
    {R"([7,"room.join","lobby",{"since":5}])", "bad_request", "since"},
    {R"([7,"publish","lobby",{"event":"message.sent"}])", "bad_request", "event"},
    {R"([7,"publish","lobby",{"data":1}])", "bad_request", "event"},
    {R"([7,"publish","lobby",{"event":"e","durable":"yes"}])", "bad_request", "durable"},
    {R"([7,"message.fly","lobby",null])", "unknown_command", ""},
    {R"([7,"hello",null,{}])", "bad_request", ""},
};

/// Bytes that are no message of either dialect.
const std::string no_messages[] = {"",
                                   "hello",
                                   "\"hello\"",
                                   "{\"ref\":1}",
                                   "[",
                                   "[1,\"publish\",\"lobby\"",
                                   "\xc1",
                                   std::string("\x94\x01\xa1x\xc0", 5),
                                   std::string("\xdd\xff\xff\xff\xff\x01", 6),
                                   std::string(3, '\0'),
                                   "[] []",
                                   "\x90"};

std::string random_bytes(std::mt19937& random) {
  std::string out(random() % 200, '\0');
  for (auto& c : out)
    c = static_cast<char>(random());
  return out;
}

const auto dialects = data::make({speech::msgpack, speech::json});
const auto shards = data::make({1u, 3u});

} // namespace

BOOST_AUTO_TEST_SUITE(rubbish_messages)

BOOST_DATA_TEST_CASE(what_is_wrong_with_a_command_is_said_by_field_and_the_connection_goes_on,
                     dialects* shards, dialect, count) {
  busy_server server(count);
  speaker guest(server.node.port(), dialect);
  BOOST_REQUIRE(guest.hello().ok());
  guest.call("room.join", "lobby");
  for (const auto& row : refusals) {
    guest.say(row.message);
    const auto answer = guest.next_answer();
    BOOST_TEST_CONTEXT(row.message.substr(0, 100) << " → " << answer.text("message")) {
      BOOST_TEST(answer.ref == 7u);
      BOOST_TEST(answer.code() == row.code);
      BOOST_TEST(answer.text("field") == row.field);
    }
  }
  BOOST_TEST(guest.call("room.join", "lobby").code() == "ok");
}

BOOST_DATA_TEST_CASE(what_has_no_ref_is_told_as_refused, dialects, dialect) {
  busy_server server;
  speaker guest(server.node.port(), dialect);
  guest.hello();
  for (const auto* ref : {"1.5", "-1", "\"1\"", "null", "4294967296"})
    guest.say("[" + std::string(ref) + R"(,"message.send","lobby",{"text":"a"}])");
  const auto told = guest.next("refused");
  BOOST_REQUIRE(told);
  BOOST_TEST(told->uint("count") == 5u);
  BOOST_TEST(told->at("last").find("code").text().value_or("") == "bad_request");
  BOOST_TEST(told->at("last").find("field").text().value_or("") == "ref");
}

BOOST_DATA_TEST_CASE(what_is_no_message_closes_with_4400_also_before_hello, dialects, dialect) {
  busy_server server;
  const std::uint8_t opcode = dialect == speech::json ? 1 : 2;
  for (const auto& message : no_messages)
    for (const bool greeted : {false, true}) {
      speaker guest(server.node.port(), dialect);
      if (greeted) guest.hello();
      guest.socket().send(opcode, message);
      BOOST_TEST_CONTEXT("'" << message << "' greeted " << greeted) BOOST_TEST(guest.close_code() == 4400);
    }
}

BOOST_DATA_TEST_CASE(the_other_kind_of_frame_closes_with_4400, dialects, dialect) {
  busy_server server;
  speaker guest(server.node.port(), dialect);
  guest.socket().send(dialect == speech::json ? 2 : 1, R"([1,"hello",null,{}])");
  BOOST_TEST(guest.close_code() == 4400);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf_8_never_gets_in) {
  busy_server server;
  speaker json(server.node.port(), speech::json);
  json.hello();
  json.socket().send(1, "[1,\"message.send\",\"lobby\",{\"text\":\"\xff\xfe\"}]");
  const auto code = json.close_code();
  BOOST_TEST((code == 4400 || code == 1007), code);

  speaker msgpack(server.node.port(), speech::msgpack);
  msgpack.hello();
  msgpack.socket().send(2, "\x94\x01\xacmessage.send\xa5lobby\x81\xa4text\xa2\xff\xfe");
  const auto answer = msgpack.next_answer();
  BOOST_TEST(answer.code() == "bad_request");
  BOOST_TEST(answer.text("field") == "data");
}

BOOST_DATA_TEST_CASE(too_large_a_message_closes_with_1009, dialects* shards, dialect, count) {
  busy_server server(count);
  const std::uint8_t opcode = dialect == speech::json ? 1 : 2;
  speaker stranger(server.node.port(), dialect);
  stranger.socket().send(opcode, std::string(16'385, ' '));
  BOOST_TEST(stranger.close_code() == 1009);

  speaker guest(server.node.port(), dialect);
  guest.hello();
  guest.socket().send(opcode, std::string((1u << 20) + 1, ' '));
  BOOST_TEST(guest.close_code() == 1009);

  speaker in_pieces(server.node.port(), dialect);
  in_pieces.hello();
  for (int i = 0; i < 9; ++i)
    in_pieces.socket().send(i == 0 ? opcode : 0, std::string(128u << 10, ' '), false);
  BOOST_TEST(in_pieces.close_code() == 1009);
}

BOOST_DATA_TEST_CASE(a_message_in_fragments_is_one_message, dialects, dialect) {
  busy_server server;
  speaker guest(server.node.port(), dialect);
  guest.hello();
  const std::string json = R"([9,"message.history","lobby",{"limit":1}])";
  const auto message = dialect == speech::json ? json : packed(json);
  for (std::size_t i = 0; i < message.size(); ++i) {
    guest.socket().send(i == 0 ? (dialect == speech::json ? 1 : 2) : 0, message.substr(i, 1),
                        i + 1 == message.size());
    if (i == 5) guest.socket().send(9, "are you there");
  }
  const auto answer = guest.next_answer();
  BOOST_TEST(answer.code() == "ok");
  BOOST_TEST(answer.ref == 9u);
}

BOOST_AUTO_TEST_CASE(rubbish_in_a_frame_that_is_not_masked_closes_like_any) {
  busy_server server;
  speaker guest(server.node.port(), speech::msgpack);
  guest.hello();
  guest.socket().send_bytes(std::string("\x82\x01\x90", 3));
  const auto code = guest.close_code();
  BOOST_TEST((code == 1002 || code == 4400), code);
}

BOOST_DATA_TEST_CASE(commands_before_hello_are_unauthenticated_and_a_second_hello_is_refused, dialects,
                     dialect) {
  busy_server server;
  speaker guest(server.node.port(), dialect);
  BOOST_TEST(guest.call("message.send", "lobby", R"({"text":"a"})").code() == "unauthenticated");
  BOOST_TEST(guest.call("room.join", "lobby").code() == "unauthenticated");
  BOOST_TEST(guest.hello().code() == "ok");
  BOOST_TEST(guest.hello().code() == "bad_request");
  BOOST_TEST(guest.call("room.join", "lobby").code() == "ok");
}

BOOST_DATA_TEST_CASE(a_hello_that_makes_no_sense_is_answered_by_field, dialects, dialect) {
  busy_server server;
  speaker guest(server.node.port(), dialect);
  const auto answer = guest.hello(R"({"heartbeat":"sometimes"})");
  BOOST_TEST(answer.code() == "bad_request");
  BOOST_TEST(answer.text("field") == "heartbeat");
  speaker forger(server.node.port(), dialect);
  BOOST_TEST(forger.hello(R"({"token":"a.b.c"})").code() == "unauthenticated");
  BOOST_TEST(forger.close_code() == 4401);
}

BOOST_AUTO_TEST_CASE(random_bytes_disturb_nobody) {
  busy_server server(3);
  std::mt19937 random(20'261'120);
  for (int i = 0; i < 200; ++i) {
    speaker guest(server.node.port(), i % 2 ? speech::json : speech::msgpack);
    if (i % 4 < 2) guest.hello();
    for (int k = 0; k < 5; ++k)
      guest.socket().send(static_cast<std::uint8_t>(random() % 3), random_bytes(random), random() % 8 != 0);
    if (i % 3 == 0) guest.socket().send_bytes(random_bytes(random));
    if (i % 5 == 0) guest.socket().reset();
  }
  BOOST_TEST(speaker(server.node.port(), speech::msgpack).hello().code() == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
