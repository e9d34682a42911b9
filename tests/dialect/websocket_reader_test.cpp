#include "transport/dialect/websocket_reader.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

using namespace snug::dialect;
using step = websocket_reader::step;
using namespace std::string_literals;

namespace {

/// What a client would send: masked with `mask`.
std::string frame(int op, const std::string& payload, bool final = true,
                  const std::string& mask = "\x12\x34\x56\x78"s) {
  std::string out;
  out.push_back(static_cast<char>((final ? 0x80 : 0) | op));
  const auto size = payload.size();
  if (size < 126) {
    out.push_back(static_cast<char>(0x80 | size));
  } else {
    const int bytes = size < 65'536 ? 2 : 8;
    out.push_back(static_cast<char>(0x80 | (bytes == 2 ? 126 : 127)));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
      out.push_back(static_cast<char>(static_cast<std::uint64_t>(size) >> shift));
  }
  out += mask;
  for (std::size_t i = 0; i < size; ++i)
    out.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
  return out;
}

/// Everything that `bytes` come to, as words: pieces of one message put together.
std::string heard(std::vector<std::string> pieces) {
  websocket_reader reader;
  std::string out, message;
  for (auto& piece : pieces) {
    auto* begin = piece.data();
    for (;;) {
      const auto e = reader.next(begin, piece.data() + piece.size());
      if (e.what == step::more) break;
      switch (e.what) {
      case step::data:
        if (e.first) message = e.binary ? "binary:" : "text:";
        message += e.bytes;
        if (e.last) out += message + ";";
        break;
      case step::ping:
        out += "ping:" + std::string(e.bytes) + ";";
        break;
      case step::pong:
        out += "pong:" + std::string(e.bytes) + ";";
        break;
      case step::close:
        return out + "close " + std::to_string(e.code) + ":" + std::string(e.bytes);
      default:
        return out + "wrong: " + std::string(e.bytes);
      }
    }
    BOOST_TEST((begin == piece.data() + piece.size()), "bytes were left behind");
  }
  return out;
}
std::string heard(const std::string& bytes) { return heard(std::vector<std::string>{bytes}); }

} // namespace

BOOST_AUTO_TEST_SUITE(reading_websocket_frames)

BOOST_AUTO_TEST_CASE(the_frames_of_the_rfc_are_read) {
  // RFC 6455 §5.7: a single-frame masked text message.
  BOOST_TEST(heard("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s) == "text:Hello;");
  // A masked ping of the same words, and one without any.
  BOOST_TEST(heard("\x89\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s) == "ping:Hello;");
  BOOST_TEST(heard("\x89\x80\x37\xfa\x21\x3d"s) == "ping:;");
}

BOOST_AUTO_TEST_CASE(lengths_of_all_three_kinds_are_read) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 125u, 126u, 127u, 65'535u, 65'536u, 200'001u}) {
    std::string payload(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<char>(i * 7);
    BOOST_TEST((heard(frame(2, payload)) == "binary:" + payload + ";"), "of " << size << " bytes");
  }
}

BOOST_AUTO_TEST_CASE(fragments_are_one_message_and_control_frames_may_come_between) {
  BOOST_TEST(heard(frame(1, "one ", false) + frame(9, "?") + frame(0, "two ", false) + frame(10, "!") +
                   frame(0, "three")) == "ping:?;pong:!;text:one two three;");
  BOOST_TEST(heard(frame(1, "", false) + frame(0, "")) == "text:;");
}

BOOST_AUTO_TEST_CASE(a_piece_says_how_much_of_its_frame_is_still_to_come) {
  auto bytes = frame(2, "0123456789");
  websocket_reader reader;
  auto* begin = bytes.data();
  auto e = reader.next(begin, bytes.data() + 6 + 4);
  BOOST_TEST(std::string(e.bytes) == "0123");
  BOOST_TEST(e.first);
  BOOST_TEST(!e.last);
  BOOST_TEST(e.left == 6u);
  e = reader.next(begin, bytes.data() + bytes.size());
  BOOST_TEST(std::string(e.bytes) == "456789");
  BOOST_TEST(!e.first);
  BOOST_TEST(e.last);
  BOOST_TEST(e.left == 0u);
}

BOOST_AUTO_TEST_CASE(wherever_the_bytes_are_cut_the_same_is_heard) {
  const auto all = frame(1, "hello") + frame(2, std::string(300, 'x'), false) + frame(9, "are you there") +
                   frame(0, std::string(9, 'y')) +
                   frame(8, "\x03\xe8"
                            "bye"s);
  const auto whole = heard(all);
  BOOST_TEST(whole.ends_with("close 1000:bye"));
  for (std::size_t cut = 0; cut <= all.size(); ++cut)
    BOOST_TEST(heard(std::vector{all.substr(0, cut), all.substr(cut)}) == whole, "cut at " << cut);
  std::vector<std::string> bytewise;
  for (const char c : all)
    bytewise.emplace_back(1, c);
  BOOST_TEST(heard(bytewise) == whole);
}

BOOST_AUTO_TEST_CASE(a_close_frame_ends_it) {
  BOOST_TEST(heard(frame(8, "")) == "close 1005:");
  BOOST_TEST(heard(frame(8, "\x03\xe9"s) + frame(1, "more")) == "close 1001:");
  BOOST_TEST(heard(frame(8, "x")) == "wrong: a close code has two bytes");
}

BOOST_AUTO_TEST_CASE(what_breaks_the_rules_is_wrong) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"\x81\x05Hello"s, "a client's frames are masked"},
      {"\xc1\x80\x01\x02\x03\x04"s, "a reserved bit is set"},
      {frame(3, "?"), "no such opcode"},
      {frame(11, "?"), "no such opcode"},
      {frame(9, "?", false), "a control frame is short and whole"},
      {frame(9, std::string(126, '?')), "a control frame is short and whole"},
      {frame(0, "?"), "nothing is to be continued"},
      {frame(1, "a", false) + frame(1, "b"), "a message began within another"},
      {frame(1, "a", false) + frame(2, "b"), "a message began within another"},
      {"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"s, "no frame is that long"},
  };
  for (const auto& [bytes, why] : rows)
    BOOST_TEST(heard(bytes) == "wrong: " + why);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_behind_what_was_wrong) {
  websocket_reader reader;
  auto bytes = frame(3, "?") + frame(1, "hello");
  auto* begin = bytes.data();
  BOOST_TEST((reader.next(begin, bytes.data() + bytes.size()).what == step::wrong));
  BOOST_TEST((reader.next(begin, bytes.data() + bytes.size()).what == step::wrong));
}

BOOST_AUTO_TEST_SUITE_END()
