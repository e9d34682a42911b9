#include "clients/cpp/outbound_queue.hpp"
#include <boost/test/unit_test.hpp>

using namespace snug::client;

namespace {

outbound command(std::string id, bool keep = true) {
  return {"message.send", "lobby", "", std::move(id), {}, keep, 0};
}

std::string send_all(outbound_queue& queue) {
  std::string ids;
  while (const auto* next = queue.next_to_send())
    ids += next->id;
  return ids;
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_outbound_queue)

BOOST_AUTO_TEST_CASE(commands_go_out_in_order_up_to_the_window) {
  outbound_queue queue(2);
  for (const auto* id : {"a", "b", "c"})
    queue.push(command(id));
  BOOST_TEST(send_all(queue) == "ab");
  BOOST_TEST(queue.in_flight() == 2u);
  BOOST_TEST(queue.answered(1)->id == "a");
  BOOST_TEST(send_all(queue) == "c");
}

BOOST_AUTO_TEST_CASE(what_was_sent_and_not_answered_is_sent_again_in_its_place_with_its_id) {
  outbound_queue queue;
  for (const auto* id : {"a", "b", "c"})
    queue.push(command(id));
  BOOST_TEST(send_all(queue) == "abc");
  BOOST_TEST(queue.answered(2)->id == "b");
  queue.push(command("d"));
  BOOST_TEST(queue.connection_lost().empty());
  BOOST_TEST(send_all(queue) == "acd");
}

BOOST_AUTO_TEST_CASE(a_late_answer_of_an_earlier_connection_answers_nothing) {
  outbound_queue queue;
  queue.push(command("a"));
  BOOST_TEST(send_all(queue) == "a");
  BOOST_TEST(queue.connection_lost().empty());
  BOOST_TEST(send_all(queue) == "a");
  BOOST_TEST(!queue.answered(1));
  BOOST_TEST(queue.answered(2)->id == "a");
  BOOST_TEST(queue.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_command_that_is_not_kept_comes_back_when_the_connection_is_lost) {
  outbound_queue queue;
  queue.push(command("a"));
  queue.push(command("b", false));
  queue.push(command("c"));
  BOOST_TEST(send_all(queue) == "abc");
  const auto dropped = queue.connection_lost();
  BOOST_TEST_REQUIRE(dropped.size() == 1u);
  BOOST_TEST(dropped[0].id == "b");
  BOOST_TEST(send_all(queue) == "ac");
}

BOOST_AUTO_TEST_SUITE_END()
