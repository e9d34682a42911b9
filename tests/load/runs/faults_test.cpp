#include "tests/load/faulty/faulty_server.hpp"
#include "tests/load/runs/load_program.hpp"
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace snug::test;
using mistake = faulty_server::mistake;

namespace {

/// A faulty server on a thread of its own.
struct running_server {
  explicit running_server(mistake wrong, std::uint32_t every = 100)
    : server(wrong, every)
    , url("ws://127.0.0.1:" + std::to_string(server.listen()))
    , thread([this] { server.run(); }) {}
  ~running_server() {
    server.stop();
    thread.join();
  }
  running_server(const running_server&) = delete;
  running_server& operator=(const running_server&) = delete;

  faulty_server server;
  std::string url;
  std::thread thread;
};

const std::vector<std::string> fanout{"fanout", "--clients", "20", "--patience", "1"};
const std::vector<std::string> rooms{"rooms", "--clients", "20", "--rooms", "4", "--patience", "1"};
const std::vector<std::string> chat{"chat", "--clients", "20", "--rooms", "4", "--patience", "1"};

void expect(mistake wrong, const std::vector<std::string>& scenario, const char* fault) {
  const running_server server(wrong);
  const auto run = load_program::play(server.url, scenario);
  BOOST_TEST(run.exit_code == 1, run.complaint());
  BOOST_TEST(run.faults(fault) > 0, fault << " was not found: " << run.complaint());
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_server_that_does_wrong)

BOOST_AUTO_TEST_CASE(one_that_does_everything_right_passes) {
  const running_server server(mistake::none);
  for (const auto& scenario : {fanout, rooms, chat}) {
    const auto run = load_program::play(server.url, scenario);
    BOOST_TEST(run.exit_code == 0, run.complaint());
    BOOST_TEST(run.figure("delivered_per_second") > 0);
  }
}

BOOST_AUTO_TEST_CASE(one_that_drops_has_lost_messages) {
  expect(mistake::drop, fanout, "lost");
  expect(mistake::drop, chat, "lost");
}

BOOST_AUTO_TEST_CASE(one_that_tells_twice_has_doubled_messages) {
  expect(mistake::twice, fanout, "doubled");
  expect(mistake::twice, chat, "doubled");
}

BOOST_AUTO_TEST_CASE(one_that_swaps_has_them_out_of_order) {
  expect(mistake::swap, fanout, "out_of_order");
  expect(mistake::swap, {"chat", "--clients", "20", "--rooms", "4", "--window", "4"}, "out_of_order");
}

BOOST_AUTO_TEST_CASE(one_that_tells_the_wrong_room_misdelivers) {
  expect(mistake::misdeliver, rooms, "misdelivered");
  expect(mistake::misdeliver, chat, "misdelivered");
}

BOOST_AUTO_TEST_CASE(one_that_names_the_wrong_sender_misdelivers) {
  expect(mistake::impersonate, rooms, "misdelivered");
}

BOOST_AUTO_TEST_CASE(one_that_changes_what_was_said_alters) { expect(mistake::alter, fanout, "altered"); }

BOOST_AUTO_TEST_CASE(one_that_forgets_an_answer_leaves_messages_unanswered) {
  expect(mistake::forget, chat, "unanswered");
}

BOOST_AUTO_TEST_CASE(one_that_acknowledges_under_the_wrong_number_has_two_orders) {
  expect(mistake::renumber, chat, "out_of_order");
}

BOOST_AUTO_TEST_CASE(one_that_hangs_up_disconnects) { expect(mistake::hang_up, rooms, "disconnected"); }

BOOST_AUTO_TEST_CASE(no_server_at_all_is_no_run) {
  const auto run = load_program::run({"fanout", "--url", "ws://127.0.0.1:1", "--clients", "3", "--quiet"});
  BOOST_TEST(run.exit_code == 2);
  BOOST_TEST(run.said.find("could not run: only 0 of 4 clients came in") != run.said.npos, run.said);
}

BOOST_AUTO_TEST_SUITE_END()
