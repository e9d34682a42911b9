#include "tests/support/live_node.hpp"
#include "tests/support/speaker.hpp"
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug::test;
namespace data = boost::unit_test::data;

namespace {

/// A command that names a room, and its data.
struct asked {
  const char* command;
  const char* data;
};
constexpr asked questions[] = {
    {"room.join", "{}"},
    {"room.leave", "null"},
    {"message.send", R"({"text":"is anybody there"})"},
    {"message.history", "{}"},
    {"member.add", R"({"user":"guest:me"})"},
    {"member.kick", R"({"user":"guest:me"})"},
    {"member.list", "{}"},
    {"presence.list", "{}"},
    {"publish", R"({"event":"knock"})"},
    {"publish", R"({"event":"knock","durable":true})"},
    {"typing.start", "null"},
    {"knock", "null"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(hidden_rooms)

BOOST_DATA_TEST_CASE(a_room_one_may_not_see_answers_like_one_that_does_not_exist, data::make({1u, 3u}),
                     shards) {
  live_node node([shards](auto& o) {
    o.shards = shards;
    o.rooms.push_back({"secret", "group", "private", {{"ada", "owner"}}});
  });
  for (const auto spoken : {speech::msgpack, speech::json}) {
    speaker guest(node.port(), spoken);
    guest.hello();
    for (const auto& q : questions) {
      const auto hidden = guest.call(q.command, "secret", q.data);
      const auto absent = guest.call(q.command, "absent", q.data);
      BOOST_TEST_CONTEXT(q.command << " " << q.data << ": " << hidden.text("message")) {
        BOOST_TEST(hidden.outcome == "error");
        BOOST_TEST(hidden.data == absent.data);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
