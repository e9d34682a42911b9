#include "actors/facets/command_registry.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include <array>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <set>

using namespace snug::test;
namespace data = boost::unit_test::data;

namespace {

// Who may do what, as a table: every command, every role, on a running server: both native
// dialects, HTTP, and Socket.IO.

/// What a role is answered: y it is done, f forbidden, n not_found, g gone, c conflict.
std::string_view word_for(char answer) {
  switch (answer) {
  case 'y':
    return "ok";
  case 'f':
    return "forbidden";
  case 'n':
    return "not_found";
  case 'g':
    return "gone";
  default:
    return "conflict";
  }
}

/// Whom a command is about: for each role that says it, a user made for that.
enum class subject { nobody, stranger, member, banned, invited };

struct in_a_room {
  std::string_view command;
  std::string_view data; ///< $ is the subject
  subject about;
  std::string_view answers; ///< stranger, banned, viewer, editor, host, owner; of a private room
};

constexpr std::array<std::string_view, 6> roles{"stranger", "banned", "viewer", "editor", "host", "owner"};

constexpr in_a_room table[] = {
    {"room.join", "{}", subject::nobody, "nfyyyy"},
    {"room.leave", "null", subject::nobody, "ffyyyy"},
    {"room.get", "{}", subject::nobody, "nyyyyy"},
    {"room.change", R"({"title":"Tea"})", subject::nobody, "nffffy"},
    {"room.archive", "{}", subject::nobody, "nffffy"},
    {"room.unarchive", "{}", subject::nobody, "nffffc"}, // it isn't archived: who may is told so
    {"room.delete", "{}", subject::nobody, "nffffy"},
    {"room.transfer", R"({"user":"$"})", subject::member, "nffffy"},
    {"room.stats", "{}", subject::nobody, "ffyyyy"},
    {"event.list", "{}", subject::nobody, "nfyyyy"},
    {"schedule.add", R"({"event":"x","deliver_at":1})", subject::nobody, "nffyyy"},
    {"schedule.list", "{}", subject::nobody, "nffyyy"},
    {"schedule.cancel", R"({"id":"0123456789abcdef"})", subject::nobody, "nffnnn"}, // nothing of that id
    {"schedule.run", R"({"id":"0123456789abcdef"})", subject::nobody, "nfffff"},    // the server's own
    {"message.send", R"({"text":"hi"})", subject::nobody, "nffyyy"},
    {"message.history", "{}", subject::nobody, "nfyyyy"},
    {"publish", R"({"event":"wave"})", subject::nobody, "fffyyy"},
    {"publish", R"({"event":"wave","durable":true})", subject::nobody, "nffyyy"},
    {"publish", R"({"event":"wave","deliver_at":1})", subject::nobody, "nffyyy"},
    {"wave", "null", subject::nobody, "fffyyy"},
    {"presence.list", "{}", subject::nobody, "ffyyyy"},
    {"typing.start", "null", subject::nobody, "fffyyy"},
    {"typing.stop", "null", subject::nobody, "fffyyy"},
    {"presence.update", R"({"cursor":1})", subject::nobody, "fffyyy"},
    {"presence.stats", "null", subject::nobody, "ffyyyy"},
    {"presence.last_seen", "{}", subject::nobody, "nfyyyy"},
    {"presence.keep", R"({"users":[]})", subject::nobody, "nfffff"}, // the server's own
    {"state.set", R"({"key":"a","value":1})", subject::nobody, "nffyyy"},
    {"state.merge", R"({"key":"a","value":{"x":1}})", subject::nobody, "nffyyy"},
    {"state.erase", R"({"key":"a"})", subject::nobody, "nffyyy"},
    {"state.get", "{}", subject::nobody, "nfyyyy"},
    {"state.history", "{}", subject::nobody, "nfyyyy"},
    {"state.snapshot", R"({"name":"$"})", subject::stranger, "nffyyy"},
    {"state.snapshots", "null", subject::nobody, "nfyyyy"},
    {"state.compare", R"({"from_version":0})", subject::nobody, "nfyyyy"},
    {"state.restore", R"({"version":0})", subject::nobody, "nffyyy"},
    {"state.forget", R"({"name":"x"})", subject::nobody, "nffnnn"}, // no snapshot of that name
    {"document.open", R"({"document":"notes"})", subject::nobody, "ffyyyy"},
    {"document.close", "{}", subject::nobody, "ffgggg"}, // it isn't open, as below
    {"document.sync", R"({"state":{"$bin":"AA=="}})", subject::nobody, "ffgggg"},
    {"document.update", R"({"update":{"$bin":"AQELAAQBAXQBYQA="}})", subject::nobody, "fffggg"},
    {"document.awareness", "{}", subject::nobody, "ffgggg"},
    {"document.list", "{}", subject::nobody, "nfyyyy"},
    {"document.export", R"({"document":"none"})", subject::nobody, "nfnnnn"},
    {"document.text", R"({"document":"none"})", subject::nobody, "nfnnnn"},
    {"document.remove", R"({"document":"none"})", subject::nobody, "nffffn"},
    {"document.append", R"({"document":"x","update":{"$bin":"AAA="}})", subject::nobody,
     "nfffff"}, // the server's own
    {"document.gather", R"({"document":"x","upto":1,"bytes":1,"snapshot":{"$bin":"AAA="}})", subject::nobody,
     "nfffff"},
    {"mark.set", R"({"offset":1})", subject::nobody, "nfyyyy"},
    {"member.add", R"({"user":"$"})", subject::stranger, "nfffyy"},
    {"member.kick", R"({"user":"$"})", subject::member, "nfffyy"},
    {"member.ban", R"({"user":"$"})", subject::member, "nfffyy"},
    {"member.unban", R"({"user":"$"})", subject::banned, "nfffyy"},
    {"member.remove", R"({"user":"$"})", subject::member, "nfffyy"},
    {"member.set_role", R"({"user":"$","role":"editor"})", subject::member, "nfffyy"},
    {"member.mute", R"({"user":"$","muted":true})", subject::member, "nfffyy"},
    {"member.list", "{}", subject::nobody, "nfyyyy"},
    {"member.join", "{}", subject::nobody, "nfcccc"},
    {"member.leave", "{}", subject::nobody, "nnyyyc"}, // an owner gives the room away first
    {"invitation.send", R"({"users":["$"]})", subject::stranger, "nfffyy"},
    {"invitation.link", "{}", subject::nobody, "nfffyy"},
    {"invitation.list", "{}", subject::nobody, "nfffyy"},
    {"invitation.withdraw", R"({"user":"$"})", subject::invited, "nfffyy"},
    {"invitation.accept", "{}", subject::nobody, "nnnnnn"}, // of those who aren't invited
    {"invitation.decline", "{}", subject::nobody, "nnnnnn"},
};

/// Commands that take no room: what a user and a guest are answered.
struct without_room {
  std::string_view command;
  std::string_view data;
  std::string_view answers; ///< user, guest
};

constexpr without_room others[] = {
    {"room.create", R"({"kind":"group"})", "yf"},
    {"room.ensure", R"({"kind":"group","ref":"mine"})", "yf"},
    {"room.direct", R"({"user":"bob"})", "yf"},
    {"room.inbox", "{}", "yy"},
    {"room.list", "{}", "yy"},
    {"room.search", "{}", "yy"},
    {"user.block", R"({"user":"eve"})", "yy"},
    {"user.unblock", R"({"user":"eve"})", "yy"},
    {"user.blocked", "{}", "yy"},
    {"invitation.mine", "{}", "yy"},
    {"inbox.deliver", R"({"user":"bob","event":"x"})", "ff"},
    {"announcement.send", R"({"event":"x"})", "ff"},
    {"hook.list", "{}", "ff"},
    {"membership.keep", R"({"user":"bob","room":1,"role":"owner","since":1})", "ff"},
    {"invitation.keep", R"({"user":"bob","room":1,"role":"owner"})", "ff"},
    {"direct.silence", R"({"user":"bob","other":"eve","muted":true})", "ff"},
    {"session.open", R"({"session":1,"user":"bob","expires":1})", "ff"},
    {"session.rooms", R"({"session":1,"user":"bob"})", "ff"},
};

std::string with_subject(std::string_view data, const std::string& user) {
  std::string out;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data.substr(i).starts_with("$\""))
      out += user;
    else
      out.push_back(data[i]);
  }
  return out;
}

class everybody {
public:
  explicit everybody(speech spoken)
    : node_([](auto& o) { o.auth.jwt_secret = test_secret; }) {
    for (const auto role : roles) {
      people_.push_back(std::make_unique<speaker>(
          node_.port(), spoken, "Authorization: Bearer " + token_for(std::string(role)) + "\r\n"));
      BOOST_REQUIRE(people_.back()->hello().ok());
    }
  }

  speaker& as(std::size_t role) { return *people_[role]; }
  speaker& owner() { return *people_.back(); }
  speaker& stranger() { return *people_.front(); }
  [[nodiscard]] std::uint16_t port() const { return node_.port(); }

  /// A private room with somebody of each role, those who may are in it.
  std::string make_room() {
    const auto made = owner().call("room.create", "", R"({"kind":"group","members":[
        {"user":"viewer","role":"viewer"},{"user":"editor"},{"user":"host","role":"host"}]})");
    BOOST_REQUIRE_MESSAGE(made.ok(), made.text("message"));
    const auto room = made.text("room");
    BOOST_REQUIRE(owner().call("member.ban", room, R"({"user":"banned"})").ok());
    for (auto& who : people_)
      (void)who->call("room.join", room, "{}");
    return room;
  }

  std::string make_subject(subject about, const std::string& room) {
    const auto user = "user" + std::to_string(++subjects_);
    const auto done = [&](std::string_view command, std::string_view data) {
      BOOST_REQUIRE(owner().call(command, room, with_subject(data, user)).ok());
    };
    if (about == subject::member) done("member.add", R"({"user":"$","role":"viewer"})");
    if (about == subject::banned) done("member.ban", R"({"user":"$"})");
    if (about == subject::invited) done("invitation.send", R"({"users":["$"]})");
    return user;
  }

private:
  live_node node_;
  std::vector<std::unique_ptr<speaker>> people_;
  unsigned subjects_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(who_may_do_what)

BOOST_AUTO_TEST_CASE(every_command_is_in_one_of_the_tables) {
  std::set<std::string_view> here{"hello"};
  for (const auto& row : table)
    here.insert(row.command);
  for (const auto& row : others)
    here.insert(row.command);
  const auto& registry = snug::facets::command_registry::get();
  for (std::uint16_t verb = 0; verb < registry.size(); ++verb) {
    const auto& spec = *registry.at(verb).spec;
    // Accounts and keys are no matter of roles; what only the server says is in every_command_test.
    const bool of_roles = spec.way != snug::model::lane::desk && verb != registry.free_event() &&
                          (spec.in_room || spec.whose != snug::model::about::given_user);
    if (of_roles) BOOST_TEST(here.contains(spec.name), spec.name << " has no row");
  }
}

BOOST_DATA_TEST_CASE(in_a_room_by_role, data::make({speech::msgpack, speech::json}), spoken) {
  everybody all(spoken);
  for (const auto& row : table) {
    const auto room = all.make_room();
    for (std::size_t role = 0; role < roles.size(); ++role) {
      const auto user = all.make_subject(row.about, room);
      const auto answer = all.as(role).call(row.command, room, with_subject(row.data, user));
      BOOST_TEST(answer.code() == word_for(row.answers[role]),
                 row.command << " by " << roles[role] << ": " << answer.text("message"));
    }
  }
}

namespace {

/// The code that a row comes to as an HTTP request: its route's path filled in, the rest in query or body.
std::string over_http(http_client& by, const snug::model::command_spec& spec, const std::string& room,
                      std::string_view data) {
  rapidjson::Document fields;
  fields.Parse(data.data(), data.size());
  if (!fields.IsObject()) fields.SetObject();
  const auto taken = [&](const std::string& name) {
    if (name == "room") return room;
    std::string value = fields[name.c_str()].GetString();
    fields.RemoveMember(name.c_str());
    return value;
  };
  std::string path = "/api/v1";
  for (std::size_t at = 0; at < spec.path.size(); ++at) {
    if (spec.path[at] != '{') {
      path += spec.path[at];
      continue;
    }
    const auto end = spec.path.find('}', at);
    path += taken(std::string(spec.path.substr(at + 1, end - at - 1)));
    at = end;
  }
  rapidjson::StringBuffer body;
  rapidjson::Writer<rapidjson::StringBuffer> writer(body);
  fields.Accept(writer);
  const bool in_query = spec.method == "GET" || spec.method == "DELETE";
  for (const auto& member : fields.GetObject())
    if (in_query)
      path += (path.find('?') == path.npos ? "?" : "&") + std::string(member.name.GetString()) + "=" +
              (member.value.IsString() ? member.value.GetString() : std::to_string(member.value.GetInt64()));
  const auto answer = by.ask(spec.method, path, in_query ? std::string_view{} : body.GetString());
  if (answer.status == 200) return "ok";
  rapidjson::Document why;
  why.Parse(answer.body.c_str());
  return why.IsObject() && why.HasMember("code") ? why["code"].GetString()
                                                 : "status " + std::to_string(answer.status);
}

} // namespace

BOOST_AUTO_TEST_CASE(in_a_room_by_role_over_http) {
  everybody all(speech::msgpack);
  std::vector<std::unique_ptr<http_client>> people;
  for (const auto role : roles)
    people.push_back(std::make_unique<http_client>(all.port(), token_for(role)));
  const auto& registry = snug::facets::command_registry::get();
  unsigned asked = 0;
  for (const auto& row : table) {
    const auto verb = registry.find(row.command);
    if (!verb || registry.at(*verb).spec->path.empty() || *verb == registry.join()) continue;
    const auto& spec = *registry.at(*verb).spec;
    const auto room = all.make_room();
    for (std::size_t role = 0; role < roles.size(); ++role) {
      ++asked;
      const auto user = all.make_subject(row.about, room);
      auto expected = word_for(row.answers[role]);
      // On a socket whoever isn't in the room is told to join it; here nobody is in it.
      if (role == 0 && expected == "forbidden") expected = "not_found";
      const auto code = over_http(*people[role], spec, room, with_subject(row.data, user));
      BOOST_TEST(code == expected, row.command << " by " << roles[role] << ": " << code);
    }
  }
  BOOST_TEST(asked > 150u);
}

namespace {

/// A client of Socket.IO on a WebSocket, by the default parser.
class socketio_person {
public:
  socketio_person(std::uint16_t port, std::string_view user)
    : socket_(port, {}, "/socket.io/?EIO=4&transport=websocket",
              "Authorization: Bearer " + token_for(user) + "\r\n") {
    socket_.send(1, "40");
    BOOST_REQUIRE(!hear("40{").empty());
  }
  /// The code of the acknowledgement.
  std::string call(std::string_view command, const std::string& room, std::string_view data) {
    const auto number = std::to_string(++last_);
    socket_.send(1, "42" + number + "[\"" + std::string(command) + "\"," + std::string(data) +
                        ",{\"room\":\"" + room + "\"}]");
    const auto ack = hear("43" + number + "[");
    if (ack.find(R"([{"status":"ok")") != ack.npos) return "ok";
    const auto at = ack.find(R"("code":")");
    return at == ack.npos ? ack : ack.substr(at + 8, ack.find('"', at + 8) - at - 8);
  }

private:
  std::string hear(const std::string& begin) {
    while (const auto f = socket_.receive())
      if (f->payload.starts_with(begin)) return f->payload;
    return {};
  }
  raw_websocket socket_;
  unsigned last_ = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(in_a_room_by_role_over_socketio) {
  everybody all(speech::msgpack);
  std::vector<std::unique_ptr<socketio_person>> people;
  for (const auto role : roles)
    people.push_back(std::make_unique<socketio_person>(all.port(), role));
  for (const auto& row : table) {
    if (row.data.find("$bin") != row.data.npos) continue; // bytes come as attachments here
    const auto room = all.make_room();
    for (std::size_t role = 0; role < roles.size(); ++role) {
      if (row.command != "room.join") (void)people[role]->call("room.join", room, "{}");
      const auto user = all.make_subject(row.about, room);
      const auto code = people[role]->call(row.command, room, with_subject(row.data, user));
      BOOST_TEST(code == word_for(row.answers[role]), row.command << " by " << roles[role] << ": " << code);
    }
  }
}

BOOST_DATA_TEST_CASE(without_a_room_by_user_and_guest, data::make({speech::msgpack, speech::json}), spoken) {
  everybody all(spoken);
  speaker guest(all.port(), spoken);
  BOOST_REQUIRE(guest.hello().ok());
  for (const auto& row : others) {
    const auto user = all.stranger().call(row.command, "", row.data);
    BOOST_TEST(user.code() == word_for(row.answers[0]),
               row.command << " by a user: " << user.text("message"));
    const auto other = guest.call(row.command, "", row.data);
    BOOST_TEST(other.code() == word_for(row.answers[1]),
               row.command << " by a guest: " << other.text("message"));
  }
}

BOOST_DATA_TEST_CASE(a_hidden_room_answers_as_if_it_were_not_there,
                     data::make({speech::msgpack, speech::json}), spoken) {
  everybody all(spoken);
  const auto hidden = all.make_room();
  for (const auto& row : table) {
    const auto data = with_subject(row.data, "somebody");
    const auto there = all.stranger().call(row.command, hidden, data);
    const auto nowhere = all.stranger().call(row.command, "group-00000000000000000000000000", data);
    BOOST_TEST(there.data == nowhere.data, row.command);
  }
}

BOOST_AUTO_TEST_SUITE_END()
