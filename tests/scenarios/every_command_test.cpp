#include "actors/facets/command_registry.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <set>

using namespace snug::test;
namespace data = boost::unit_test::data;

namespace {

/// One command as it goes well and as it doesn't. Ada, the owner, says what goes well; who says the other,
/// and in which room, stands there. The rows are in the order in which they make sense.
struct row {
  std::string_view command;
  std::string_view good;   ///< data; "" where no client may ever say it
  std::string_view answer; ///< a field that must be in its reply; "" for an empty one
  std::string_view who;    ///< who is refused
  std::string_view room;
  std::string_view bad;
  std::string_view code;
};

constexpr row rows[] = {
    {"hello", R"({"client":{"name":"test"}})", "resume", "ada", "", "{}", "bad_request"},
    {"session.renew", "", "", "ada", "", R"({"token":"a.b.c"})", "unauthenticated"},
    {"room.join", "{}", "head", "bob", "private", "{}", "not_found"},
    {"message.send", R"({"text":"hello"})", "offset", "bob", "team", R"({"text":"hello"})", "forbidden"},
    {"message.history", R"({"limit":1})", "messages", "bob", "private", "{}", "not_found"},
    {"publish", R"({"event":"wave"})", "", "bob", "team", R"({"event":"wave"})", "forbidden"},
    {"member.add", R"({"user":"carl"})", "offset", "ada", "team", R"({"user":"carl"})", "conflict"},
    {"member.set_role", R"({"user":"carl","role":"host"})", "offset", "bob", "team",
     R"({"user":"carl","role":"viewer"})", "forbidden"},
    {"member.mute", R"({"user":"carl","muted":true})", "offset", "bob", "team",
     R"({"user":"carl","muted":false})", "forbidden"},
    {"member.list", "{}", "members", "bob", "private", "{}", "not_found"},
    {"member.kick", R"({"user":"carl"})", "offset", "bob", "team", R"({"user":"ada"})", "forbidden"},
    {"member.ban", R"({"user":"carl"})", "offset", "ada", "team", R"({"user":"carl"})", "conflict"},
    {"presence.list", "{}", "users", "ada", "private", "{}", "forbidden"},
    {"typing.start", "null", "", "ada", "private", "null", "forbidden"},
    {"typing.stop", "null", "", "ada", "private", "null", "forbidden"},
    {"presence.update", R"({"cursor":{"x":1}})", "", "ada", "private", R"({"cursor":1})", "forbidden"},
    {"presence.stats", "null", "users", "ada", "private", "null", "forbidden"},
    {"document.open", R"({"document":"notes"})", "document", "ada", "private", R"({"document":"notes"})",
     "forbidden"},
    {"document.update", R"({"update":{"$bin":"AQELAAQBAXQBYQA="}})", "", "bob", "team",
     R"({"update":{"$bin":"AAA="}})", "forbidden"},
    {"document.sync", R"({"state":{"$bin":"AA=="}})", "", "ada", "team", R"({"state":{"$bin":"AQ=="}})",
     "bad_request"},
    {"document.awareness", "{}", "", "ada", "team", R"({"update":{"$bin":"AQ=="}})", "bad_request"},
    {"document.close", "{}", "", "ada", "team", "{}", "gone"},
    {"document.list", "{}", "documents", "bob", "private", "{}", "not_found"},
    {"document.export", "", "", "ada", "team", R"({"document":"none"})", "not_found"},
    {"document.text", "", "", "ada", "team", R"({"document":"none"})", "not_found"},
    {"document.remove", "", "", "bob", "team", R"({"document":"notes"})", "forbidden"},
    {"document.append", "", "", "ada", "team", R"({"document":"x","update":{"$bin":"AAA="}})", "forbidden"},
    {"document.gather", "", "", "ada", "team",
     R"({"document":"x","upto":1,"bytes":1,"snapshot":{"$bin":"AAA="}})", "forbidden"},
    {"presence.last_seen", "{}", "users", "bob", "private", "{}", "not_found"},
    {"presence.keep", "", "", "ada", "team", R"({"users":[]})", "forbidden"},
    {"session.open", "", "", "ada", "", R"({"session":1,"user":"ada","expires":1})", "forbidden"},
    {"session.seen", "", "", "ada", "", R"({"session":1,"user":"ada","expires":1})", "forbidden"},
    {"session.rooms", "", "", "ada", "", R"({"session":1,"user":"ada"})", "forbidden"},
    {"access.put", "", "", "ada", "", R"({"user":"ada","table":34,"rest":{"$bin":"AAAA"}})", "forbidden"},
    {"access.erase", "", "", "ada", "", R"({"user":"ada","table":34,"rest":{"$bin":"AAAA"}})", "forbidden"},
    {"session.list", "null", "sessions", "bob", "", R"({"user":"ada"})", "forbidden"},
    {"session.end", R"({"which":"others"})", "ended", "bob", "", R"({"user":"ada","which":"all"})",
     "forbidden"},
    {"auth.ticket", "null", "ticket", "bob", "", "[1]", "bad_request"},
    {"auth.revoke", "", "", "bob", "", R"({"user":"ada"})", "forbidden"},
    {"auth.login", "", "", "bob", "", R"({"user":"bob","password":"guessed"})", "unauthenticated"},
    {"auth.refresh", "", "", "bob", "", R"({"refresh":"guessed"})", "unauthenticated"},
    {"auth.logout", "", "", "bob", "", "[1]", "bad_request"}, // going well ends the connection
    {"auth.password", "", "", "bob", "", R"({"old":"guessed","new":"long enough"})", "bad_request"},
    {"user.add", "", "", "bob", "", R"({"user":"eve"})", "forbidden"},
    {"user.list", "", "", "bob", "", "null", "forbidden"},
    {"user.passwd", "", "", "bob", "", R"({"user":"ada","password":"long enough"})", "forbidden"},
    {"user.disable", "", "", "bob", "", R"({"user":"ada"})", "forbidden"},
    {"key.add", "", "", "bob", "", R"({"name":"shop","scopes":"admin"})", "forbidden"},
    {"key.list", "", "", "bob", "", "null", "forbidden"},
    {"key.revoke", "", "", "bob", "", R"({"id":"0123456789abcdef"})", "forbidden"},
    {"wave", R"({"hand":"left"})", "", "bob", "team", "null",
     "forbidden"}, // the app's own: the row without a name
    {"event.list", R"({"limit":1})", "next", "bob", "private", "{}", "not_found"},
    {"room.stats", "null", "members", "ada", "private", "null", "forbidden"},
    {"schedule.add", R"({"event":"later","deliver_at":@soon})", "id", "bob", "team",
     R"({"event":"later","deliver_at":@soon})", "forbidden"},
    {"schedule.list", "null", "scheduled", "bob", "private", "null", "not_found"},
    {"schedule.cancel", R"({"id":"dc9b33dd34c514df"})", "", "ada", "team", R"({"id":"0000000000000000"})",
     "not_found"},
    {"schedule.run", "", "", "ada", "team", R"({"id":"0000000000000000"})", "forbidden"},
    {"state.set", R"({"key":"a","value":1})", "version", "bob", "team", R"({"key":"a","value":1})",
     "forbidden"},
    {"state.merge", R"({"key":"b","value":{"x":1}})", "version", "bob", "team", R"({"key":"a","value":1})",
     "forbidden"},
    {"state.get", "{}", "entries", "bob", "private", "{}", "not_found"},
    {"state.history", "{}", "changes", "bob", "private", "{}", "not_found"},
    {"state.snapshot", R"({"name":"s"})", "version", "ada", "team", R"({"name":"s"})", "conflict"},
    {"state.snapshots", "null", "snapshots", "bob", "private", "null", "not_found"},
    {"state.erase", R"({"key":"b"})", "version", "bob", "team", R"({"key":"a"})", "forbidden"},
    {"state.compare", R"({"from":"s"})", "changes", "ada", "team", R"({"from":"t"})", "not_found"},
    {"state.restore", R"({"snapshot":"s"})", "changed", "ada", "team", R"({"version":99})", "not_found"},
    {"state.forget", R"({"name":"s"})", "version", "ada", "team", R"({"name":"s"})", "not_found"},
    {"room.leave", "null", "", "ada", "private", "null", "forbidden"},
    {"room.create", R"({"kind":"group"})", "room", "bob", "", R"({"kind":"castle"})", "bad_request"},
    {"room.ensure", R"({"kind":"group","ref":"r"})", "created", "bob", "", R"({"kind":"group"})",
     "bad_request"},
    {"room.direct", R"({"user":"bob"})", "room", "bob", "", R"({"user":"bob"})", "bad_request"},
    {"room.inbox", "{}", "room", "bob", "", "1", "bad_request"},
    {"inbox.deliver", "", "", "ada", "", R"({"user":"bob","event":"x"})", "forbidden"},
    {"announcement.send", "", "", "ada", "", R"({"event":"x"})", "forbidden"},
    {"publish.many", R"({"rooms":["team"],"event":"wave"})", "results", "bob", "", R"({"event":"wave"})",
     "bad_request"},
    {"hook.list", "", "", "ada", "", "{}", "forbidden"},
    {"hook.replay", "", "", "ada", "", R"({"numbers":[1]})", "forbidden"},
    {"hook.drop", "", "", "ada", "", R"({"numbers":[1]})", "forbidden"},
    {"hook.queue", "", "", "ada", "", "{}", "bad_request"},
    {"hook.settle", "", "", "ada", "", R"({"sent":[],"dead":[],"again":[],"drop":[]})", "forbidden"},
    {"room.get", "{}", "members", "bob", "private", "{}", "not_found"},
    {"room.list", "{}", "rooms", "bob", "", R"({"after":"x"})", "bad_request"},
    {"room.search", R"({"text":"team"})", "rooms", "bob", "", R"({"limit":0})", "bad_request"},
    {"room.change", R"({"title":"Tea"})", "offset", "bob", "team", R"({"title":"Tea"})", "forbidden"},
    {"room.archive", "{}", "offset", "ada", "team", "{}", "conflict"},
    {"room.unarchive", "{}", "offset", "ada", "team", "{}", "conflict"},
    {"member.remove", "", "", "ada", "team", R"({"user":"nobody"})", "not_found"},
    {"member.unban", R"({"user":"carl"})", "offset", "ada", "team", R"({"user":"carl"})", "conflict"},
    {"member.join", "", "", "ada", "team", "{}", "conflict"},
    {"member.leave", "", "", "ada", "team", "{}", "conflict"},
    {"mark.set", R"({"offset":1})", "offset", "bob", "team", R"({"offset":1})", "forbidden"},
    {"invitation.send", R"({"users":["eve"]})", "offset", "bob", "team", R"({"users":["eve"]})", "forbidden"},
    {"invitation.link", "{}", "token", "bob", "team", "{}", "forbidden"},
    {"invitation.list", "{}", "invitations", "bob", "team", "{}", "forbidden"},
    {"invitation.withdraw", R"({"user":"eve"})", "offset", "ada", "team", R"({"user":"eve"})", "not_found"},
    {"invitation.accept", "", "", "bob", "team", "{}", "not_found"},
    {"invitation.decline", "", "", "bob", "team", "{}", "not_found"},
    {"invitation.mine", "{}", "invitations", "bob", "", "1", "bad_request"},
    {"invitation.keep", "", "", "ada", "", R"({"user":"ada","room":1,"role":"owner"})", "forbidden"},
    {"membership.keep", "", "", "ada", "", R"({"user":"ada","room":1,"role":"owner","since":1})",
     "forbidden"},
    {"direct.silence", "", "", "ada", "", R"({"user":"ada","other":"bob","muted":true})", "forbidden"},
    {"user.block", R"({"user":"eve"})", "", "bob", "", R"({"user":"bob"})", "bad_request"},
    {"user.blocked", "{}", "users", "bob", "", "1", "bad_request"},
    {"user.unblock", R"({"user":"eve"})", "", "bob", "", "{}", "bad_request"},
    {"room.transfer", "", "", "ada", "team", R"({"user":"bob"})", "not_found"},
    {"room.delete", "{}", "offset", "bob", "private", "{}", "not_found"},
};

/// Rooms in which ada is the owner and bob a visitor at most; ada says hello in the table.
struct world {
  explicit world(unsigned shards, speech spoken)
    : node([shards](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      o.kinds["lecture"].visitor_role = "viewer";
      o.rooms.push_back({"team", "lecture", "public", {{"ada", "owner"}}});
      o.rooms.push_back({"private", "group", "private", {{"ada", "owner"}}});
    })
    , ada(node.port(), spoken, "Authorization: Bearer " + token_for("ada") + "\r\n")
    , bob(node.port(), spoken, "Authorization: Bearer " + token_for("bob") + "\r\n") {
    bob.hello();
    BOOST_REQUIRE(bob.call("room.join", "team").ok());
  }
  live_node node;
  speaker ada, bob;
};

std::string id_of(const row& r) { return "id-" + std::string(r.command); }

/// `@soon` is an hour from now.
std::string timed(std::string_view json) {
  std::string out(json);
  const auto at = out.find("@soon");
  const auto now = std::chrono::system_clock::now().time_since_epoch() + std::chrono::hours(1);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  if (at != std::string::npos) out.replace(at, 5, std::to_string(ms));
  return out;
}

void check(world& in, const row& r) {
  const auto verb = snug::facets::command_registry::get().find(r.command);
  const bool in_room = !verb || snug::facets::command_registry::get().at(*verb).spec->in_room;
  const auto* spec_in_room = in_room ? "team" : "";
  if (!r.good.empty()) {
    const auto good = in.ada.call(r.command, spec_in_room, timed(r.good), id_of(r));
    BOOST_TEST(good.code() == "ok", r.command << ": " << good.text("message"));
    BOOST_TEST((r.answer.empty() ? good.data == packed("{}") : good.at(r.answer).present()), r.command);
  }
  const auto bad = (r.who == "ada" ? in.ada : in.bob).call(r.command, r.room, timed(r.bad));
  BOOST_TEST(bad.code() == r.code, r.command << ": " << bad.text("message"));
  BOOST_TEST(bad.text("message") != "", r.command);
}

} // namespace

BOOST_AUTO_TEST_SUITE(every_command)

BOOST_AUTO_TEST_CASE(the_table_of_this_test_has_a_row_for_each) {
  const auto& registry = snug::facets::command_registry::get();
  std::set<std::string_view> here;
  for (const auto& r : rows)
    here.insert(r.command);
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb) {
    const auto name = verb == registry.free_event() ? std::string_view("wave") : registry.at(verb).spec->name;
    BOOST_TEST(here.contains(name), name << " has no row");
  }
  BOOST_TEST(here.size() == registry.size());
}

BOOST_DATA_TEST_CASE(goes_well_once_and_is_refused_once,
                     data::make({1u, 3u}) * data::make({speech::msgpack, speech::json}), shards, spoken) {
  world in(shards, spoken);
  for (const auto& r : rows)
    check(in, r);
}

BOOST_AUTO_TEST_SUITE_END()
