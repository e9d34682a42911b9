#include "actors/facets/facet.hpp"
#include "actors/model/word_list.hpp"
#include "config/option_table.hpp"
#include "store/fsck.hpp"
#include "store/lmdb/lmdb_engine.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/signed_token.hpp"
#include "tests/support/speaker.hpp"
#include "transport/server/system_clock.hpp"
#include "transport/server/system_random.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <thread>

using namespace snug::test;
namespace data = boost::unit_test::data;
using namespace std::chrono_literals;

namespace {

/// A server that knows users by token; `seats` is a kind of open rooms with two seats.
struct town {
  explicit town(unsigned shards = 1)
    : node([shards](auto& o) {
      o.shards = shards;
      o.auth.jwt_secret = test_secret;
      o.limits.unidentified_per_address = 1'000;
      auto& seats = o.kinds["seats"];
      seats.access = "open";
      seats.max_members = 2;
      auto& passing = o.kinds["passing"];
      passing.durability = "none";
      passing.auto_join = false;
      o.rooms.push_back({"radio", "passing", "public", {{"ada", "owner"}}});
      o.name_rules = {"session_*=seats"};
    }) {}

  std::unique_ptr<speaker> come(const std::string& user, std::string_view hello = "{}",
                                speech spoken = speech::msgpack) {
    auto who =
        std::make_unique<speaker>(node.port(), spoken, "Authorization: Bearer " + token_for(user) + "\r\n");
    BOOST_REQUIRE(who->hello(hello).ok());
    return who;
  }
  live_node node;
};

std::string make(speaker& who, std::string_view json) {
  const auto made = who.call("room.create", "", json);
  BOOST_REQUIRE_MESSAGE(made.ok(), made.text("message"));
  return made.text("room");
}

} // namespace

BOOST_AUTO_TEST_SUITE(rooms_of_ones_own)

BOOST_AUTO_TEST_CASE(the_configuration_knows_every_permission_and_every_facet_it_names) {
  for (const auto* role : {"viewer", "editor", "host", "owner"})
    BOOST_TEST(snug::config::find_kind_option("roles." + std::string(role))->rule.unit ==
               snug::model::permission_names);
  std::string_view words = snug::config::find_kind_option("facets")->rule.unit;
  for (std::size_t i = 0; !snug::model::word_at(words, i).empty(); ++i) {
    const auto all = snug::facets::all_facets();
    BOOST_TEST(
        (std::ranges::find(all, snug::model::word_at(words, i), &snug::facets::facet::name) != all.end()),
        snug::model::word_at(words, i));
  }
}

BOOST_DATA_TEST_CASE(a_room_is_made_shared_read_and_still_there_after_a_restart,
                     data::make({speech::msgpack, speech::json}), spoken) {
  town t;
  std::string room;
  {
    const auto ada = t.come("ada", "{}", spoken), bob = t.come("bob", "{}", spoken);
    room = make(*ada, R"({"kind":"group","title":"Tea","metadata":{"colour":[1,null]},"members":["bob"]})");
    BOOST_REQUIRE(bob->call("room.join", room, "{}").ok());
    BOOST_REQUIRE(ada->call("message.send", room, R"({"text":"one"})").ok());
    const auto heard = bob->next("message.sent");
    BOOST_REQUIRE(heard.has_value());
    const auto list = bob->call("room.list", "", "{}");
    const auto rooms = list.at("rooms");
    BOOST_REQUIRE(rooms.size() == 1u);
    BOOST_TEST(rooms.at(0).find("unread").uint().value() == 1u);
    BOOST_TEST(bob->call("mark.set", room, R"({"offset":99})").uint("offset") == heard->offset);
  }
  t.node.stop();
  t.node.start();
  const auto bob = t.come("bob", "{}", spoken);
  const auto got = bob->call("room.get", room, "{}");
  BOOST_TEST(got.text("title") == "Tea");
  BOOST_TEST(got.at("metadata").raw() == packed(R"({"colour":[1,null]})"));
  BOOST_TEST(got.text("role") == "editor");
  BOOST_TEST(got.uint("unread") == 0u);
  BOOST_TEST(got.uint("members") == 2u);
}

BOOST_DATA_TEST_CASE(of_many_who_come_at_once_two_get_the_seats, data::make({1u, 3u}), shards) {
  town t(shards);
  std::vector<std::unique_ptr<speaker>> crowd;
  for (int i = 0; i < 12; ++i)
    crowd.push_back(t.come("user" + std::to_string(i)));
  for (auto& who : crowd)
    who->send("room.join", "session_7", "{}");
  std::map<std::string, int> answers;
  for (auto& who : crowd)
    ++answers[who->next_answer().code()];
  BOOST_TEST(answers["ok"] == 2);
  BOOST_TEST(answers["room_full"] == 10);
  const auto got = crowd.front()->call("room.get", "session_7", "{}");
  BOOST_TEST(got.uint("members") == 2u);
}

BOOST_DATA_TEST_CASE(a_ref_is_one_room_however_many_ensure_it, data::make({1u, 3u}), shards) {
  town t(shards);
  std::vector<std::unique_ptr<speaker>> devices;
  for (int i = 0; i < 8; ++i)
    devices.push_back(t.come("ada"));
  for (auto& d : devices)
    d->send("room.ensure", "", R"({"kind":"project","ref":"task board"})");
  std::set<std::string> names;
  int made = 0;
  for (auto& d : devices) {
    const auto answer = d->next_answer();
    BOOST_REQUIRE(answer.ok());
    names.insert(answer.text("room"));
    made += answer.at("created").boolean().value_or(false) ? 1 : 0;
  }
  BOOST_TEST(names.size() == 1u);
  BOOST_TEST(made == 1);
}

BOOST_AUTO_TEST_CASE(an_invitation_arrives_in_the_inbox_and_leads_into_the_room) {
  town t;
  const auto ada = t.come("ada"), bob = t.come("bob", R"({"rooms":"mine"})");
  BOOST_REQUIRE(bob->next("room.joined").has_value()); // the inbox
  const auto room = make(*ada, R"({"kind":"group","title":"Tea"})");
  BOOST_TEST(bob->call("room.join", room, "{}").code() == "not_found");
  BOOST_REQUIRE(ada->call("invitation.send", room, R"({"users":["bob"],"role":"viewer"})", "i1").ok());
  const auto item = bob->next("invitation.received");
  BOOST_REQUIRE(item.has_value());
  BOOST_TEST(item->text("room") == room);
  BOOST_TEST(item->text("title") == "Tea");
  BOOST_TEST(item->user == "");
  BOOST_REQUIRE(ada->call("invitation.send", room, R"({"users":["bob"],"role":"viewer"})", "i1").ok());
  BOOST_TEST(bob->silent_about("invitation.received", 200ms)); // a repeat is no second one
  BOOST_REQUIRE(bob->call("invitation.accept", room, "{}").ok());
  BOOST_TEST(bob->call("room.join", room, "{}").text("role") == "viewer");
  BOOST_TEST(bob->call("invitation.mine", "", "{}").at("invitations").size() == 0u);
}

BOOST_AUTO_TEST_CASE(hello_brings_ones_rooms_along) {
  town t;
  {
    const auto ada = t.come("ada");
    for (int i = 0; i < 3; ++i)
      (void)make(*ada, R"({"kind":"group"})");
    (void)make(*ada, R"({"kind":"code"})"); // one goes there oneself
  }
  const auto ada = t.come("ada", R"({"rooms":"mine"})");
  std::set<std::string> rooms;
  for (int i = 0; i < 5; ++i) {
    const auto joined = ada->next("room.joined");
    BOOST_REQUIRE(joined.has_value());
    BOOST_TEST(joined->at("epoch").uint().has_value());
    rooms.insert(joined->room);
  }
  BOOST_TEST(rooms.size() == 5u); // the inbox and the announcements are among them
  BOOST_TEST(rooms.contains("everyone"));
  BOOST_TEST(ada->silent_about("room.joined", 200ms));
}

BOOST_AUTO_TEST_CASE(an_archived_room_is_quiet_and_a_deleted_one_is_gone_from_disk) {
  town t;
  std::string room;
  {
    const auto ada = t.come("ada"), bob = t.come("bob");
    room = make(*ada, R"({"kind":"group","members":["bob"]})");
    for (auto* who : {ada.get(), bob.get()})
      BOOST_REQUIRE(who->call("room.join", room, "{}").ok());
    for (int i = 0; i < 300; ++i)
      ada->send("message.send", room, R"({"text":"to be forgotten"})");
    for (int i = 0; i < 300; ++i)
      BOOST_REQUIRE(ada->next_answer().ok());
    BOOST_REQUIRE(ada->call("room.archive", room, "{}").ok());
    BOOST_TEST(bob->next("room.archived").has_value());
    BOOST_TEST(bob->call("message.send", room, R"({"text":"x"})").code() == "forbidden");
    BOOST_TEST(bob->call("wave", room, "{}").code() == "forbidden");
    BOOST_TEST(bob->call("message.history", room, "{}").ok());
    BOOST_REQUIRE(ada->call("room.delete", room, "{}").ok());
    const auto gone = bob->next("room.removed");
    BOOST_REQUIRE(gone.has_value());
    BOOST_TEST(gone->text("reason") == "room.deleted");
    BOOST_TEST(bob->call("room.join", room, "{}").code() == "not_found");
    BOOST_TEST(bob->call("room.list", "", "{}").at("rooms").size() == 0u);
  }
  t.node.stop();
  t.node.start(); // what was left of the work goes on
  std::this_thread::sleep_for(500ms);
  t.node.stop();
  const snug::server::system_clock clock;
  snug::server::system_random random;
  const auto rows = snug::store::lmdb_engine::open(snug::store::settings_of(t.node.options()),
                                                   {clock, random, [](auto, std::string_view) {}});
  BOOST_REQUIRE(rows);
  const auto report = snug::store::fsck(**rows);
  BOOST_REQUIRE(report);
  for (const auto& finding : report->findings)
    BOOST_TEST_MESSAGE(finding);
  BOOST_TEST(report->problems == 0u);
  BOOST_TEST(report->records < 100u);
}

BOOST_AUTO_TEST_CASE(a_code_is_not_guessed_over_the_wire) {
  town t;
  const auto ada = t.come("ada"), eve = t.come("eve");
  const auto room = make(*ada, R"({"kind":"group","access":"code","code":"open sesame"})");
  std::string last;
  for (int i = 0; i < 6; ++i)
    last = eve->call("room.join", room, R"({"code":"guess )" + std::to_string(i) + "\"}").code();
  BOOST_TEST(last == "rate_limited");
  const auto bob = t.come("bob");
  BOOST_TEST(bob->call("room.join", room, R"({"code":"open sesame"})").ok());
  BOOST_TEST(bob->call("room.join", room, "{}").ok()); // a member needs no code
}

BOOST_AUTO_TEST_CASE(rooms_in_memory_have_members_who_know_them) {
  town t;
  const auto ada = t.come("ada"), bob = t.come("bob", R"({"rooms":"mine"})");
  BOOST_REQUIRE(ada->call("member.add", "radio", R"({"user":"bob"})").ok());
  const auto list = bob->call("room.list", "", R"({"kind":"passing"})");
  BOOST_REQUIRE(list.at("rooms").size() == 1u);
  BOOST_TEST(list.at("rooms").at(0).find("room").text().value() == "radio");
  BOOST_REQUIRE(ada->call("invitation.send", "radio", R"({"users":["eve"]})").ok());
  const auto eve = t.come("eve", R"({"rooms":"mine"})");
  for (int i = 0; i < 50 && eve->call("invitation.mine", "", "{}").at("invitations").size() == 0; ++i)
    std::this_thread::sleep_for(20ms); // the inbox is on disk, the room is not
  BOOST_TEST(eve->call("invitation.mine", "", "{}").at("invitations").size() == 1u);
  const auto found = bob->call("room.search", "", R"({"text":"RAD"})");
  BOOST_TEST(found.at("rooms").size() == 1u);
}

BOOST_AUTO_TEST_CASE(whom_one_blocks_is_heard_no_more) {
  town t;
  const auto ada = t.come("ada"), bob = t.come("bob");
  const auto room = ada->call("room.direct", "", R"({"user":"bob"})").text("room");
  BOOST_TEST(bob->call("room.direct", "", R"({"user":"ada"})").text("room") == room);
  BOOST_REQUIRE(bob->call("room.join", room, "{}").ok());
  BOOST_REQUIRE(bob->call("message.send", room, R"({"text":"hi"})").ok());
  BOOST_REQUIRE(ada->call("user.block", "", R"({"user":"bob"})").ok());
  BOOST_TEST(bob->next("member.muted").has_value());
  BOOST_TEST(bob->call("message.send", room, R"({"text":"hi"})").code() == "forbidden");
  BOOST_TEST(bob->call("wave", room, "{}").code() == "forbidden");
}

BOOST_AUTO_TEST_SUITE_END()
