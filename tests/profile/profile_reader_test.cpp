#include "config/shipped_profiles.hpp"
#include "tests/profile/profile_kit.hpp"
#include "transport/profile/profile_book.hpp"
#include <filesystem>
#include <fstream>
#include <stdlib.h>

// What `config check` says of a profile: the file, the line, the field and the rule.

using namespace snug;
using namespace snug::test;

namespace {

/// A folder for files that extend each other.
struct folder {
  folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "snug-profile-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~folder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path + "/" + name) << text;
    return path + "/" + name;
  }
  std::string path;
};

std::string complaints_of_all(const std::vector<std::string>& asked) {
  std::vector<config::complaint> complaints;
  (void)profile::profile_book::read(asked, complaints);
  std::string all;
  for (const auto& c : complaints)
    all += c.where + ": " + c.field + ": " + c.message + "\n";
  return all;
}

void has(const std::string& complaints, std::string_view part) {
  BOOST_TEST((complaints.find(part) != std::string::npos), part << " is not in: " << complaints);
}

} // namespace

BOOST_AUTO_TEST_SUITE(reading_profiles)

BOOST_AUTO_TEST_CASE(shipped_profiles_are_sound) {
  BOOST_TEST(config::shipped_profiles().size() >= 5u);
  for (const auto& each : config::shipped_profiles())
    BOOST_TEST(complaints_of_all({std::string(each.name)}) == "", each.name);
}

BOOST_AUTO_TEST_CASE(two_rules_for_one_event_are_refused) {
  const auto in = complaints_of("[[in]]\nevent = \"a\"\nfree = \"b\"\n[[in]]\nevent = \"a\"\nfree = \"c\"\n");
  BOOST_TEST(in == "app.toml:4: in[1].event: another rule is about \"a\": in[0] at app.toml:1\n");
  const auto out = complaints_of("[[out]]\ntold = \"message.sent\"\nevent = \"a\"\n"
                                 "[[out]]\ntold = \"message.sent\"\nevent = \"b\"\n");
  BOOST_TEST(
      out ==
      "app.toml:4: out[1].told: another rule is about the same \"message.sent\": out[0] at app.toml:1\n");
  const auto on =
      complaints_of("[[on]]\nwhen = \"join\"\nevent = \"a\"\n[[on]]\nwhen = \"join\"\nevent = \"a\"\n");
  has(on, "on[1].event: \"a\" is said then already: on[0] at app.toml:1");
}

BOOST_AUTO_TEST_CASE(rules_with_conditions_may_stand_beside_each_other_where_they_can_be_told_apart) {
  const auto two = [](std::string_view a, std::string_view b) {
    return complaints_of("[[out]]\ntold = \"message.sent\"\nevent = \"a\"\n" + std::string(a) +
                         "[[out]]\ntold = \"message.sent\"\nevent = \"b\"\n" + std::string(b));
  };
  BOOST_TEST(two("when.type = \"file\"\n", "") == "");
  BOOST_TEST(two("when.type = \"file\"\n", "when.type = \"image\"\n") == "");
  BOOST_TEST(two("when.type = \"file\"\n", "when.type = \"file\"\nwhen.language = \"de\"\n") == "");
  BOOST_TEST(two("room = \"a_{x:int}\"\n", "room = \"b_{x:int}\"\n") == "");
  BOOST_TEST(two("room = \"a_{x:int}\"\n", "") == "");
  has(two("when.type = \"file\"\n", "when.type = \"file\"\n"), "out[1].told: another rule");
  has(two("when.type = \"file\"\n", "when.language = \"de\"\n"), "out[1].told: another rule");
  has(two("room = \"a_{x:int}\"\n", "room = \"a_{x:str}\"\n"), "out[1].told: another rule");
}

BOOST_AUTO_TEST_CASE(names_that_cannot_be_told_apart_are_refused) {
  has(complaints_of("room = \"a{x}{y}\"\n"), "app.toml:1: room: {x} and {y} can't be told apart");
  has(complaints_of("room = \"a{x:int}0\"\n"), "app.toml:1: room: {x} and the digit behind it");
  has(complaints_of("room = \"a\"\n[[in]]\nevent = \"e\"\nfree = \"f\"\nroom = \"{x:what}\"\n"),
      "app.toml:5: in[0].room:");
}

BOOST_AUTO_TEST_CASE(what_goes_round_in_a_circle_is_refused) {
  const auto names =
      complaints_of("[[in]]\nevent = \"b\"\nfree = \"c\"\n[[in]]\nevent = \"a\"\nfree = \"b\"\n"
                    "[[out]]\ntold = \"c\"\nevent = \"a\"\n");
  BOOST_TEST(names == "app.toml:4: in[1].event: goes round in a circle: a → b → a\n");
  BOOST_TEST(complaints_of("[[in]]\nevent = \"a\"\nfree = \"a\"\n") == "");
  const folder f;
  const auto one = f.file("one.toml", "extends = \"" + f.path + "/two.toml\"\n");
  const auto two = f.file("two.toml", "about = \"x\"\nextends = \"" + one + "\"\n");
  has(complaints_of_all({one}),
      two + ":2: extends: leads back to itself: " + one + " → " + two + " → " + one);
  const auto self = f.file("self.toml", "extends = \"" + f.path + "/self.toml\"\n");
  has(complaints_of_all({self}), self + ":1: extends: leads back to itself");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named_and_guessed_at) {
  has(complaints_of("[[in]]\nevent = \"a\"\ncommand = \"message.sned\"\n"),
      "app.toml:3: in[0].command: no such command, did you mean message.send?");
  has(complaints_of("[[in]]\nevent = \"a\"\ncommand = \"message.send\"\nfields.x = \"data.txt\"\n"),
      "in[0].fields: no such field of message.send, did you mean text?");
  has(complaints_of("[[in]]\nevent = \"a\"\ncommand = \"message.send\"\nset.txt = 1\n"),
      "in[0].set: no such field");
  has(complaints_of("[[out]]\ntold = \"message.snet\"\nevent = \"a\"\n"),
      "out[0].told: no such event of the server");
  has(complaints_of("[[out]]\ntold = \"presence.left\"\nevent = \"a\"\neach = \"data.user\"\n"),
      "out[0].each: no such field");
  has(complaints_of("[[in]]\nevents = \"a\"\nfree = \"b\"\n"),
      "in[0].events: no such key, did you mean event?");
  has(complaints_of("[[inn]]\nevent = \"a\"\n"), "inn[0]: no such table");
  has(complaints_of("rooms = 1\n"), "app.toml:1: rooms: no such key");
  has(complaints_of_all({"sesions"}), "profiles: no such profile, did you mean sessions?");
  has(complaints_of_all({"./no-such-file.toml"}), "./no-such-file.toml");
}

BOOST_AUTO_TEST_CASE(what_contradicts_itself_is_refused) {
  const auto in = [](std::string_view more) {
    return complaints_of("room = \"r_{x:int}\"\n[[in]]\nevent = \"a\"\nfree = \"b\"\n" + std::string(more));
  };
  BOOST_TEST(in("") == "");
  has(in("fields.a = \"data.x\"\nfields.b = \"data.x\"\n"), "would be the same field of the data");
  has(in("fields.a = \"data.x\"\nfields.b = \"data.x.y\"\n"), "would be the same field of the data");
  has(in("fields.a = \"data.x\"\nset.x = 1\n"), "is set to a constant");
  has(in("fields.a = \"data.x\"\nrest = \"data.x\"\n"), "lies where the rest goes");
  has(in("fields.a = \"data\"\nrest = \"data\"\n"), "no rest is left");
  has(in("fields.a = \"room.y\"\n"), "there is no place {y}");
  has(in("fields.a = \"query.y\"\n"), "isn't there on this occasion");
  has(in("fields.a = \"nothing\"\n"), "must begin with data, room");
  has(in("fields.a = \"data.x[]\"\n"), "items says what each of it becomes");
  has(in("command = \"room.join\"\n"), "two ways");
  has(in("args = [\"x\", \"x\"]\n"), "twice");
  has(in("to = \"me\"\n"), "must be one of everybody, others");
  has(in("room_from = \"data.x\"\n"),
      "must be args.FIELD, auth.FIELD, query.FIELD, path.FIELD, new.uuid or current");
  has(in("room_from = \"current\"\nroom = \"b\"\n"), "a room without a name");
  has(complaints_of("[[in]]\nevent = \"disconnect\"\nfree = \"b\"\n"),
      "a name that clients keep for themselves");
  has(complaints_of("[[in]]\nevent = \"a\"\nfree = \"message.x\"\n"), "is one of the server's own names");
  has(complaints_of("[[in]]\nevent = \"a\"\n"), "in[0]: says nothing");
  has(complaints_of("[[in]]\nevent = \"a\"\ncommand = \"presence.list\"\nto = \"others\"\n"),
      "free events and durable commands");
  has(complaints_of("[[out]]\ntold = \"b\"\nevent = \"a\"\nto = \"others\"\n"),
      "out[0].to: is said where an event is said");
  has(complaints_of("room = \"r_{x:int}\"\n[connect]\njoin = true\n"),
      "needs a room that the handshake names");
  has(complaints_of("namespace = \"chat\"\n"), "must begin with /");
  has(complaints_of_all({"sessions", "seats"}), "/ is the namespace of the profile sessions already");
}

BOOST_AUTO_TEST_CASE(two_routes_on_one_path_are_refused) {
  const auto two = [](std::string_view a, std::string_view b) {
    const auto route = [](std::string_view path) {
      return "[[route]]\n" + std::string(path) + "\ncommand = \"room.list\"\n";
    };
    return complaints_of(route(a) + route(b));
  };
  constexpr auto get = "method = \"GET\"\npath = ";
  const auto at = [&](std::string_view path) { return get + ("\"" + std::string(path) + "\""); };
  BOOST_TEST(two(at("/a"), at("/b")) == "");
  BOOST_TEST(two(at("/a/{x}"), at("/a/b")) == "");
  BOOST_TEST(two(at("/a/{x}"), "method = \"PUT\"\npath = \"/a/{y}\"") == "");
  BOOST_TEST(two(at("/a/{x:int}"), at("/a/{y:uuid}")) == "");
  BOOST_TEST(two(at("/a/{x}"), at("/a/{y}/b")) == ""); // a place holds no slash
  has(two(at("/a/{x}"), at("/a/{y:int}")),
      "route[1].path: another route has this path: route[0] at app.toml:1");
  has(two(at("/a"), at("/a")), "route[1].path: another route has this path");
  for (const auto* own :
       {"/", "/status", "/socket.io/", "/socket.io", "/yjs/room", "/api/v1/rooms", "/api/v1/rooms/{x}/{y}"})
    has(two(at(own), at("/b")), "route[0].path: is the server's own");
  has(two("path = \"/a\"", at("/b")), "route[0].method: is missing");
  has(two("method = \"FETCH\"\npath = \"/a\"", at("/b")), "route[0].method: must be one of GET");
  has(two(at("a"), at("/b")), "route[0].path: must begin with /");
  has(complaints_of("[[route]]\nmethod = \"GET\"\npath = \"/a\"\n"), "route[0]: says nothing");
  has(complaints_of(
          "[[route]]\nmethod = \"GET\"\npath = \"/a\"\ncommand = \"room.list\"\nerrors.room_ful = 403\n"),
      "route[0].errors: there is no error room_ful");
  has(complaints_of("[[route]]\nmethod = \"GET\"\npath = \"/a\"\ncommand = \"room.list\"\nstatus = 404\n"),
      "route[0].status: must be from 200 to 299");
  const folder f;
  const auto one = f.file("one.toml", "[[route]]\n" + at("/a/{x}") + "\ncommand = \"room.list\"\n");
  const auto other =
      f.file("other.toml", "namespace = \"/o\"\n[[route]]\n" + at("/a/b") + "\ncommand = \"room.list\"\n");
  has(complaints_of_all({one, other}), "route: GET /a/b is /a/{x} of the profile " + one + " already");
}

BOOST_AUTO_TEST_CASE(a_profile_with_a_websocket_is_in_no_namespace_unless_it_says_so) {
  BOOST_TEST(complaints_of_all({"chat", "sessions"}) == "");
  BOOST_TEST(profile_of("[websocket]\npath = \"/ws/{x}\"\n")->nsp() == "");
  BOOST_TEST(profile_of("namespace = \"/\"\n[websocket]\npath = \"/ws/{x}\"\n")->nsp() == "/");
  has(complaints_of("[websocket]\npath = \"/v1/socket\"\n"),
      "websocket.path: is the server's own: /v1/socket");
  has(complaints_of("[websocket]\npath = \"ws\"\n"), "websocket.path: must begin with /");
  has(complaints_of("[websocket]\n"), "websocket.path: is missing");
  const folder f;
  const auto mine = f.file("mine.toml", "[websocket]\npath = \"/api/v1/chat/ws/{x:int}\"\n");
  has(complaints_of_all({"chat", mine}),
      "/api/v1/chat/ws/{x:int} is the WebSocket of the profile chat already");
}

BOOST_AUTO_TEST_CASE(a_profile_takes_over_what_it_extends_and_says_itself_what_is_different) {
  const folder f;
  const auto mine = f.file("mine.toml", R"(
extends = "workspaces"
room_from = "query.workspace_id"
room = "workspace_{workspace_id:str}"
[[in]]
event = "cursor_move"
free = "pointer"
[[out]]
told = "presence.left"
event = "gone"
)");
  std::vector<config::complaint> complaints;
  const auto p = profile::profile_reader::read(config::read_profile(mine, "test", complaints), complaints);
  BOOST_REQUIRE_MESSAGE(p, (complaints.empty() ? "" : complaints[0].field + " " + complaints[0].message));
  profile::visitor who;
  who.came = packed(R"({"auth":{},"query":{"workspace_id":"blue"}})");
  BOOST_TEST(said(*p, "cursor_move", R"([{"x":1}])", who) ==
             R"(publish workspace_blue {"event":"pointer","data":{"x":1},"echo":true} -)");
  BOOST_TEST(said(*p, "pipeline_update", "[{}]", who)
                 .starts_with("publish workspace_blue {\"event\":\"pipeline_updated\""));
  model::event_view e;
  e.name = "presence.left";
  const auto data = packed(R"({"online":1,"users":[]})");
  e.data = data;
  BOOST_TEST(told(*p, e) == R"(["gone",{"online":1,"users":[]}])");
  BOOST_TEST(p->handshake().query == std::vector<std::string>({"workspace_id"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
