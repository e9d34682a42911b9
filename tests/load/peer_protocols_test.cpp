#include "clients/load/protocol/conversations.hpp"
#include "clients/load/protocol/mqtt_protocol.hpp"
#include "clients/load/protocol/nats_protocol.hpp"
#include "clients/load/protocol/socketio_protocol.hpp"
#include "tests/load/scribe.hpp"
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace snug::load;
using namespace std::string_literals;
using snug::test::scribe;
using lines = std::vector<std::string>;

namespace {

/// What a conversation hears and answers, message after message.
template <class Protocol> struct talk {
  void hear(std::string_view message) { speech.read(message, hears, answer); }
  std::string greeted() {
    std::string out;
    speech.greet(out, {});
    return out;
  }
  std::string joins(std::string_view room) {
    std::string out;
    speech.join(out, room, {});
    return out;
  }
  std::string publishes(std::string_view room, std::string_view text) {
    std::string out;
    speech.publish(out, {lane::ephemeral, room, text, 0, {}, {}});
    return out;
  }
  Protocol speech;
  scribe hears;
  std::string answer;
};

} // namespace

BOOST_AUTO_TEST_SUITE(other_servers)

BOOST_AUTO_TEST_CASE(every_dialect_has_a_conversation_and_nothing_else_has) {
  for (const auto* dialect : {"msgpack", "json", "socketio", "mqtt", "nats"})
    BOOST_TEST((conversation_in(dialect)() != nullptr), dialect);
  BOOST_TEST(!conversation_in("smoke"));
}

BOOST_AUTO_TEST_CASE(nats_is_greeted_joined_and_heard) {
  talk<nats_protocol> t;
  BOOST_TEST(t.greeted().ends_with("}\r\nPING\r\n"));
  t.hear("INFO {\"server_id\":\"x\"}\r\n");
  t.hear("PONG\r\n");
  BOOST_TEST(t.joins("r-1") == "SUB r-1 1\r\nPING\r\n");
  t.hear("PONG\r\nMSG r-1 1 3\r\na\r\n\r\nPING\r\n"); // a text may hold what ends a line
  BOOST_TEST(t.hears.lines == (lines{"welcomed  ", "joined 0.0 head 0", "load load r-1 'a\r\n' 0 from "}),
             boost::test_tools::per_element());
  BOOST_TEST(t.answer == "PONG\r\n");
  BOOST_TEST(t.publishes("r-1", "abc") == "PUB r-1 3\r\nabc\r\n");
}

BOOST_AUTO_TEST_CASE(nats_operations_may_be_cut_anywhere) {
  const std::string all = "MSG room 1 5\r\nhello\r\nMSG room 1 2\r\nho\r\n";
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    talk<nats_protocol> t;
    t.hear(std::string_view(all).substr(0, cut));
    t.hear(std::string_view(all).substr(cut));
    BOOST_TEST(t.hears.lines == (lines{"load load room 'hello' 0 from ", "load load room 'ho' 0 from "}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(mqtt_is_greeted_joined_and_heard) {
  talk<mqtt_protocol> t;
  // CONNECT, 16 bytes: "MQTT", version 5, clean start, no keep-alive, receive maximum 65,535, no client id
  BOOST_TEST(t.greeted() == "\x10\x10\x00\x04MQTT\x05\x02\x00\x00\x03\x21\xff\xff\x00\x00"s);
  t.hear("\x20\x03\x00\x00\x00"s); // CONNACK: accepted
  // SUBSCRIBE 1, no properties, "r", QoS 0 and no local
  BOOST_TEST(t.joins("r") == "\x82\x07\x00\x01\x00\x00\x01r\x04"s);
  t.hear("\x90\x04\x00\x01\x00\x00"s); // SUBACK 1: granted QoS 0
  t.hear("\x30\x07\x00\x01r\x00"s
         "abc"s); // PUBLISH "r", no properties
  BOOST_TEST(t.hears.lines == (lines{"welcomed  ", "joined 0.0 head 0", "load load r 'abc' 0 from "}),
             boost::test_tools::per_element());
  BOOST_TEST(t.publishes("r", "abc") == "\x30\x07\x00\x01r\x00"s
                                        "abc"s);
}

BOOST_AUTO_TEST_CASE(mqtt_packets_may_be_cut_anywhere_and_be_long) {
  const std::string text(300, 'x'); // its length takes two bytes
  talk<mqtt_protocol> author;
  const auto all = author.publishes("room", text) + author.publishes("room", "y");
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    talk<mqtt_protocol> t;
    t.hear(std::string_view(all).substr(0, cut));
    t.hear(std::string_view(all).substr(cut));
    BOOST_TEST(t.hears.lines ==
                   (lines{"load load room '" + text + "' 0 from ", "load load room 'y' 0 from "}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(mqtt_refusals_and_rubbish_are_told) {
  talk<mqtt_protocol> t;
  t.hear("\x20\x03\x00\x87\x00"s);     // CONNACK: not authorized
  t.hear("\x90\x04\x00\x01\x00\x87"s); // SUBACK: not authorized
  t.hear("\x30\x02\x00\x09"s);         // PUBLISH that is cut off
  t.hear("\x00\x00"s);
  BOOST_TEST(t.hears.lines ==
                 (lines{"refused 0 the broker refuses the connection",
                        "refused 0 the broker refuses the subscription", "confused", "confused"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(socketio_waits_for_the_server_then_joins_and_hears) {
  talk<socketio_protocol> t;
  BOOST_TEST(t.greeted().empty());
  t.hear(R"(0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000})");
  BOOST_TEST(t.answer == "40");
  t.hear(R"(40{"sid":"y"})");
  BOOST_TEST(t.joins("r") == R"(421["room.join",{"room":"r"}])");
  t.hear("431[]");
  t.hear(R"(42["load","abc"])");
  BOOST_TEST(t.hears.lines == (lines{"welcomed  ", "joined 0.0 head 0", "load load r 'abc' 0 from "}),
             boost::test_tools::per_element());
  t.answer.clear();
  t.hear("2");
  BOOST_TEST(t.answer == "3");
  BOOST_TEST(t.publishes("r", "abc") == R"(42["publish",{"event":"load","data":"abc"},{"room":"r"}])");
}

BOOST_AUTO_TEST_CASE(socketio_refusals_and_rubbish_are_told) {
  talk<socketio_protocol> t;
  t.hear(R"(44{"message":"no"})");
  t.hear("439[]");
  t.hear("smoke");
  t.hear(R"(431[{"status":"error","error":{"code":"forbidden"}}])");
  BOOST_TEST(t.hears.lines == (lines{"refused 0 {\"message\":\"no\"}", "confused", "confused",
                                     R"(refused 1 1[{"status":"error","error":{"code":"forbidden"}}])"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
