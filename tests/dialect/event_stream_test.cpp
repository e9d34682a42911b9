#include "actors/model/packer.hpp"
#include "transport/dialect/dialect.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;

namespace {

std::string encoded(const model::event_view& event) {
  std::string out;
  dialect::event_stream().encode_event(event, out);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_sent_events)

BOOST_AUTO_TEST_CASE(a_durable_event_has_its_position_as_id) {
  const auto data = model::packer{}.map(1).text("text").text("two\nlines").str();
  model::event_view event;
  event.name = "message.sent";
  event.room = "lobby";
  event.data = data;
  event.offset = 7;
  event.epoch = 4711;
  event.user = "ada";
  event.display_name = "Ada";
  event.at = 5;
  event.id = "k";
  BOOST_TEST(encoded(event) ==
             "id: 4711.7\n"
             "event: message.sent\n"
             "data: {\"event\":\"message.sent\",\"room\":\"lobby\",\"data\":{\"text\":\"two\\nlines\"},"
             "\"offset\":7,\"from\":{\"user\":\"ada\",\"name\":\"Ada\"},\"at\":5,\"id\":\"k\"}\n"
             "\n");
}

BOOST_AUTO_TEST_CASE(an_ephemeral_event_has_none) {
  model::event_view event;
  event.name = "tick";
  event.room = "lobby";
  event.at = 5;
  BOOST_TEST(
      encoded(event) ==
      "event: tick\n"
      "data: {\"event\":\"tick\",\"room\":\"lobby\",\"data\":null,\"offset\":0,\"from\":null,\"at\":5}\n"
      "\n");
}

BOOST_AUTO_TEST_CASE(it_begins_with_where_the_client_stands) {
  model::packer data;
  data.map(2).text("epoch").uint(4711).text("offset").uint(3);
  std::string out;
  dialect::event_stream().encode_reply({{}, data.str()}, out);
  BOOST_TEST(out == "event: room.joined\nid: 4711.3\ndata: {\"epoch\":4711,\"offset\":3}\n\n");
}

BOOST_AUTO_TEST_CASE(signs_of_life_and_last_words_are_no_frames) {
  const auto& d = dialect::event_stream();
  BOOST_TEST(!d.on_websocket());
  std::string out;
  d.encode_ping(out);
  d.encode_close(model::close_code::token_expired, "token has expired", out);
  BOOST_TEST(out == ":\n\nevent: closed\ndata: {\"code\":4100,\"reason\":\"token has expired\"}\n\n");
}

BOOST_AUTO_TEST_SUITE_END()
