#include "tests/dialect/decode_test_kit.hpp"
#include "tests/support/random_payload.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug;
using namespace snug::test;

namespace {

const std::string a_command = R"([7,"message.send","lobby",{"text":"hi"},"c1"])";

} // namespace

BOOST_AUTO_TEST_SUITE(native_json_decode)

BOOST_AUTO_TEST_CASE(a_command_is_read_field_by_field) {
  const auto d = decode_json(a_command);
  BOOST_REQUIRE_EQUAL(d.requests.size(), 1u);
  BOOST_TEST(!d.together);
  const auto& r = d.requests[0];
  BOOST_TEST(r.ref == 7u);
  BOOST_TEST(r.name == "message.send");
  BOOST_TEST(r.room == "lobby");
  BOOST_TEST(dump(r.data) == "81 a4 74 65 78 74 a2 68 69"); // {"text": "hi"}
  BOOST_TEST(r.id == "c1");
}

BOOST_AUTO_TEST_CASE(white_space_and_escapes_are_json_s_own) {
  BOOST_TEST(of_json(" [ 1 , \"\\u0078\" ,\n null ,\t null ] \r\n") == "1 x - - -");
}

BOOST_AUTO_TEST_CASE(commands_in_one_array_go_together) {
  BOOST_TEST(of_json(R"([[1,"x","r",null],[2,"y","r",[],"i"]])") == "{1 x r - -; 2 y r [] i}");
}

BOOST_AUTO_TEST_CASE(what_breaks_a_rule_is_refused_by_its_ref_with_the_field_named) {
  const std::string bad_ref = "0! ref must be an integer from 0 to 4294967295 [ref]";
  const std::pair<std::string, std::string> table[] = {
      {R"([1.0,"x",null,null])", bad_ref},
      {R"([-1,"x",null,null])", bad_ref},
      {R"(["1","x",null,null])", bad_ref},
      {R"([4294967296,"x",null,null])", bad_ref},
      {R"([7])", "7! command is missing [command]"},
      {R"([7,"x"])", "7! room is missing [room]"},
      {R"([7,"x",null])", "7! data is missing [data]"},
      {R"([7,"x",null,null,null,null])", "7! a command has at most 5 elements []"},
      {R"([7,1,null,null])", "7! command must be a string [command]"},
      {R"([7,"x",{},null])", "7! room must be a string [room]"},
      {R"([7,"x",null,null,1])", "7! id must be a string [id]"},
      {R"([7,"","r",null])", "7! command must be 1 to 64 bytes [command]"},
      {R"([7,"x","a\u0000b",null])", "7! room must not contain control characters [room]"},
      {R"([7,"x","\u009f",null])", "7! room must not contain control characters [room]"},
      {R"([7,"x",null,{"a":1,"a":2}])", "7! data must not repeat a map key [data]"},
      {R"([7,"x",null,{"a":1,"\u0061":2}])", "7! data must not repeat a map key [data]"},
      {R"([7,"x",null,)" + repeat("[", 33) + repeat("]", 33) + "]",
       "7! data must be nested at most 32 deep [data]"},
      {R"([7,"x",null,)" + repeat("[", 1000) + repeat("]", 1000) + "]",
       "7! data must be nested at most 32 deep [data]"},
      {R"([7,"x",null,)" + repeat(R"({"a":)", 1000) + "1" + repeat("}", 1000) + "]",
       "7! data must be nested at most 32 deep [data]"},
      {R"([7,"x",null,[)" + repeat("1,", 65'535) + "1]]", "7! data must have at most 65536 elements [data]"},
  };
  for (const auto& [text, expected] : table)
    BOOST_TEST(of_json(text) == expected, text.substr(0, 60));
}

BOOST_AUTO_TEST_CASE(what_is_no_command_at_all_closes_with_4400) {
  // What comes behind it is the parser's own sentence.
  const auto* const not_json = "a message must be JSON: ";
  const std::pair<std::string, const char*> table[] = {
      {"", not_json},
      {"hello", not_json},
      {"\xef\xbb\xbf[1]", not_json},
      {"\xff\xfe", not_json},
      {"[1,", not_json},
      {R"([1,"x",null,null]])", not_json},
      {R"([1,"x",null,null],)", not_json},
      {std::string(R"([1,"x",null,null])") + '\0' + "1", not_json},
      {R"([1,"x",null,null,])", not_json},
      {R"([1,'x',null,null])", not_json},
      {R"([01,"x",null,null])", not_json},
      {R"([1,"x",null,NaN])", not_json},
      {R"([1,"x",null,1e999])", not_json},
      {R"([1,"x",null,// no comments
        null])",
       not_json},
      {"[1,\"\xff\",null,null]", not_json},
      {"[1,\"\xc0\x80\",null,null]", not_json},
      {"[1,\"\xed\xa0\x80\",null,null]", not_json},
      {"[1,\"a\nb\",null,null]", not_json},
      {R"([1,"\ud800",null,null])", not_json},
      {R"([1,"\ud800\u0041",null,null])", not_json},
      {repeat("[", 100'000), not_json},
      {"7", "a message must be an array"},
      {"{}", "a message must be an array"},
      {"null", "a message must be an array"},
      {"[]", "a message must not be an empty array"},
      {"[[]]", "commands that go together must all be arrays"},
      {R"([[1,"x",null,null],2])", "commands that go together must all be arrays"},
      {"[" + repeat("[1],", 64) + "[1]]", "at most 64 commands go together"},
  };
  for (const auto& [text, expected] : table)
    BOOST_TEST(of_json(text).starts_with(std::string("close 4400: ") + expected), text.substr(0, 60));
}

BOOST_AUTO_TEST_CASE(a_lone_low_surrogate_is_never_let_in) {
  BOOST_TEST(decode_json(R"([1,"x",null,"\udc00"])").requests.empty());
  BOOST_TEST(decode_json(R"([1,"\udc00",null,null])").requests.empty());
}

BOOST_AUTO_TEST_CASE(binary_messages_on_the_text_dialect_close_with_4400) {
  dialect::decoded out;
  dialect::native_json().decode(a_command, true, {}, out);
  BOOST_TEST(summary(out) == "close 4400: snug.v1.json takes text messages");
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_large_closes_with_1009) {
  dialect::frame_limits small;
  small.max_message = 10;
  BOOST_TEST(summary(decode_json(a_command, small)) == "close 1009: a message must be at most 10 bytes");
}

BOOST_AUTO_TEST_CASE(a_frame_cut_short_anywhere_is_refused) {
  const auto together = "[" + a_command + "," + a_command + "]";
  for (const auto& whole : {a_command, together}) {
    BOOST_TEST((decode_json(whole).close == model::close_code::normal));
    for (std::size_t i = 0; i < whole.size(); ++i)
      BOOST_TEST((decode_json(std::string_view(whole).substr(0, i)).close == model::close_code::bad_request),
                 i);
  }
}

BOOST_AUTO_TEST_CASE(a_payload_may_use_all_its_depth_alone_and_together) {
  const auto command = [](std::size_t depth) {
    return R"([7,"x",null,)" + repeat("[", depth) + "1" + repeat("]", depth) + "]";
  };
  const auto data = repeat("[", 32) + "1" + repeat("]", 32);
  const std::string refusal = "7! data must be nested at most 32 deep [data]";
  BOOST_TEST(of_json(command(32)) == "7 x - " + data + " -");
  BOOST_TEST(of_json(command(33)) == refusal);
  BOOST_TEST(of_json("[" + command(32) + "]") == "{7 x - " + data + " -}");
  BOOST_TEST(of_json("[" + command(33) + "]") == "{" + refusal + "}");
}

BOOST_AUTO_TEST_CASE(both_dialects_read_the_same_from_the_same_command) {
  random_payload make(4711);
  for (int i = 0; i < 500; ++i) {
    const auto data = make.make(4);
    std::string json = R"([7,"message.send","lobby",)";
    dialect::json_writer(json).value(data).plain(R"(,"c1"])");
    const auto d = decode_json(json);
    BOOST_REQUIRE_EQUAL(d.requests.size(), 1u);
    BOOST_REQUIRE_EQUAL(dump(d.requests[0].data), data == "\xc0" ? "" : dump(data));
  }
}

BOOST_AUTO_TEST_CASE(damaged_text_never_gets_beyond_the_rules) {
  random_payload make(12);
  std::size_t closed = 0, sound = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string json = R"([7,"message.send","lobby",)";
    dialect::json_writer(json).value(make.make(3)).plain(R"(,"c1"])");
    for (auto n = 1 + make.below(3); n > 0; --n)
      json[make.below(json.size())] = static_cast<char>(make.below(256));
    const auto d = decode_json(json);
    closed += d.close != model::close_code::normal;
    sound += !d.requests.empty();
    BOOST_REQUIRE(d.close == model::close_code::normal || (d.requests.empty() && d.refused.empty()));
  }
  BOOST_TEST(closed > 500u);
  BOOST_TEST(sound > 10u);
}

BOOST_AUTO_TEST_SUITE_END()
