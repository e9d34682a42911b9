#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

bool same_receipt(const native_client::answer& a, const native_client::answer& b) {
  return a.ok && b.ok && a.data == b.data;
}

} // namespace

BOOST_AUTO_TEST_SUITE(exactly_once)

BOOST_AUTO_TEST_CASE(a_command_repeated_on_another_connection_gets_the_first_reply_and_one_event) {
  live_node node([](auto& o) { o.shards = 3; });
  native_client watcher(node.port(), {.name = "watcher"});
  watcher.join("lobby");
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  const auto first = ada.say("lobby", "once", "m-1");
  native_client again(node.port(), {.resume = ada.resume()});
  again.join("lobby");
  BOOST_TEST(same_receipt(first, again.say("lobby", "once", "m-1")));
  const auto last = again.say("lobby", "twice", "m-2");

  BOOST_TEST(last.number("offset") == first.number("offset") + 1);
  BOOST_TEST(watcher.next_durable()->id == "m-1");
  BOOST_TEST(watcher.next_durable()->id == "m-2");
}

BOOST_AUTO_TEST_CASE(a_command_repeated_after_a_restart_gets_the_first_reply) {
  live_node node;
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  const auto first = ada.say("lobby", "once", "m-1");
  node.stop();
  node.start();
  native_client again(node.port(), {.resume = ada.resume()});
  BOOST_TEST(again.user() == ada.user());
  const auto joined =
      again.join("lobby", snug::model::position{first.number("epoch"), first.number("offset")});
  BOOST_TEST(same_receipt(first, again.say("lobby", "once", "m-1")));
  BOOST_TEST(joined.head == first.number("offset"));
  BOOST_TEST(!again.next_durable(200ms).has_value());
}

BOOST_AUTO_TEST_CASE(an_id_used_for_other_content_is_a_conflict_and_leaves_nothing_behind) {
  live_node node;
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  const auto first = ada.say("lobby", "once", "m-1");
  BOOST_TEST(ada.say("lobby", "something else", "m-1").code == "conflict");
  BOOST_TEST(ada.say("lobby", "next", "m-2").number("offset") == first.number("offset") + 1);
}

BOOST_AUTO_TEST_CASE(an_id_belongs_to_its_user) {
  live_node node;
  native_client ada(node.port(), {.name = "ada"}), bob(node.port(), {.name = "bob"});
  ada.join("lobby");
  bob.join("lobby");
  const auto hers = ada.say("lobby", "hers", "m-1"), his = bob.say("lobby", "his", "m-1");
  BOOST_TEST(his.ok);
  BOOST_TEST(his.number("offset") == hers.number("offset") + 1);
}

BOOST_AUTO_TEST_SUITE_END()
