#include "actors/model/entry_cursor.hpp"
#include "actors/model/pack.hpp"
#include "tests/profile/profile_kit.hpp"
#include <algorithm>
#include <chrono>
#include <random>

// What a profile makes of an app's words, both ways.

using namespace snug;
using namespace snug::test;

namespace {

constexpr auto sessions = R"(
room = "session_{session_id:int}"
[[in]]
event = "join_session"
command = "room.join"
[[in]]
event = "say"
command = "message.send"
fields.content = "data.text"
fields.client_id = "id"
fields.user_id = "from.user"
rest = "data.metadata"
[[out]]
told = "message.sent"
event = "said"
fields.session_id = "room.session_id"
fields.content = "data.text"
fields.client_id = "id"
fields.user_id = "from.user"
fields.at = "at"
rest = "data.metadata"
[[out]]
told = "message.sent"
when.type = "file"
event = "shared"
args = ["session_id", "file"]
fields.session_id = "room.session_id"
fields.file = "data.text"
)";

model::event_view message(std::string_view room, std::string_view data, std::string_view id = "") {
  model::event_view e;
  e.name = "message.sent";
  e.room = room;
  e.data = data;
  e.user = "ada";
  e.at = 1'700'000'000'123;
  e.offset = 9;
  e.epoch = 77;
  e.id = id;
  return e;
}

} // namespace

BOOST_AUTO_TEST_SUITE(profiles)

BOOST_AUTO_TEST_CASE(an_event_becomes_a_command_in_the_room_its_argument_names) {
  const auto p = profile_of(sessions);
  BOOST_TEST(said(*p, "join_session", R"([{"session_id":42}])") == "room.join session_42 {} -");
  BOOST_TEST(said(*p, "join_session", R"([{"session_id":"x"}])") == "! session_id must be a whole number");
  BOOST_TEST(said(*p, "join_session", "[{}]") == "! session_id is missing");
  BOOST_TEST(said(*p, "join_session", "[]") == "! session_id is missing");
  BOOST_TEST(said(*p, "join_session", "[42]") == "!  the argument of this event must be an object");
  BOOST_TEST(said(*p, "join_session", R"([{"session_id":42},1])") ==
             "!  this event has one argument: an object");
}

BOOST_AUTO_TEST_CASE(fields_change_their_names_and_what_nobody_names_goes_where_the_rest_goes) {
  const auto p = profile_of(sessions);
  BOOST_TEST(said(*p, "say",
                  R"([{"session_id":42,"content":"hi","client_id":"c1","mood":[1,2],"user_id":"eve"}])") ==
             R"(message.send session_42 {"text":"hi","metadata":{"mood":[1,2]}} c1)");
  BOOST_TEST(said(*p, "say", R"([{"session_id":42,"content":"hi"}])") ==
             R"(message.send session_42 {"text":"hi"} -)");
  BOOST_TEST(
      said(*p, "say", R"([{"session_id":42,"content":"hi","client_id":7}])").starts_with("! client_id"));
}

BOOST_AUTO_TEST_CASE(data_that_is_no_object_stays_what_it_is_and_is_the_command_s_to_refuse) {
  const auto p = profile_of(R"(
room = "hall_{hall}"
[[in]]
event = "create"
command = "room.ensure"
room_as = "data.name"
fields.as = "data"
)");
  BOOST_TEST(said(*p, "create", R"([{"hall":"a","as":{"kind":"group"}}])") ==
             R"(room.ensure - {"kind":"group","name":"hall_a"} -)");
  BOOST_TEST(said(*p, "create", R"([{"hall":"a","as":[1,2,3]}])") == "room.ensure - [1,2,3] -");
}

BOOST_AUTO_TEST_CASE(a_room_is_told_in_the_app_s_words) {
  const auto p = profile_of(sessions);
  const auto data = packed(R"({"text":"hi","metadata":{"mood":[1,2],"user_id":"forged"}})");
  BOOST_TEST(
      told(*p, message("session_42", data, "c1")) ==
      R"(["said",{"session_id":42,"content":"hi","client_id":"c1","user_id":"ada","at":1700000000123,"mood":[1,2]}])");
  // A room of another name has no such place, but is told all the same.
  BOOST_TEST(told(*p, message("lobby", packed(R"({"text":"hi"})"))) ==
             R"(["said",{"content":"hi","user_id":"ada","at":1700000000123}])");
}

BOOST_AUTO_TEST_CASE(a_rule_with_a_condition_comes_first_and_arguments_have_places) {
  const auto p = profile_of(sessions);
  BOOST_TEST(told(*p, message("session_42", packed(R"({"text":"a.png","type":"file"})"))) ==
             R"(["shared",42,"a.png",null])");
  BOOST_TEST(told(*p, message("lobby", packed(R"({"text":"a.png","type":"file"})"))) ==
             R"(["shared",null,"a.png",null])");
  BOOST_TEST(
      told(*p, message("session_1", packed(R"({"text":"a","type":"image"})"))).starts_with(R"(["said")"));
}

BOOST_AUTO_TEST_CASE(a_cursor_is_the_last_of_what_is_told_and_nothing_else_looks_like_one) {
  const auto p =
      profile_of(std::string(sessions) + "[[out]]\ntold = \"presence.joined\"\neach = \"data.users\"\n"
                                         "event = \"came\"\nargs = [\"u\"]\nfields.u = \"item.user\"\n");
  auto e = message("session_42", {});
  const auto data = packed(R"({"text":"a","type":"file"})");
  e.data = data;
  e.cursor = "7.12";
  BOOST_TEST(told(*p, e) == R"(["shared",42,"a","7.12"])");
  e.cursor = {};
  BOOST_TEST(told(*p, e) == R"(["shared",42,"a",null])");
  e.name = "wave";
  const auto word = packed("\"x\"");
  e.data = word;
  e.cursor = "7.13";
  BOOST_TEST(told(*p, e) == R"(["wave","x","7.13"])");
  e.name = "presence.joined";
  const auto users = packed(R"({"users":[{"user":"ada"},{"user":"bob"}]})");
  e.data = users;
  BOOST_TEST(told(*p, e) ==
             "[\"came\",\"ada\",null]\n[\"came\",\"bob\",\"7.13\"]"); // who has the last has all
}

BOOST_AUTO_TEST_CASE(free_events_need_no_rule_and_the_server_s_own_are_not_told_without_one) {
  const auto p = profile_of(sessions);
  model::event_view e;
  e.name = "task_created";
  const auto data = packed(R"({"id":7})");
  e.data = data;
  BOOST_TEST(told(*p, e) == R"(["task_created",{"id":7}])");
  e.data = {};
  BOOST_TEST(told(*p, e) == R"(["task_created",null])");
  e.name = "presence.joined";
  BOOST_TEST(told(*p, e).empty());
  BOOST_TEST(said(*p, "wave", R"([{"session_id":42,"hard":true}])") ==
             R"(wave session_42 {"session_id":42,"hard":true} -)");
  BOOST_TEST(said(*p, "wave", R"(["x"])") == R"(wave - "x" -)");
  BOOST_TEST(said(*p, "message.send", R"([{"text":"x"}])") == "!  no such event");
  const auto strict = profile_of("free_events = false\nroom = \"a\"\n");
  e.name = "task_created";
  BOOST_TEST(told(*strict, e).empty());
  BOOST_TEST(said(*strict, "wave", R"(["x"])") == "!  no such event");
}

BOOST_AUTO_TEST_CASE(a_free_event_is_published_as_its_rule_says) {
  const auto p = profile_of(R"(
room = "w_{id:str}"
room_from = "auth.workspace"
[[in]]
event = "cursor_move"
free = "cursor_updated"
to = "others"
key = "cursor"
[[in]]
event = "draw"
args = ["x", "y"]
free = "drawn"
durable = true
set.kind = "line"
)");
  profile::visitor who;
  who.came = packed(R"({"auth":{"workspace":"blue"}})");
  BOOST_TEST(said(*p, "cursor_move", R"([{"x":1}])", who) ==
             R"(publish w_blue {"event":"cursor_updated","data":{"x":1},"key":"cursor"} -)");
  BOOST_TEST(
      said(*p, "draw", "[3,4]", who) ==
      R"(publish w_blue {"event":"drawn","data":{"kind":"line","x":3,"y":4},"durable":true,"echo":true} -)");
  BOOST_TEST(said(*p, "draw", "[3,4,5]", who) == "!  this event has at most 2 arguments");
  BOOST_TEST(said(*p, "draw", "[3]") == "! id is missing");
}

BOOST_AUTO_TEST_CASE(what_the_server_says_of_an_author_cannot_be_said_by_a_client) {
  const auto p = profile_of("[[in]]\nevent = \"a\"\nfree = \"b\"\n[[out]]\ntold = \"b\"\nevent = \"b\"\n"
                            "fields.user_id = \"from.user\"\nfields.at = \"at\"\n");
  BOOST_TEST(said(*p, "a", R"([{"x":1,"user_id":"eve","at":0}])")
                 .starts_with(R"(publish - {"event":"b","data":{"x":1})"));
}

BOOST_AUTO_TEST_CASE(one_event_about_many_becomes_many_and_each_is_spared_their_own) {
  const auto p = profile_of(R"(
[[out]]
told = "presence.joined"
each = "data.users"
to = "others"
event = "user_joined"
fields.user_id = "item.user"
fields.online = "data.online"
)");
  model::event_view e;
  e.name = "presence.joined";
  const auto data = packed(R"({"online":3,"users":[{"user":"ada"},{"user":"bob","name":"Bob"}]})");
  e.data = data;
  BOOST_TEST(told(*p, e) == "[\"user_joined\",{\"user_id\":\"ada\",\"online\":3}]\n"
                            "[\"user_joined\",{\"user_id\":\"bob\",\"online\":3}]");
  BOOST_TEST(p->personal(e));
  BOOST_TEST(!p->concerns(e, "eve", 1));
  BOOST_TEST(p->concerns(e, "bob", 1));
  std::string for_bob;
  p->tell_one(e, "bob", 1, [&](std::string_view s) { for_bob += json(s); });
  BOOST_TEST(for_bob == R"(["user_joined",{"user_id":"ada","online":3}])");
}

BOOST_AUTO_TEST_CASE(what_is_for_others_names_the_session_it_is_from) {
  const auto p = profile_of(sessions);
  const auto id = profile::id_for_others(1234, "c1");
  BOOST_TEST(profile::session_left_out(id) == 1234u);
  BOOST_TEST(profile::own_id(id) == "c1");
  for (const auto* no : {"", "-", "-12", "c1", "-x.1", "12.c", "-0.c"})
    BOOST_TEST(profile::session_left_out(no) == 0u, no);
  const auto data = packed(R"({"text":"hi"})");
  const auto e = message("session_1", data, id);
  BOOST_TEST(p->personal(e));
  BOOST_TEST(p->concerns(e, "ada", 1234));
  BOOST_TEST(!p->concerns(e, "ada", 1235)); // the same user on another device
  BOOST_TEST(!p->concerns(e, "bob", 1234)); // nobody keeps somebody else in the dark
  std::string heard;
  p->tell_one(e, "ada", 1234, [&](std::string_view s) { heard += json(s); });
  BOOST_TEST(heard.empty());
  BOOST_TEST(told(*p, e).find(R"("client_id":"c1")") != std::string::npos);
  BOOST_TEST(!p->personal(message("session_1", data, "c1")));
}

BOOST_AUTO_TEST_CASE(acknowledgements_answers_and_words_have_the_app_s_shape) {
  const auto p = profile_of(R"(
room = "session_{id:int}"
[ack]
ok.success = true
ok.number = "data.offset"
error.success = false
error.reason = "error.message"
[[in]]
event = "ping"
answer = "pong"
answer_fields.time = "now"
[[in]]
event = "who"
command = "presence.list"
answer = "here"
answer_args = ["names"]
answer_fields.names = "data.users[]"
answer_items = "item.name"
ack_ok.count = "data.online"
[[on]]
when = "join"
event = "joined"
fields.id = "room.id"
fields.me = "me.user"
fields.people = "data.present[]"
items.user.id = "item.user"
)");
  profile::visitor who;
  who.user = "ada";
  who.session = 5;
  const auto ack = [&](const char* event, const model::result<std::string>& outcome) {
    std::string out;
    p->acknowledge(p->said(event), "session_3", outcome, who, 0, out);
    return json(out);
  };
  BOOST_TEST(ack("ping", packed(R"({"offset":7})")) == R"({"success":true,"number":7})");
  BOOST_TEST(ack("ping", model::failure{model::error_code::forbidden, "no", {}, 0, {}}) ==
             R"({"success":false,"reason":"no"})");
  BOOST_TEST(ack("who", packed(R"({"online":2})")) == R"({"count":2})");
  std::string heard;
  const auto hear = [&](std::string_view s) { heard += json(s); };
  p->tell_answer(*p->said("ping"), "", {}, who, 1'234, hear);
  BOOST_TEST(heard == R"(["pong",{"time":1234}])");
  heard.clear();
  const auto users = packed(R"({"users":[{"name":"Ada"},{}]})");
  p->tell_answer(*p->said("who"), "", model::value(users), who, 0, hear);
  BOOST_TEST(heard == R"(["here",["Ada",null]])");
  heard.clear();
  const auto present = packed(R"({"present":[{"user":"ada","color":"red"}]})");
  p->tell_words(profile::word::moment::join, "session_3", model::value(present), who, 0, hear);
  BOOST_TEST(heard == R"(["joined",{"id":3,"me":"ada","people":[{"user":{"id":"ada"}}]}])");
  BOOST_TEST(said(*p, "ping", "[]") == "- - {} -");
}

BOOST_AUTO_TEST_CASE(times_and_records_are_written_as_an_app_has_them) {
  const auto p = profile_of(R"(
[[out]]
told = "message.sent"
event = "m"
fields.iso = "at.iso"
fields.s = "at.seconds"
fields.id = "record"
fields.from = "from"
fields.name = "from.name"
fields.team = "from.team"
fields.fixed = "=text"
fields.n = 4
)");
  auto e = message("r", packed("{}"));
  const auto shown = packed(R"({"team":"red"})");
  e.profile = shown;
  BOOST_TEST(told(*p, e) ==
             R"(["m",{"iso":"2023-11-14T22:13:20.123Z","s":1700000000.123,"id":"77.9","from":{"user":"ada"},)"
             R"("name":"ada","team":"red","fixed":"text","n":4}])");
}

namespace {

/// A value of a client's, at most so deep.
std::string any_value(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 0 ? 7 : 5)) {
  case 0:
    return std::to_string(static_cast<std::int64_t>(random()) >> (random() % 64));
  case 1:
    return "\"t" + std::to_string(random() % 100) + "é\"";
  case 2:
    return random() % 2 ? "true" : "null";
  case 3:
    return "0.5";
  case 4:
    return R"({"$bin":"AAEC"})";
  case 5:
    return "[" + any_value(random, depth - 1) + "," + any_value(random, depth - 1) + "]";
  default:
    return "{\"a\":" + any_value(random, depth - 1) + "}";
  }
}

/// An object with some of the fields, and others nobody names.
std::string any_object(std::mt19937_64& random, const std::vector<std::string>& named) {
  std::string out = "{\"session_id\":" + std::to_string(static_cast<std::int64_t>(random() % 2'000) - 1'000);
  for (const auto& name : named)
    if (random() % 2) out += ",\"" + name + "\":" + any_value(random, 3);
  for (auto n = random() % 4; n > 0; --n)
    out += ",\"other" + std::to_string(n) + "\":" + any_value(random, 2);
  return out + "}";
}

/// The entries of an object in the order of their names: which order they came in says nothing.
std::string sorted(std::string_view msgpack) {
  std::vector<std::string> all;
  for (model::entry_cursor each{model::value(msgpack)}; each.next();)
    all.push_back(std::string(each.key()) + "=" + json(each.content().raw()));
  std::sort(all.begin(), all.end());
  std::string out;
  for (const auto& one : all)
    out += one + "\n";
  return out;
}

} // namespace

// What is said and told by the same fields comes back as it was said, whatever it was: unmap(map(x)) = x.
BOOST_AUTO_TEST_CASE(what_is_said_comes_back_as_it_was_said) {
  constexpr std::string_view shapes[] = {
      "", // all of it is the rest
      "fields.content = \"data.text\"\nfields.kind = \"data.type\"\n",
      "fields.a.b = \"data.x.y\"\nfields.content = \"data.x.z\"\nrest = \"data.more\"\n",
      "fields.content = \"data.kind\"\nfields.kind = \"data.content\"\n", // two names change places
      "fields.content = \"data\"\nrest = \"none\"\n",
      "set.fixed = 7\nfields.content = \"data.text\"\nrest = \"data.deep.deeper\"\n",
  };
  std::mt19937_64 random(11);
  for (const auto& shape : shapes) {
    const bool keeps = shape.find("none") == shape.npos;
    const std::string fields(shape),
        out_fields = fields.starts_with("set.") ? fields.substr(fields.find('\n') + 1) : fields;
    const auto p = profile_of(
        "room = \"session_{session_id:int}\"\n[[in]]\nevent = \"say\"\nfree = \"said\"\n" + fields +
        "[[out]]\ntold = \"said\"\nevent = \"say\"\nfields.session_id = \"room.session_id\"\n" + out_fields);
    for (int i = 0; i < 4'000; ++i) {
      const auto object = packed(any_object(random, keeps ? std::vector<std::string>{"content", "kind"}
                                                          : std::vector<std::string>{"content"}));
      if (model::check_payload(object)) continue;
      std::string args;
      model::pack::array(args, 1);
      args += object;
      dialect::request r;
      BOOST_REQUIRE(!p->read(*p->said("say"), model::value(args), {}, r));
      model::event_view e;
      e.name = "said";
      e.room = r.room;
      const auto data = model::value(r.data).find("data");
      e.data = data.raw();
      std::string back;
      p->tell(e, [&](std::string_view s) { back = model::value(s).at(1).raw(); });
      if (keeps) {
        BOOST_TEST(sorted(back) == sorted(object), shape);
      } else if (model::value(object).find("content").present()) {
        BOOST_TEST(json(model::value(back).find("content").raw()) ==
                   json(model::value(object).find("content").raw()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_field_that_would_come_back_under_another_name_is_refused) {
  const auto p = profile_of("[[in]]\nevent = \"say\"\nfree = \"said\"\nfields.content = \"data.text\"\n");
  BOOST_TEST(said(*p, "say", R"([{"content":"a","text":"b"}])") == "! text is another field's name here");
}

BOOST_AUTO_TEST_CASE(many_fields_cost_a_step_each) {
  std::string object = "{\"session_id\":1";
  for (int i = 0; i < 30'000; ++i)
    object += ",\"" + std::to_string(i) + "\":1";
  const auto p = profile_of(sessions);
  const auto begin = std::chrono::steady_clock::now();
  const auto out = said(*p, "say", "[" + object + "}]");
  BOOST_TEST(out.find("29999") != std::string::npos);
  // Each with each would be minutes.
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_SUITE_END()
