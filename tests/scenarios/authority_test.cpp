#include "actors/model/packer.hpp"
#include "actors/model/payload.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/signed_token.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

constexpr unsigned shard_counts[] = {1, 3};

live_node::change with_a_den(unsigned shards) {
  return [shards](snug::config::options& o) {
    o.shards = shards;
    o.auth.jwt_secret = test_secret;
    o.rooms.push_back({"den",
                       "group",
                       "private",
                       {{"ada", "owner"}, {"hal", "host"}, {"bob", "editor"}, {"eve", "viewer"}}});
  };
}

/// A member of the den, in it.
struct member : native_client {
  member(const live_node& node, std::string_view user)
    : native_client(node.port(), {.token = token_for(user)}) {
    BOOST_TEST_REQUIRE(join("den").reply.ok);
  }
  answer about(std::string_view command, std::string_view user) {
    snug::model::packer pack;
    return call(command, "den", pack.map(1).text("user").text(user).str());
  }
  answer set_role(std::string_view user, std::string_view role) {
    snug::model::packer pack;
    return call("member.set_role", "den", pack.map(2).text("user").text(user).text("role").text(role).str());
  }
  answer mute(std::string_view user, bool muted) {
    snug::model::packer pack;
    return call("member.mute", "den", pack.map(2).text("user").text(user).text("muted").boolean(muted).str());
  }
  /// Whether it may speak and publish within the second that live authority is given.
  bool may_soon_speak() {
    for (int i = 0; i < 100; ++i) {
      if (say("den", "hello").ok && wave().ok) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  /// The code it is answered with once the room no longer holds it: whoever hears of a change to themselves
  /// may speak before the hold has ended.
  std::string answer_when_decided() {
    for (int i = 0; i < 100; ++i) {
      if (const auto code = say("den", "mhm").code; code != "unavailable") return code;
      std::this_thread::sleep_for(10ms);
    }
    return "unavailable";
  }
  answer wave() {
    snug::model::packer pack;
    return call("publish", "den", pack.map(1).text("event").text("wave").str());
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(authority)

BOOST_DATA_TEST_CASE(who_is_kicked_is_out_at_once, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  member ada(node, "ada"), bob(node, "bob");
  BOOST_TEST(ada.about("member.kick", "bob").ok);
  const auto removed = bob.next("room.removed");
  BOOST_TEST_REQUIRE(removed.has_value());
  BOOST_TEST(removed->text("reason") == "member.kicked");
  BOOST_TEST(bob.say("den", "still here?").code == "not_found");
  BOOST_TEST(bob.wave().code != "");
  BOOST_TEST(ada.say("den", "among us").ok);
  BOOST_TEST(!bob.next_durable(100ms).has_value());
  BOOST_TEST(!bob.join("den").reply.ok);
}

BOOST_DATA_TEST_CASE(who_is_banned_stays_out_of_a_public_room, data::make(shard_counts), shards) {
  live_node node([shards](auto& o) {
    with_a_den(shards)(o);
    o.rooms.back().access = "public";
  });
  member ada(node, "ada"), bob(node, "bob");
  native_client phone(node.port(), {.token = token_for("bob")});
  BOOST_TEST(phone.join("den").reply.ok);
  BOOST_TEST(ada.about("member.ban", "bob").ok);
  BOOST_TEST(bob.next("room.removed").has_value());
  BOOST_TEST(phone.next("room.removed").has_value());
  BOOST_TEST(!bob.say("den", "still here?").ok);
  BOOST_TEST(!phone.join("den").reply.ok);
  native_client again(node.port(), {.token = token_for("bob")});
  BOOST_TEST(!again.join("den").reply.ok);
  BOOST_TEST(ada.about("member.add", "bob").ok);
  BOOST_TEST(again.join("den").reply.ok);
}

BOOST_DATA_TEST_CASE(who_is_muted_hears_but_does_not_speak, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  member ada(node, "ada"), bob(node, "bob");
  BOOST_TEST(ada.mute("bob", true).ok);
  BOOST_TEST(bob.next("member.muted").has_value());
  BOOST_TEST(bob.answer_when_decided() == "forbidden");
  BOOST_TEST(bob.wave().code == "forbidden");
  BOOST_TEST(ada.say("den", "listen").ok);
  BOOST_TEST(bob.next("message.sent")->text("text") == "listen");
  BOOST_TEST(ada.mute("bob", false).ok);
  BOOST_TEST(bob.may_soon_speak());
}

BOOST_DATA_TEST_CASE(a_new_role_counts_on_the_open_connection, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  member ada(node, "ada"), eve(node, "eve");
  BOOST_TEST(eve.say("den", "may I?").code == "forbidden");
  BOOST_TEST(ada.set_role("eve", "editor").ok);
  BOOST_TEST(eve.may_soon_speak());
  BOOST_TEST(ada.set_role("eve", "viewer").ok);
  BOOST_TEST(eve.answer_when_decided() == "forbidden");
  BOOST_TEST(eve.wave().code == "forbidden");
}

BOOST_DATA_TEST_CASE(nothing_a_user_says_is_kept_behind_their_kick, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  member ada(node, "ada"), bob(node, "bob");
  std::vector<std::uint32_t> refs;
  for (int i = 0; i < 200; ++i)
    refs.push_back(bob.post("message.send", "den", text_data("flood")));
  const auto kicked = ada.about("member.kick", "bob").number("offset");
  BOOST_TEST_REQUIRE(kicked > 0u);
  for (int i = 0; i < 100; ++i)
    refs.push_back(bob.post("message.send", "den", text_data("flood")));
  std::uint64_t said = 0;
  for (const auto ref : refs)
    if (const auto reply = bob.reply_to(ref); reply.ok) {
      ++said;
      BOOST_TEST(reply.number("offset") < kicked);
    } else {
      BOOST_TEST(reply.code != "");
    }
  BOOST_TEST(said <= 200u);
}

BOOST_DATA_TEST_CASE(a_kick_that_is_refused_leaves_everything_as_it_was, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  member ada(node, "ada"), hal(node, "hal"), bob(node, "bob");
  BOOST_TEST(hal.about("member.kick", "ada").code == "forbidden");
  BOOST_TEST(bob.about("member.kick", "eve").code == "forbidden");
  BOOST_TEST(hal.say("den", "sorry").ok);
  BOOST_TEST(ada.next("message.sent")->text("text") == "sorry");
  BOOST_TEST(ada.wave().ok);
  BOOST_TEST(ada.say("den", "never mind").ok);
}

BOOST_DATA_TEST_CASE(a_private_room_is_not_there_for_others, data::make(shard_counts), shards) {
  live_node node(with_a_den(shards));
  native_client eve(node.port(), {.token = token_for("mallory")});
  BOOST_TEST(eve.join("den").reply.code == "not_found");
  BOOST_TEST(eve.say("den", "hello?").code == "not_found");
  BOOST_TEST(eve.call("message.history", "den").code == "not_found");
  BOOST_TEST(eve.join("no such room").reply.code == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
