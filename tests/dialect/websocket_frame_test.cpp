#include "tests/support/hex.hpp"
#include "transport/dialect/websocket_frame.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;
using dialect::opcode;

namespace {

std::string header(opcode op, std::size_t size) {
  char room[dialect::max_header];
  char* end = room + dialect::max_header;
  const auto length = dialect::put_header_before(end, op, size);
  return dump({end - length, length});
}

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_frame)

BOOST_AUTO_TEST_CASE(the_header_is_as_short_as_its_length_allows) {
  BOOST_TEST(header(opcode::text, 0) == "81 00");
  BOOST_TEST(header(opcode::binary, 1) == "82 01");
  BOOST_TEST(header(opcode::binary, 125) == "82 7d");
  BOOST_TEST(header(opcode::binary, 126) == "82 7e 00 7e");
  BOOST_TEST(header(opcode::binary, 65'535) == "82 7e ff ff");
  BOOST_TEST(header(opcode::binary, 65'536) == "82 7f 00 00 00 00 00 01 00 00");
  BOOST_TEST(header(opcode::ping, 2) == "89 02");
  BOOST_TEST(header(opcode::pong, 2) == "8a 02");
  BOOST_TEST(header(opcode::close, 2) == "88 02");
}

BOOST_AUTO_TEST_CASE(a_reason_to_close_is_cut_between_characters) {
  BOOST_TEST(dump(dialect::close_payload(4'000, "hi")) == "0f a0 68 69");
  BOOST_TEST(dump(dialect::close_payload(1'000, "")) == "03 e8");
  BOOST_TEST(dialect::close_payload(1'000, std::string(123, 'x')).size() == 125u);
  BOOST_TEST(dialect::close_payload(1'000, std::string(124, 'x')).size() == 125u);
  // Two bytes, of which one would still fit.
  BOOST_TEST(dialect::close_payload(1'000, std::string(122, 'x') + "\xc3\xa9").size() == 124u);
}

BOOST_AUTO_TEST_CASE(frames_are_appended_one_behind_the_other) {
  std::string out;
  dialect::append_frame(out, opcode::text, "hi");
  dialect::append_frame(out, opcode::ping, "");
  BOOST_TEST(dump(out) == "81 02 68 69 89 00");
}

BOOST_AUTO_TEST_SUITE_END()
