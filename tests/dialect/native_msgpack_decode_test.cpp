#include "actors/model/packer.hpp"
#include "tests/dialect/decode_test_kit.hpp"
#include "tests/support/random_payload.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;

namespace {

/// [7, "message.send", "lobby", {"text": "hi"}, "c1"]
const std::string a_command = hex("95"                                     // five elements
                                  "07"                                     // ref 7
                                  "ac 6d 65 73 73 61 67 65 2e 73 65 6e 64" // "message.send"
                                  "a5 6c 6f 62 62 79"                      // "lobby"
                                  "81 a4 74 65 78 74 a2 68 69"             // {"text": "hi"}
                                  "a2 63 31");                             // id "c1"

} // namespace

BOOST_AUTO_TEST_SUITE(native_msgpack_decode)

BOOST_AUTO_TEST_CASE(a_command_is_read_field_by_field) {
  const auto d = decode_msgpack(a_command);
  BOOST_REQUIRE_EQUAL(d.requests.size(), 1u);
  BOOST_TEST(!d.together);
  BOOST_TEST(d.refused.empty());
  const auto& r = d.requests[0];
  BOOST_TEST(r.ref == 7u);
  BOOST_TEST(r.name == "message.send");
  BOOST_TEST(r.room == "lobby");
  BOOST_TEST(dump(r.data) == "81 a4 74 65 78 74 a2 68 69");
  BOOST_TEST(r.id == "c1");
}

BOOST_AUTO_TEST_CASE(room_data_and_id_may_be_nil_and_the_id_left_out) {
  BOOST_TEST(of_msgpack("94 00 a5 68 65 6c 6c 6f c0 c0") == "0 hello - - -");
  BOOST_TEST(of_msgpack("95 01 a5 68 65 6c 6c 6f c0 c0 c0") == "1 hello - - -");
}

BOOST_AUTO_TEST_CASE(refs_reach_the_largest_of_32_bits_in_any_width) {
  BOOST_TEST(of_msgpack("94 ce ff ff ff ff a1 78 c0 c0") == "4294967295 x - - -");
  BOOST_TEST(of_msgpack("94 cf 00 00 00 00 ff ff ff ff a1 78 c0 c0") == "4294967295 x - - -");
  BOOST_TEST(of_msgpack("94 d0 05 a1 78 c0 c0") == "5 x - - -");
}

BOOST_AUTO_TEST_CASE(commands_in_one_array_go_together) {
  BOOST_TEST(of_msgpack("92"                          // two commands
                        "94 01 a1 78 a1 72 c0"        // [1, "x", "r", nil]
                        "95 02 a1 79 a1 72 90 a1 69") // [2, "y", "r", [], "i"]
             == "{1 x r - -; 2 y r [] i}");
  BOOST_TEST(of_msgpack("91 94 01 a1 78 a1 72 c0") == "{1 x r - -}");
}

BOOST_AUTO_TEST_CASE(what_breaks_a_rule_is_refused_by_its_ref_with_the_field_named) {
  const std::pair<const char*, const char*> table[] = {
      // refs that can't be read are refused with ref 0
      {"94 ca 3f 80 00 00 a1 78 c0 c0", "0! ref must be an integer from 0 to 4294967295 [ref]"}, // 1.0
      {"94 ff a1 78 c0 c0", "0! ref must be an integer from 0 to 4294967295 [ref]"},             // -1
      {"94 a1 31 a1 78 c0 c0", "0! ref must be an integer from 0 to 4294967295 [ref]"},          // "1"
      {"94 c0 a1 78 c0 c0", "0! ref must be an integer from 0 to 4294967295 [ref]"},             // nil
      {"94 cf 00 00 00 01 00 00 00 00 a1 78 c0 c0",
       "0! ref must be an integer from 0 to 4294967295 [ref]"},             // 2^32
      {"91 a1 78", "0! ref must be an integer from 0 to 4294967295 [ref]"}, // ["x"]
      // elements missing or too many
      {"91 07", "7! command is missing [command]"},
      {"92 07 a1 78", "7! room is missing [room]"},
      {"93 07 a1 78 c0", "7! data is missing [data]"},
      {"96 07 a1 78 c0 c0 c0 c0", "7! a command has at most 5 elements []"},
      // wrong types
      {"94 07 05 c0 c0", "7! command must be a string [command]"},
      {"94 07 c0 c0 c0", "7! command must be a string [command]"},
      {"94 07 c4 01 78 c0 c0", "7! command must be a string [command]"}, // bytes
      {"94 07 a1 78 05 c0", "7! room must be a string [room]"},
      {"95 07 a1 78 c0 c0 05", "7! id must be a string [id]"},
      // lengths and characters
      {"94 07 a0 c0 c0", "7! command must be 1 to 64 bytes [command]"},
      {"94 07 a1 0a c0 c0", "7! command must not contain control characters [command]"},
      {"94 07 a1 ff c0 c0", "7! command must be valid UTF-8 [command]"},
      {"94 07 a1 78 a0 c0", "7! room must be 1 to 128 bytes [room]"},
      {"94 07 a1 78 a1 07 c0", "7! room must not contain control characters [room]"},
      {"94 07 a1 78 a2 c0 80 c0", "7! room must be valid UTF-8 [room]"},
      {"95 07 a1 78 c0 c0 a0", "7! id must be 1 to 64 bytes [id]"},
      {"95 07 a1 78 c0 c0 a1 ff", "7! id must be valid UTF-8 [id]"},
      // data beyond the payload profile
      {"94 07 a1 78 c0 d4 01 00", "7! data must not contain extension types [data]"},
      {"94 07 a1 78 c0 81 01 02", "7! data must have strings for map keys [data]"},
      {"94 07 a1 78 c0 82 a1 61 01 a1 61 02", "7! data must not repeat a map key [data]"},
      {"94 07 a1 78 c0 a1 ff", "7! data must be valid UTF-8 [data]"},
      // an ext where nothing looks for one
      {"95 07 a1 78 c0 c0 d4 01 00", "7! id must be a string [id]"},
  };
  for (const auto& [bytes, expected] : table)
    BOOST_TEST(of_msgpack(bytes) == expected, bytes);
}

BOOST_AUTO_TEST_CASE(what_is_no_command_at_all_closes_with_4400) {
  const std::pair<const char*, const char*> table[] = {
      {"", "close 4400: a message must be an array"},
      {"07", "close 4400: a message must be an array"},
      {"c1", "close 4400: a message must be an array"},
      {"80", "close 4400: a message must be an array"},
      {"a5 68 65 6c 6c 6f", "close 4400: a message must be an array"},
      {"90", "close 4400: a message must not be an empty array"},
      {"94 07 a1 78 c0", "close 4400: a message must be whole MessagePack"},    // data promised, not there
      {"94 07 a1 78 c0 c1", "close 4400: a message must be whole MessagePack"}, // a byte that is never used
      {"94 07 a1 78 c0 c0 c0", "close 4400: a message must be exactly one array"}, // one value too many
      {"dd ff ff ff ff 07",
       "close 4400: a message must be whole MessagePack"}, // four thousand million elements
      {"94 07 a1 78 c0 dd ff ff ff ff", "close 4400: a message must be whole MessagePack"},
      {"94 07 db ff ff ff ff 78", "close 4400: a message must be whole MessagePack"},
      {"92 94 07 a1 78 c0 c0 05", "close 4400: commands that go together must all be arrays"},
      {"92 94 07 a1 78 c0 c0 90", "close 4400: commands that go together must all be arrays"},
      {"91 90", "close 4400: commands that go together must all be arrays"},
      {"92 94 07 a1 78 c0 c0", "close 4400: commands that go together must all be arrays"},
      {"91 94 07 a1 78 c0 c0 c0", "close 4400: a message must be exactly one array"},
      {"dd ff ff ff ff 90", "close 4400: at most 64 commands go together"},
  };
  for (const auto& [bytes, expected] : table)
    BOOST_TEST(of_msgpack(bytes) == expected, bytes);
}

BOOST_AUTO_TEST_CASE(one_bad_command_of_several_refuses_them_all) {
  BOOST_TEST(of_msgpack("93"
                        "94 01 a1 78 a1 72 c0"  // sound
                        "94 02 05 a1 72 c0"     // its command is no string
                        "94 03 a1 79 a1 72 c0") // sound
             == "{2! command must be a string [command]; "
                "1! another command of the same message was refused []; "
                "3! another command of the same message was refused []}");
}

BOOST_AUTO_TEST_CASE(the_limits_of_a_frame_are_the_callers) {
  dialect::frame_limits small;
  small.max_message = a_command.size();
  BOOST_TEST(summary(decode_msgpack(a_command, small)).starts_with("7 message.send"));
  small.max_message = a_command.size() - 1;
  BOOST_TEST(summary(decode_msgpack(a_command, small)) == "close 1009: a message must be at most 32 bytes");
  dialect::frame_limits narrow;
  narrow.max_name = 4;
  BOOST_TEST(summary(decode_msgpack(a_command, narrow)) == "7! command must be at most 4 bytes [command]");
  narrow = {};
  narrow.max_room = 4;
  BOOST_TEST(summary(decode_msgpack(a_command, narrow)) == "7! room must be at most 4 bytes [room]");
  narrow = {};
  narrow.max_id = 1;
  BOOST_TEST(summary(decode_msgpack(a_command, narrow)) == "7! id must be at most 1 bytes [id]");
  narrow = {};
  narrow.max_together = 1;
  BOOST_TEST(summary(decode_msgpack("\x92" + a_command + a_command, narrow)) ==
             "close 4400: at most 1 commands go together");
}

BOOST_AUTO_TEST_CASE(text_on_the_binary_dialect_closes_with_4400) {
  dialect::decoded out;
  dialect::native_msgpack().decode(R"([1,"x",null,null])", false, {}, out);
  BOOST_TEST(summary(out) == "close 4400: snug.v1.msgpack takes binary messages");
}

BOOST_AUTO_TEST_CASE(a_frame_cut_short_anywhere_is_refused) {
  const auto together = "\x92" + a_command + a_command;
  for (const auto& whole : {a_command, together}) {
    BOOST_TEST((decode_msgpack(whole).close == model::close_code::normal));
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const auto d = decode_msgpack(std::string_view(whole).substr(0, i));
      BOOST_TEST((d.close == model::close_code::bad_request), i);
      BOOST_TEST(d.requests.empty());
      BOOST_TEST(d.refused.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_payload_may_use_all_its_depth_alone_and_together) {
  const auto command = [](std::size_t depth) {
    return hex("94 07 a1 78 c0") + repeat("\x91", depth - 1) + "\x90";
  };
  const std::string refusal = "7! data must be nested at most 32 deep [data]";
  BOOST_TEST(decode_msgpack(command(32)).requests.size() == 1u);
  BOOST_TEST(summary(decode_msgpack(command(33))) == refusal);
  BOOST_TEST(summary(decode_msgpack(command(1000))) == refusal);
  BOOST_TEST(summary(decode_msgpack(command(1'000'000))) == refusal);
  BOOST_TEST(decode_msgpack("\x91" + command(32)).requests.size() == 1u);
  BOOST_TEST(summary(decode_msgpack("\x91" + command(33))) == "{" + refusal + "}");
}

BOOST_AUTO_TEST_CASE(what_was_decoded_before_is_forgotten) {
  dialect::decoded out;
  dialect::native_msgpack().decode(hex("91 94 01 a1 78 a1 72 c0"), true, {}, out);
  dialect::native_msgpack().decode("\x90", true, {}, out);
  dialect::native_msgpack().decode(hex("92 07 a1 78"), true, {}, out);
  dialect::native_msgpack().decode(a_command, true, {}, out);
  BOOST_TEST(summary(out) == R"(7 message.send lobby {"text":"hi"} c1)");
}

BOOST_AUTO_TEST_CASE(damaged_frames_come_to_something_that_holds_the_rules) {
  random_payload make(99);
  std::size_t closed = 0, refused = 0, sound = 0;
  for (int i = 0; i < 3000; ++i) {
    auto bytes = model::packer()
                     .array(5)
                     .uint(7)
                     .text("message.send")
                     .text("lobby")
                     .raw(make.make(3))
                     .text("c1")
                     .str();
    for (auto n = make.below(3); n > 0; --n)
      bytes[make.below(bytes.size())] = static_cast<char>(make.below(256));
    const auto d = decode_msgpack(bytes);
    closed += d.close != model::close_code::normal;
    refused += !d.refused.empty();
    sound += !d.requests.empty();
    BOOST_REQUIRE(d.close == model::close_code::normal || (d.requests.empty() && d.refused.empty()));
    for (const auto& r : d.requests)
      BOOST_REQUIRE(r.name.size() <= 64 && r.room.size() <= 128 && r.id.size() <= 64);
  }
  BOOST_TEST(closed > 100u);
  BOOST_TEST(refused > 100u);
  BOOST_TEST(sound > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
