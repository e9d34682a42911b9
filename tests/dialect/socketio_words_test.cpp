#include "actors/model/packer.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/socketio/decoder.hpp"
#include "transport/dialect/socketio_words.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;

namespace {

std::string json(std::string_view msgpack) {
  std::string out;
  if (msgpack.empty()) return "-";
  dialect::json_writer(out).value(msgpack);
  return out;
}

/// What the packet of a client comes to: `ref command room data id`, or `ref! message`.
std::string of(std::string_view text) {
  socketio::decoder in;
  socketio::packet p;
  BOOST_REQUIRE((in.read(text, false, p) == socketio::decoder::step::whole));
  dialect::decoded out;
  dialect::read_event(
      p, {}, [](std::string_view command) { return command == "thing.move"; }, out);
  if (out.close != model::close_code::normal) return "close: " + out.reason;
  for (const auto& r : out.refused)
    return std::to_string(r.ref) + "! " + r.why.message;
  const auto& r = out.requests.at(0);
  const auto word = [](const std::string& s) { return s.empty() ? std::string("-") : s; };
  return std::to_string(r.ref) + " " + r.name + " " + word(r.room) + " " + json(r.data) + " " + word(r.id);
}

/// Frames as a polling body has them.
std::string body(std::string_view frames) {
  std::string out;
  engineio::append_to_body(out, frames);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_words)

BOOST_AUTO_TEST_CASE(an_event_is_a_command_and_its_acknowledgement_the_reply_to_it) {
  BOOST_TEST(of(R"(20["room.join",{"room":"lobby"}])") == R"(1 room.join lobby {"room":"lobby"} -)");
  BOOST_TEST(of(R"(212["message.send",{"text":"hi"},{"room":"lobby","id":"c1"}])") ==
             R"(13 message.send lobby {"text":"hi"} c1)");
  BOOST_TEST(of(R"(2["session.list"])") == "0 session.list - - -");
  BOOST_TEST(of(R"(2["session.list",null])") == "0 session.list - - -");
}

BOOST_AUTO_TEST_CASE(a_room_among_a_command_s_own_fields_is_not_where_it_is_carried_out) {
  BOOST_TEST(of(R"(2["thing.move",{"room":"there"}])") == R"(0 thing.move - {"room":"there"} -)");
  BOOST_TEST(of(R"(2["thing.move",{"room":"there"},{"room":"here"}])") ==
             R"(0 thing.move here {"room":"there"} -)");
}

BOOST_AUTO_TEST_CASE(several_arguments_are_the_data_as_a_list) {
  BOOST_TEST(of(R"(2["move",1,2])") == "0 move - [1,2] -");
  BOOST_TEST(of(R"(2["move",1,{},4])") == "0 move - [1,{},4] -");
  BOOST_TEST(of(R"(2["move",1,2,{"room":"here"}])") == "0 move here [1,2] -");
  BOOST_TEST(of(R"(2["move",1,{"room":"here","x":2}])") == R"(0 move - [1,{"room":"here","x":2}] -)");
  BOOST_TEST(of(R"(2["move",{"x":1},{}])") == R"(0 move - {"x":1} -)");
  BOOST_TEST(of(R"(2["move",{"x":1},null])") == R"(0 move - {"x":1} -)");
  BOOST_TEST(of(R"(2["move",null,null,null])") == "0 move - [null,null,null] -");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_command_is_refused_by_its_acknowledgement) {
  BOOST_TEST(of("20[7]") == "1! command must be a string");
  BOOST_TEST(of(R"(20["a",1,{"room":7}])") == "1! room must be a string");
  BOOST_TEST(of(R"(20["a",1,{"id":7}])") == "1! id must be a string");
  BOOST_TEST(of(R"(20["",1])") == "1! command must be 1 to 64 bytes");
  BOOST_TEST(of(R"(20["a",{"x":1,"x":2}])") == "1! data must not repeat a map key");
  BOOST_TEST(of("24294967294[\"a\"]").starts_with("close: "));
}

BOOST_AUTO_TEST_CASE(replies_are_acknowledgements_with_one_argument) {
  std::string out;
  model::reply reply;
  reply.to.ref = 1;
  reply.outcome = model::packer{}.map(1).text("offset").uint(7).str();
  dialect::socketio_json().encode_reply(reply, out);
  BOOST_TEST(body(out) == R"(430[{"status":"ok","data":{"offset":7}}])");
  out.clear();
  reply.to.ref = 13;
  reply.outcome = model::failure{model::error_code::rate_limited, "slowly", "x", 1'000, {}};
  dialect::socketio_json().encode_reply(reply, out);
  BOOST_TEST(body(out) == R"(4312[{"status":"error","error":{"code":"rate_limited","message":"slowly",)"
                          R"("field":"x","retry_after":1000}}])");
}

BOOST_AUTO_TEST_CASE(events_say_their_data_and_what_is_known_about_them) {
  const auto data = model::packer{}.map(1).text("id").uint(7).str();
  model::event_view event;
  event.name = "task_created";
  event.room = "lobby";
  event.data = data;
  event.user = "ada";
  event.at = 5;
  std::string out;
  dialect::socketio_json().encode_event(event, out);
  BOOST_TEST(body(out) == R"(42["task_created",{"id":7},{"room":"lobby","from":{"user":"ada"},"at":5}])");
  event.offset = 3;
  event.epoch = 9;
  event.id = "c1";
  event.display_name = "Ada";
  out.clear();
  dialect::socketio_json().encode_event(event, out);
  BOOST_TEST(body(out) == R"(42["task_created",{"id":7},{"room":"lobby","from":{"user":"ada","name":"Ada"},)"
                          R"("at":5,"offset":3,"epoch":9,"id":"c1"}])");
  event.cursor = "7.12";
  out.clear();
  dialect::socketio_json().encode_event(event, out);
  BOOST_TEST(body(out) == R"(42["task_created",{"id":7},{"room":"lobby","from":{"user":"ada","name":"Ada"},)"
                          R"("at":5,"offset":3,"epoch":9,"id":"c1"},"7.12"])");
}

BOOST_AUTO_TEST_CASE(bytes_in_an_event_are_attachments_of_the_same_frame) {
  const auto data = model::packer{}.bytes("\x01\x02").str();
  model::event_view event;
  event.name = "blob";
  event.data = data;
  std::string out;
  dialect::socketio_json().encode_event(event, out);
  BOOST_TEST(body(out) == R"(451-["blob",{"_placeholder":true,"num":0},{"room":null,"from":null,"at":0}])"
                          "\x1e"
                          "bAQI=");
}

BOOST_AUTO_TEST_CASE(names_that_clients_keep_for_themselves_reach_them_under_another) {
  BOOST_TEST(dialect::socketio_event_name("disconnect") == "snug.disconnect");
  BOOST_TEST(dialect::socketio_event_name("disconnected") == "disconnected");
}

BOOST_AUTO_TEST_CASE(pings_and_closes_are_the_carrier_s) {
  std::string out;
  dialect::socketio_msgpack().encode_ping(out);
  dialect::socketio_msgpack().encode_close(model::close_code::drain, "x", out);
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_SUITE_END()
