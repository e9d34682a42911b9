#include "tests/support/hex.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/dialect/engineio/request.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;
using engineio::packet_type;

namespace {

/// The packets of a body, one a word: type digit or b, then the data.
std::string packets_of(std::string_view body) {
  engineio::body_reader in(body);
  std::string out;
  while (const auto p = in.next())
    out += (out.empty() ? "" : " ") + (p->binary ? "b" : std::to_string(int(p->type))) + ":" +
           std::string(p->binary ? dump(p->data) : p->data);
  return in.wrong() ? out + " wrong" : out;
}

std::string refusal_of(engineio::request::query_items query, std::string_view method = "GET",
                       bool upgrade = false) {
  engineio::request r;
  const auto no = engineio::judge(
      query, method, upgrade, [](std::string_view sid) { return sid == "known"; }, r);
  return no ? std::string(engineio::message_of(*no)) : (r.websocket ? "websocket " : "polling ") + r.sid;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engineio_packet)

BOOST_AUTO_TEST_CASE(a_body_is_packets_with_a_separator_between_them) {
  BOOST_TEST(packets_of("4hello") == "4:hello");
  BOOST_TEST(packets_of("4a\x1e"
                        "2\x1e"
                        "4b") == "4:a 2: 4:b");
  BOOST_TEST(packets_of("4") == "4:");
  BOOST_TEST(packets_of("bAQIDBA==") == "b:01 02 03 04");
  BOOST_TEST(packets_of("b") == "b:");
  BOOST_TEST(packets_of("4\xe2\x82\xac\x1e"
                        "bAQ==") == "4:\xe2\x82\xac b:01");
}

BOOST_AUTO_TEST_CASE(what_is_no_packet_ends_the_reading_of_a_body) {
  for (const std::string_view bad : {"", "abc", "7", "/", "bA", "b!!!!", "4\xff", "\x1e"})
    BOOST_TEST(packets_of(bad) == " wrong", bad);
  BOOST_TEST(packets_of("4a\x1e") == "4:a wrong");
  BOOST_TEST(packets_of("4a\x1e\x1e"
                        "4b") == "4:a wrong");
}

BOOST_AUTO_TEST_CASE(frames_for_a_websocket_say_the_same_in_a_body) {
  std::string frames;
  engineio::append_frame(frames, {packet_type::message, false, "hi"});
  engineio::append_frame(frames, {packet_type::message, true, std::string_view("\x01\x02\x03\x04", 4)});
  engineio::append_frame(frames, {packet_type::noop, false, {}});
  // final text frame of 3 bytes: 4hi; final binary frame of 4; final text frame of 1: 6
  BOOST_TEST(dump(frames) == "81 03 34 68 69 82 04 01 02 03 04 81 01 36");
  std::string body;
  engineio::append_to_body(body, frames);
  BOOST_TEST(body == "4hi\x1e"
                     "bAQIDBA==\x1e"
                     "6");
}

BOOST_AUTO_TEST_CASE(long_frames_come_through_whole) {
  for (const std::size_t size : {125u, 126u, 65'534u, 65'535u, 65'536u, 200'000u}) {
    const std::string text(size, 'x');
    std::string frames, body;
    engineio::append_frame(frames, {packet_type::message, false, text});
    engineio::append_frame(frames, {packet_type::message, false, "end"});
    engineio::append_to_body(body, frames);
    BOOST_TEST((body == "4" + text +
                            "\x1e"
                            "4end"),
               size);
  }
}

BOOST_AUTO_TEST_CASE(a_frame_cut_short_is_left_out) {
  std::string frames;
  engineio::append_frame(frames, {packet_type::message, false, std::string(300, 'x')});
  for (std::size_t i = 0; i < frames.size(); ++i) {
    std::string body;
    engineio::append_to_body(body, std::string_view(frames).substr(0, i));
    BOOST_TEST(body.empty(), i);
  }
}

BOOST_AUTO_TEST_CASE(requests_are_refused_in_the_order_of_the_official_server) {
  BOOST_TEST(refusal_of({{"EIO", "4"}, {"transport", "polling"}}) == "polling ");
  BOOST_TEST(refusal_of({{"EIO", "4"}, {"transport", "websocket"}}, "GET", true) == "websocket ");
  BOOST_TEST(refusal_of({{"EIO", "4"}, {"transport", "polling"}, {"sid", "known"}}, "POST") ==
             "polling known");
  BOOST_TEST(refusal_of({}) == "Transport unknown");
  BOOST_TEST(refusal_of({{"transport", "abc"}, {"sid", "unknown"}}) == "Transport unknown");
  BOOST_TEST(refusal_of({{"transport", "polling"}, {"sid", "unknown"}}) == "Session ID unknown");
  BOOST_TEST(refusal_of({{"transport", "polling"}}, "POST") == "Bad handshake method");
  BOOST_TEST(refusal_of({{"transport", "websocket"}}) == "Bad request");
  BOOST_TEST(refusal_of({{"transport", "polling"}}, "GET", true) == "Bad request");
  BOOST_TEST(refusal_of({{"transport", "polling"}}) == "Unsupported protocol version");
  BOOST_TEST(refusal_of({{"transport", "polling"}, {"EIO", "3"}}) == "Unsupported protocol version");
  BOOST_TEST(refusal_of({{"transport", "polling"}, {"EIO", "3"}, {"EIO", "4"}}) == "polling ");
}

BOOST_AUTO_TEST_CASE(a_refusal_says_its_code_and_its_message) {
  BOOST_TEST(engineio::body_of(engineio::refusal::session_unknown) ==
             R"({"code":1,"message":"Session ID unknown"})");
  BOOST_TEST(engineio::body_of(engineio::refusal::forbidden, "not \"you\"") ==
             R"({"code":4,"message":"not \"you\""})");
  BOOST_TEST(engineio::status_of(engineio::refusal::forbidden) == 403);
  BOOST_TEST(engineio::status_of(engineio::refusal::bad_request) == 400);
}

BOOST_AUTO_TEST_SUITE_END()
