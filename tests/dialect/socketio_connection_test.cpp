#include "actors/model/packer.hpp"
#include "tests/support/hex.hpp"
#include "transport/dialect/base64.hpp"
#include "transport/dialect/engineio/packet.hpp"
#include "transport/dialect/json_writer.hpp"
#include "transport/dialect/socketio/connection.hpp"
#include <boost/test/unit_test.hpp>
#include <memory>
#include <utility>

using namespace snug;
using namespace snug::socketio;
using snug::test::hex;

namespace {

std::string json(std::string_view msgpack) {
  std::string out;
  dialect::json_writer(out).value(msgpack);
  return out;
}

std::string packed(std::initializer_list<std::string_view> texts) {
  model::packer p;
  p.array(static_cast<std::uint32_t>(texts.size()));
  for (const auto t : texts)
    p.text(t);
  return std::move(p).str();
}

/// A connection whose doings are written down.
struct bench final : connection::application {
  explicit bench(bool at_once = true)
    : accepts(at_once)
    , it(limits, 0, *this) {}

  std::string done() { return std::exchange(log, {}); }
  /// What came of a text, by itself.
  std::string of(std::string_view text) {
    it.received(text, false);
    return done();
  }
  std::string of_bytes(std::string_view bytes) {
    it.received(bytes, true);
    return done();
  }

  void add(const std::string& line) { log += (log.empty() ? "" : "; ") + line; }
  void connecting(std::string_view nsp, std::string_view auth) override {
    add("connecting " + std::string(nsp) + " " + json(auth));
    if (accepts) it.accept(nsp, "S");
  }
  void event(const packet& p) override {
    add("event " + p.nsp + " " + json(p.data) + (p.id ? " #" + std::to_string(*p.id) : "") +
        (p.complaint ? " but " + std::string(*p.complaint) : ""));
  }
  void acknowledged(std::string_view nsp, std::uint64_t id, std::string_view data) override {
    add("ack " + std::string(nsp) + " #" + std::to_string(id) + " " + json(data));
  }
  void unanswered(std::string_view nsp, std::uint64_t id) override {
    add("no ack " + std::string(nsp) + " #" + std::to_string(id));
  }
  void left(std::string_view nsp) override { add("left " + std::string(nsp)); }
  void send(std::string_view frames) override {
    std::string body;
    engineio::append_to_body(body, frames);
    for (auto& c : body)
      if (c == '\x1e') c = '|';
    add("> " + body);
  }
  void broken(std::string_view why) override { add("broken: " + std::string(why)); }

  const bool accepts;
  const connection_limits limits{1'000, 3, {10, 100'000}};
  std::string log;
  connection it;
};

/// One that has joined the main namespace.
std::unique_ptr<bench> joined() {
  auto b = std::make_unique<bench>();
  BOOST_TEST(b->of("0") == R"(connecting / {}; > 40{"sid":"S"})");
  return b;
}

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_connection)

BOOST_AUTO_TEST_CASE(namespaces_are_joined_with_what_the_client_says_of_itself) {
  bench b;
  BOOST_TEST(b.of(R"(0{"token":"123"})") == R"(connecting / {"token":"123"}; > 40{"sid":"S"})");
  BOOST_TEST(b.of(R"(0/admin,{"a":1})") == R"(connecting /admin {"a":1}; > 40/admin,{"sid":"S"})");
  BOOST_TEST(b.of("0/x") == R"(connecting /x {}; > 40/x,{"sid":"S"})");
  BOOST_TEST(b.it.joined("/admin"));
}

BOOST_AUTO_TEST_CASE(a_namespace_is_refused_with_a_reason_and_may_be_asked_for_again) {
  bench b(false);
  BOOST_TEST(b.of("0/nope,") == "connecting /nope {}");
  b.it.refuse("/nope", "Invalid namespace");
  BOOST_TEST(b.done() == R"(> 44/nope,{"message":"Invalid namespace"})");
  BOOST_TEST(b.of("0/nope,") == "connecting /nope {}");
  b.it.refuse("/nope", "unauthorized", model::packer{}.map(1).text("code").uint(401).str());
  BOOST_TEST(b.done() == R"(> 44/nope,{"message":"unauthorized","data":{"code":401}})");
}

BOOST_AUTO_TEST_CASE(a_reply_with_a_recovery_id_has_both_ids) {
  bench b(false);
  b.of("0");
  b.it.accept("/", "S", "P");
  BOOST_TEST(b.done() == R"(> 40{"sid":"S","pid":"P"})");
}

BOOST_AUTO_TEST_CASE(events_and_acknowledgements_go_both_ways) {
  auto b = joined();
  BOOST_TEST(b->of(R"(2["echo",1])") == R"(event / ["echo",1])");
  BOOST_TEST(b->of(R"(20["echo",1])") == R"(event / ["echo",1] #0)");
  b->it.acknowledge("/", 0, packed({"yes"}));
  BOOST_TEST(b->done() == R"(> 430["yes"])");
  b->it.emit("/", packed({"news", "x"}));
  BOOST_TEST(b->done() == R"(> 42["news","x"])");
  BOOST_TEST(b->it.ask("/", packed({"question"})) == 0u);
  BOOST_TEST(b->it.ask("/", packed({"question"})) == 1u);
  BOOST_TEST(b->done() == R"(> 420["question"]; > 421["question"])");
  BOOST_TEST(b->of(R"(31["b"])") == R"(ack / #1 ["b"])");
  BOOST_TEST(b->of(R"(30["a"])") == R"(ack / #0 ["a"])");
  BOOST_TEST(b->of(R"(30["again"])") == ""); // nobody waits for it any more
  BOOST_TEST(b->of(R"(399["?"])") == "");
}

BOOST_AUTO_TEST_CASE(attachments_are_put_in_their_places) {
  auto b = joined();
  BOOST_TEST(b->of(R"(52-3["e",{"_placeholder":true,"num":1},{"b":{"num":0,"_placeholder":true}}])") == "");
  BOOST_TEST(b->of_bytes("\x01") == "");
  BOOST_TEST(b->of_bytes("\x02") == R"(event / ["e",{"$bin":"Ag=="},{"b":{"$bin":"AQ=="}}] #3)");
  b->it.acknowledge("/", 3, model::packer{}.array(2).bytes("\x07").map(1).text("b").bytes("").str());
  BOOST_TEST(b->done() ==
             R"(> 462-3[{"_placeholder":true,"num":0},{"b":{"_placeholder":true,"num":1}}]|bBw==|b)");
}

BOOST_AUTO_TEST_CASE(what_looks_like_bytes_in_a_plain_event_stays_an_object) {
  auto b = joined();
  b->it.received(R"(2["e",{"$bin":"AQ=="},{"_placeholder":true,"num":0}])", false);
  BOOST_TEST(b->done() == R"(event / ["e",{"$bin":"AQ=="},{"_placeholder":true,"num":0}])");
}

BOOST_AUTO_TEST_CASE(leaving_a_namespace_leaves_the_others) {
  auto b = joined();
  b->of("0/x,");
  BOOST_TEST(b->of("1/x,") == "left /x");
  BOOST_TEST(b->of(R"(2["still"])") == R"(event / ["still"])");
  BOOST_TEST(b->of(R"(2/x,["not"])") == "broken: a packet for a namespace that wasn't joined");
}

BOOST_AUTO_TEST_CASE(a_namespace_that_the_server_takes_away_may_be_joined_again) {
  auto b = joined();
  b->it.disconnect("/");
  BOOST_TEST(b->done() == "> 41");
  BOOST_TEST(b->of("0") == R"(connecting / {}; > 40{"sid":"S"})");
}

BOOST_AUTO_TEST_CASE(everything_malformed_breaks_the_connection_once) {
  const std::pair<const char*, const char*> table[] = {
      {"", "no such type of packet"},
      {"7", "no such type of packet"},
      {"abc", "no such type of packet"},
      {"2", "an event is an array that begins with its name"},
      {"2{}", "an event is an array that begins with its name"},
      {"2[]", "an event is an array that begins with its name"},
      {"2[{}]", "an event is an array that begins with its name"},
      {"2[null]", "an event is an array that begins with its name"},
      {"2abc[\"a\"]", "a packet's data is no JSON"},
      {"2[\"a\"", "a packet's data is no JSON"},
      {"2[\"a\"]]", "a packet's data is no JSON"},
      {"2[\"\xff\"]", "a packet's data is no JSON"},
      {"299999999999999999999[\"a\"]", "an acknowledgement's number is too large"},
      {"2[\"connect\"]", "events of this name are nobody's to send"},
      {"2[\"connect_error\"]", "events of this name are nobody's to send"},
      {"2[\"disconnect\"]", "events of this name are nobody's to send"},
      {"2[\"disconnecting\"]", "events of this name are nobody's to send"},
      {"2[\"newListener\"]", "events of this name are nobody's to send"},
      {"2[\"removeListener\"]", "events of this name are nobody's to send"},
      {"31", "an acknowledgement is an array"},
      {"31\"a\"", "an acknowledgement is an array"},
      {"1[]", "nothing comes with a disconnect"},
      {"0/y,null", "what comes with a connect is an object"},
      {"0/y,\"a\"", "what comes with a connect is an object"},
      {"6[1]", "a number of attachments is missing"},
      {"60-1[]", "so many attachments can't be"},
      {"5-1-[\"a\"]", "a number of attachments is missing"},
      {"51.5-[\"a\"]", "a number of attachments is missing"},
      {"599999999999999999999-[\"a\"]", "a number of attachments is missing"},
      {"2/\xff,[\"a\"]", "a namespace is UTF-8"},
      {"3[1]", "an acknowledgement has a number"},
      {"31{}", "an acknowledgement is an array"},
      {"1{}", "nothing comes with a disconnect"},
      {"0/y,[1]", "what comes with a connect is an object"},
      {"0", "a namespace is joined once"},
      {"4{\"message\":\"x\"}", "only a server refuses"},
      {"5[\"a\"]", "a number of attachments is missing"},
      {"5-[\"a\"]", "a number of attachments is missing"},
      {"5x-[\"a\"]", "a number of attachments is missing"},
      {"50-[\"a\"]", "so many attachments can't be"},
      {"511-[\"a\"]", "so many attachments can't be"},
      {"2/y,[\"a\"]", "a packet for a namespace that wasn't joined"},
      {"3/y,1[]", "a packet for a namespace that wasn't joined"},
      {"1/y,", "a packet for a namespace that wasn't joined"},
  };
  for (const auto& [text, why] : table) {
    auto b = joined();
    BOOST_TEST(b->of(text) == std::string("broken: ") + why, text);
    BOOST_TEST(b->of(R"(2["more"])") == "", text);
  }
}

BOOST_AUTO_TEST_CASE(attachments_that_do_not_fit_their_packet_break_the_connection) {
  {
    auto b = joined();
    BOOST_TEST(b->of_bytes("\x01") == "broken: an attachment belongs to no packet");
  }
  {
    auto b = joined();
    BOOST_TEST(b->of(R"(51-["a",{"_placeholder":true,"num":0}])") == "");
    BOOST_TEST(b->of(R"(2["b"])") == "broken: a packet came where attachments are missing");
  }
  {
    auto b = joined();
    b->of(R"(51-["a",{"_placeholder":true,"num":1}])");
    BOOST_TEST(b->of_bytes("\x01") == "broken: a placeholder names no attachment of its own");
  }
  {
    auto b = joined();
    b->of(R"(51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])");
    BOOST_TEST(b->of_bytes("\x01") == "broken: a placeholder names no attachment of its own");
  }
  {
    auto b = joined();
    b->of(R"(52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
    BOOST_TEST(b->of_bytes(std::string(60'000, 'x')) == "");
    BOOST_TEST(b->of_bytes(std::string(60'000, 'x')) == "broken: a packet is too large");
  }
}

BOOST_AUTO_TEST_CASE(placeholders_that_are_none_are_left_alone_and_their_attachments_lost) {
  // The number is text, negative or missing: objects like others, as without attachments.
  for (const auto* odd : {R"({"_placeholder":true,"num":"0"})", R"({"_placeholder":true,"num":-1})",
                          R"({"_placeholder":true})", R"({"_placeholder":false,"num":0})"}) {
    auto b = joined();
    BOOST_TEST(b->of(std::string("51-[\"a\",") + odd + "]") == "", odd);
    BOOST_TEST(b->of_bytes("\x01") == std::string("event / [\"a\",") + odd + "]", odd);
  }
}

BOOST_AUTO_TEST_CASE(whoever_left_a_namespace_says_nothing_more_in_it) {
  for (const auto* late :
       {R"(2["a"])", R"(20["a"])", "30[]", "1", R"(51-["a",{"_placeholder":true,"num":0}])"}) {
    auto b = joined();
    BOOST_TEST(b->of("1") == "left /");
    const auto at_once = b->of(late);
    const auto got = at_once.empty() ? b->of_bytes("\x01") : at_once;
    BOOST_TEST(got == "broken: a packet for a namespace that wasn't joined", late);
  }
}

BOOST_AUTO_TEST_CASE(events_before_the_reply_to_a_connect_break_the_connection) {
  bench b(false);
  b.of("0");
  BOOST_TEST(b.of(R"(2["early"])") == "broken: a packet for a namespace that wasn't joined");
}

BOOST_AUTO_TEST_CASE(data_that_no_room_may_see_is_told_with_what_is_wrong) {
  auto b = joined();
  BOOST_TEST(b->of(R"(2["e",{"a":1,"a":2}])").ends_with(" but must not repeat a map key"));
  bench other;
  BOOST_TEST(other.of(R"(0{"a":1,"a":2})") == R"(> 44{"message":"must not repeat a map key"})");
  const auto deep = std::string(40, '[') + std::string(40, ']');
  BOOST_TEST(b->of("2[\"e\"," + deep + "]").ends_with(" but must be nested at most 32 deep"));
}

BOOST_AUTO_TEST_CASE(there_are_so_many_namespaces_and_no_more) {
  auto b = joined();
  b->of("0/1,");
  b->of("0/2,");
  BOOST_TEST(b->of("0/3,") == R"(> 44/3,{"message":"too many namespaces"})");
}

BOOST_AUTO_TEST_CASE(who_joins_nothing_in_time_is_sent_away) {
  bench b;
  BOOST_TEST(b.it.due() == 1'000);
  b.it.tick(999);
  BOOST_TEST(b.done() == "");
  b.it.tick(1'000);
  BOOST_TEST(b.done() == "broken: no namespace was joined in time");
  auto in_time = joined();
  BOOST_TEST(in_time->it.due() == connection::never);
  in_time->it.tick(5'000);
  in_time->of("1");
  in_time->it.tick(9'000);
  BOOST_TEST(in_time->done() == "");
}

BOOST_AUTO_TEST_CASE(a_client_of_the_msgpack_parser_is_answered_in_it) {
  bench b(false);
  // {type:0, data:{token:"t1"}, nsp:"/"}
  BOOST_TEST(b.of_bytes(hex("83a47479706500a46461746181a5746f6b656ea27431a36e7370a12f")) ==
             R"(connecting / {"token":"t1"})");
  b.it.accept("/", "S");
  // {type:0, data:{sid:"S"}, nsp:"/"}
  std::string want = "> b";
  dialect::append_base64(want, hex("83a47479706500a46461746181a3736964a153a36e7370a12f"));
  BOOST_TEST(b.done() == want);
  // event echo, ack id 0, with options
  BOOST_TEST(
      b.of_bytes(hex("85a47479706502a46461746194a46563686f01a374776f81a5746872656592c3c0a76f7074696f6e7381a8"
                     "636f6d7072657373c3a2696400a36e7370a12f")) ==
      R"(event / ["echo",1,"two",{"three":[true,null]}] #0)");
  // an undefined argument
  BOOST_TEST(
      b.of_bytes(hex("85a47479706502a46461746193a46563686fa66e6f2061636bd40000a76f7074696f6e7381a8636f6d70"
                     "72657373c3a2696401a36e7370a12f")) == R"(event / ["echo","no ack",null] #1)");
  BOOST_TEST(b.of("2[\"text\"]") == "broken: this connection's parser writes binary packets");
}

BOOST_AUTO_TEST_CASE(a_connect_without_data_is_one_whether_undefined_or_absent) {
  for (const auto* bytes : {"83a47479706500a464617461d40000a36e7370a12f", "82a47479706500a36e7370a12f"}) {
    bench b;
    BOOST_TEST(b.of_bytes(hex(bytes)).starts_with("connecting / {}"));
  }
}

BOOST_AUTO_TEST_CASE(malformed_packets_of_the_msgpack_parser_break_the_connection) {
  const std::pair<std::string, const char*> table[] = {
      {"", "a packet is no whole MessagePack"},
      {"c1", "a packet is no whole MessagePack"},
      {"93", "a packet is no whole MessagePack"},
      {"80", "a packet has a type and a namespace"},
      {"90", "a packet is a map"},
      {"82a47479706501a36e7370a12f00", "a packet is no whole MessagePack"}, // bytes behind it
      {"82a47479706505a36e7370a12f", "no such type of packet"},
      {"82a474797065a131a36e7370a12f", "no such type of packet"},
      {"82a47479706501a36e737001", "a namespace begins with /"},
      {"82a47479706501a36e7370a0", "a namespace begins with /"},
      {"82a47479706501a36e7370a22fff", "a namespace is UTF-8"},
      {"82a47479706502a36e7370a12f", "an event is an array that begins with its name"},
      {"83a47479706502a464617461c0a36e7370a12f", "an event is an array that begins with its name"},
      {"83a47479706500a464617461c0a36e7370a12f", "what comes with a connect is an object"},
      {"83a47479706500a46461746190a36e7370a12f", "what comes with a connect is an object"},
      {"83a47479706501a464617461c0a36e7370a12f", "nothing comes with a disconnect"},
      {"83a47479706503a2696400a36e7370a12f", "an acknowledgement is an array"},
      {"84a47479706503a2696400a464617461c0a36e7370a12f", "an acknowledgement is an array"},
      {"83a47479706503a46461746190a36e7370a12f", "an acknowledgement has a number"},
      {"84a47479706502a46461746191a161a26964c0a36e7370a12f", "an acknowledgement's number must be one"},
      {"84a47479706502a46461746191a161a26964ffa36e7370a12f", "an acknowledgement's number must be one"},
      {"83a47479706504a46461746180a36e7370a12f", "only a server refuses"},
      {"83a474797065ffa46461746180a36e7370a12f", "no such type of packet"},
      {"82a47479706501a3617364a12f", "a packet has a type and a namespace"},
      {"82a36e7370a12fa46461746180", "a packet has a type and a namespace"},
      {"84a47479706502a46461746191a161a26964a130a36e7370a12f", "an acknowledgement's number must be one"},
      // an ext of type 1, and one of type 0 with a size that nothing has
      {"83a47479706502a46461746192a161d40100a36e7370a12f",
       "a packet's data has what JavaScript has no value for"},
      {"83a47479706502a46461746192a161d5000000a36e7370a12f",
       "a packet's data has what JavaScript has no value for"},
  };
  for (const auto& [bytes, why] : table) {
    bench b;
    BOOST_TEST(b.of_bytes(hex(bytes)) == std::string("broken: ") + why, bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_packet_of_the_msgpack_parser_cut_short_anywhere_breaks_the_connection) {
  const auto whole =
      hex("85a47479706502a46461746194a46563686f01a374776f81a5746872656592c3c0a76f7074696f6e7381a8"
          "636f6d7072657373c3a2696400a36e7370a12f");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    bench b;
    BOOST_TEST(b.of_bytes(whole.substr(0, i)) == "broken: a packet is no whole MessagePack", i);
  }
}

BOOST_AUTO_TEST_CASE(a_text_packet_cut_short_anywhere_never_becomes_an_event) {
  const std::string whole = R"(2/chat,12["echo",{"a":[1,2]}])";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    bench b;
    b.of("0/chat,");
    BOOST_TEST(b.of(whole.substr(0, i)).starts_with("broken: "), i);
  }
}

BOOST_AUTO_TEST_CASE(a_question_that_nobody_answers_in_time_is_unanswered_once) {
  bench b;
  (void)b.of("0");
  BOOST_TEST(b.it.due() == connection::never);
  BOOST_TEST(b.it.ask("/", packed({"first"}), 500) == 0u);
  BOOST_TEST(b.it.ask("/", packed({"second"}), 300) == 1u);
  BOOST_TEST(b.it.ask("/", packed({"third"})) == 2u);
  (void)b.done();
  BOOST_TEST(b.it.due() == 300);
  b.it.tick(299);
  BOOST_TEST(b.done() == "");
  b.it.tick(300);
  BOOST_TEST(b.done() == "no ack / #1");
  BOOST_TEST(b.it.due() == 500);
  BOOST_TEST(b.of(R"(31["too late"])") == "");
  BOOST_TEST(b.of(R"(30["in time"])") == R"(ack / #0 ["in time"])");
  BOOST_TEST(b.it.due() == connection::never);
  b.it.tick(100'000);
  BOOST_TEST(b.of(R"(32["whenever"])") == R"(ack / #2 ["whenever"])");
}

BOOST_AUTO_TEST_CASE(of_too_many_questions_the_oldest_is_given_up) {
  bench b;
  (void)b.of("0");
  for (int i = 0; i < 256; ++i)
    (void)b.it.ask("/", packed({"q"}), 500);
  (void)b.done();
  BOOST_TEST(b.it.ask("/", packed({"q"}), 500) == 256u);
  BOOST_TEST(b.done().find("no ack / #0") != std::string::npos);
  (void)b.of("1"); // it left: nobody waits any more
  b.it.tick(1'000);
  BOOST_TEST(b.done().find("no ack") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
