#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/hex.hpp"
#include "transport/dialect/dialect.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using test::dump;
using test::hex;

namespace {

/// What a message asks: "command field=bytes", or "close code".
std::string asked(std::string_view message_in_hex, bool binary = true) {
  dialect::decoded d;
  dialect::y_protocol().decode(hex(message_in_hex), binary, {}, d);
  if (d.close != model::close_code::normal)
    return "close " + std::to_string(static_cast<int>(d.close)) + (d.requests.empty() ? "" : " and more");
  if (d.requests.empty()) return "nothing";
  BOOST_REQUIRE(d.requests.size() == 1u);
  const auto& r = d.requests[0];
  BOOST_TEST(r.ref == 0u);
  BOOST_TEST(r.room == "");
  BOOST_TEST(!model::check_payload(r.data));
  const model::value data(r.data);
  for (const char* field : {"state", "update"})
    if (const auto bytes = data.find(field).bytes()) return r.name + " " + field + "=" + dump(*bytes);
  return r.name;
}

std::string event(std::string_view name, std::string_view field, std::string_view bytes_in_hex) {
  const auto data =
      model::packer{}.map(2).text("document").text("d").text(field).bytes(hex(bytes_in_hex)).str();
  model::event_view e;
  e.name = name;
  e.data = data;
  std::string out;
  dialect::y_protocol().encode_event(e, out);
  return dump(out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(y_protocol)

BOOST_AUTO_TEST_CASE(the_messages_of_a_provider_become_commands) {
  BOOST_TEST(asked("00 00 01 00") == "document.sync state=00");          // step 1, nothing known
  BOOST_TEST(asked("00 01 02 00 00") == "document.update update=00 00"); // step 2, nothing to tell
  BOOST_TEST(asked("00 02 06 00 01 0b 01 00 01") == "document.update update=00 01 0b 01 00 01");
  BOOST_TEST(asked("01 06 01 0b 00 02 7b 7d") == "document.awareness update=01 0b 00 02 7b 7d");
  BOOST_TEST(asked("03") == "document.awareness"); // what do others say?
}

BOOST_AUTO_TEST_CASE(what_an_application_adds_is_passed_over) {
  BOOST_TEST(asked("02 00 01 61") == "nothing"); // auth
  BOOST_TEST(asked("04") == "nothing");
  BOOST_TEST(asked("e7 07 01 02 03") == "nothing");
}

BOOST_AUTO_TEST_CASE(what_is_no_message_closes_for_good) {
  for (const char* each : {
           "",
           "00",             // sync without more
           "00 00",          // step 1 without a state vector
           "00 00 02 00",    // cut short
           "00 00 01 00 00", // bytes behind its end
           "00 03 01 00",    // no such step
           "01 05 00",       // cut short
           "03 00",          // bytes behind its end
           "ff ff ff ff ff ff ff ff ff 01",
       })
    BOOST_TEST(asked(each) == "close 4400", each);
  BOOST_TEST(asked("00 00 01 00", false) == "close 4400", "text");
  dialect::frame_limits small;
  small.max_message = 3;
  dialect::decoded d;
  dialect::y_protocol().decode(hex("00 00 01 00"), true, small, d);
  BOOST_TEST((d.close == model::close_code::bad_request));
}

BOOST_AUTO_TEST_CASE(events_of_documents_become_messages_and_others_none) {
  BOOST_TEST(event("document.state", "state", "00") == "00 00 01 00");
  BOOST_TEST(event("document.synced", "update", "00 00") == "00 01 02 00 00");
  BOOST_TEST(event("document.updated", "update", "00 01 0b 01 00 01") == "00 02 06 00 01 0b 01 00 01");
  BOOST_TEST(event("document.awareness", "update", "00") == "01 01 00");
  BOOST_TEST(event("message.sent", "text", "00") == "");
  BOOST_TEST(event("document.closed", "reason", "00") == "");
}

BOOST_AUTO_TEST_CASE(whoever_may_not_edit_is_told_so_and_nobody_else_anything) {
  std::string out;
  model::reply reply;
  dialect::y_protocol().encode_reply(reply, out);
  BOOST_TEST(out == "");
  reply.outcome = model::failure{model::error_code::rate_limited, "slow"};
  dialect::y_protocol().encode_reply(reply, out);
  BOOST_TEST(out == "");
  reply.outcome = model::failure{model::error_code::forbidden, "no"};
  dialect::y_protocol().encode_reply(reply, out);
  BOOST_TEST(dump(out) == "02 00 02 6e 6f");
}

BOOST_AUTO_TEST_SUITE_END()
