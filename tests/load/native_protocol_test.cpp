#include "actors/model/pack.hpp"
#include "clients/load/protocol/native_protocol.hpp"
#include "tests/load/scribe.hpp"
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace snug::load;
using namespace std::string_literals;
using snug::test::scribe;
namespace pack = snug::model::pack;

namespace {

template <class Encoding> std::string heard(std::string_view message) {
  native_protocol<Encoding> speech;
  scribe hears;
  std::string answer;
  speech.read(message, hears, answer);
  BOOST_TEST(answer.empty());
  return hears.lines.size() == 1 ? hears.lines[0] : std::to_string(hears.lines.size()) + " lines";
}

std::string json(std::string_view message) { return heard<native_json>(message); }

} // namespace

BOOST_AUTO_TEST_SUITE(native_protocols)

BOOST_AUTO_TEST_CASE(json_is_read_by_position_whatever_else_stands_there) {
  BOOST_TEST(json(R"(["load","room-1","abc",0,{"user":"u:1","name":"A, \"B\""},17,"id"])") ==
             "load load room-1 'abc' 0 from u:1");
  BOOST_TEST(
      json(
          R"( [ "message.sent" , "r" , { "type" : "text", "text" : "x" } , 41 , { "user" : "u" } , 17 ] )") ==
      "load message.sent r 'x' 41 from u");
  BOOST_TEST(json(R"(["presence.joined","r",{"online":2,"users":[{"user":"x]}"}]},0,null,17])") ==
             "told presence.joined r '' 0 from ");
  BOOST_TEST(json(R"(["heartbeat",null,null,0,null,17])") == "told heartbeat  '' 0 from ");
  BOOST_TEST(json(R"([1,"ok",{"user":"u:1","resume":"back","limits":{"user":3}}])") == "welcomed u:1 back");
  BOOST_TEST(json(R"([2,"ok",{"room":"r","epoch":7,"offset":3,"head":9}])") == "joined 7.3 head 9");
  BOOST_TEST(json(R"([2,"ok",{"epoch":7,"offset":3,"head":9,"gap":{"from":1,"to":3}}])") ==
             "joined 7.3 head 9 gap");
  BOOST_TEST(json(R"([3,"ok",{}])") == "left");
  BOOST_TEST(json(R"([21,"ok",{"offset":5,"epoch":7,"at":1}])") == "acknowledged 21 at 5");
  BOOST_TEST(json(R"([21,"error",{"code":"too_large","message":"text is long","field":"text"}])") ==
             "refused 21 too_large: text is long (text)");
  BOOST_TEST(json(R"(["refused",null,{"count":2,"last":{"code":"forbidden","message":"no"}},0,null,1])") ==
             "refused 0 forbidden: no");
}

BOOST_AUTO_TEST_CASE(rubbish_in_json_is_rubbish_wherever_it_ends) {
  const std::string whole = R"(["load","room-1",{"text":"a\"c"},0,{"user":"u:1"},17])";
  for (std::size_t size = 0; size < whole.size(); ++size)
    json(whole.substr(0, size)); // whatever it says, it ends
  for (const auto* rubbish :
       {"", "{}", "[]", "[null]", "[-1,\"ok\",{}]", "[9,\"ok\",{}]", "hello", "[[[[", "\"x"})
    BOOST_TEST(json(rubbish) == "confused", rubbish);
}

BOOST_AUTO_TEST_CASE(msgpack_is_read_by_position_whatever_else_stands_there) {
  std::string event;
  pack::array(event, 7);
  pack::text(event, "message.sent");
  pack::text(event, "room-1");
  pack::map(event, 3);
  pack::text(event, "type");
  pack::text(event, "text");
  pack::text(event, "metadata");
  pack::map(event, 1);
  pack::text(event, "text");
  pack::text(event, "not this one");
  pack::text(event, "text");
  pack::text(event, "abc");
  pack::uint(event, 300);
  pack::map(event, 2);
  pack::text(event, "name");
  pack::text(event, "Ada");
  pack::text(event, "user");
  pack::text(event, "u:1");
  pack::integer(event, 17);
  pack::text(event, "id");
  BOOST_TEST(heard<native_msgpack>(event) == "load message.sent room-1 'abc' 300 from u:1");
  for (std::size_t size = 0; size < event.size(); ++size)
    heard<native_msgpack>(event.substr(0, size));

  std::string reply;
  pack::array(reply, 3);
  pack::uint(reply, 2);
  pack::text(reply, "ok");
  pack::map(reply, 3);
  pack::text(reply, "epoch");
  pack::uint(reply, 7);
  pack::text(reply, "offset");
  pack::uint(reply, 3);
  pack::text(reply, "head");
  pack::uint(reply, 9);
  BOOST_TEST(heard<native_msgpack>(reply) == "joined 7.3 head 9");
  BOOST_TEST(heard<native_msgpack>("\x93\x01") == "confused");
}

BOOST_AUTO_TEST_CASE(commands_are_what_the_protocol_page_says) {
  std::string out;
  native_json::hello(out, 1, {"tok", "back"});
  BOOST_TEST(
      out ==
      R"([1,"hello",null,{"client":{"name":"snug-load","version":"1"},"token":"tok","resume":"back"}])");
  out.clear();
  native_json::join(out, 2, "lobby", {4503599627370001, 40});
  BOOST_TEST(out == R"([2,"room.join","lobby",{"since":{"epoch":4503599627370001,"offset":40}}])");
  out.clear();
  native_json::publish(out, {lane::cursor, "lobby", "text", 0, {}, "c7"});
  BOOST_TEST(out == R"([0,"publish","lobby",{"event":"load","data":"text","key":"c7"}])");
  out.clear();
  native_json::publish(out, {lane::presence, "lobby", "text", 0, {}, "c7"});
  BOOST_TEST(out == R"([0,"presence.update","lobby",{"cursor":"text"}])");
  out.clear();
  native_msgpack::publish(out, {lane::presence, "lobby", "text", 0, {}, "c7"});
  BOOST_TEST(out == "\x94\x00\xafpresence.update\xa5lobby\x81\xa6"
                    "cursor\xa4text"s);
  out.clear();
  native_json::publish(out, {lane::durable, "lobby", "text", 21, "m-1", {}});
  BOOST_TEST(out == R"([21,"message.send","lobby",{"text":"text"},"m-1"])");
  out.clear();
  native_msgpack::publish(out, {lane::durable, "lobby", "hello, world", 4, "m-1", {}});
  BOOST_TEST(out == "\x95\x04\xacmessage.send\xa5lobby\x81\xa4text\xachello, world\xa3m-1");
  out.clear();
  native_msgpack::leave(out, 3, "lobby");
  BOOST_TEST(out == "\x94\x03\xaaroom.leave\xa5lobby\xc0");
}

BOOST_AUTO_TEST_SUITE_END()
