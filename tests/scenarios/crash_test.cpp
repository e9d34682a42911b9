#include "tests/support/native_client.hpp"
#include "tests/support/room_talk.hpp"
#include "tests/support/server_process.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

std::string with_shards(unsigned shards) { return "shards = " + std::to_string(shards) + "\n"; }

} // namespace

BOOST_AUTO_TEST_SUITE(crash)

BOOST_DATA_TEST_CASE(what_was_acknowledged_before_kill_9_is_there_afterwards_once,
                     boost::unit_test::data::make({1u, 3u}), shards) {
  server_process server(SNUG_PROGRAM, with_shards(shards));
  BOOST_TEST_REQUIRE(server.start());
  native_client reader(server.port(), {.name = "reader"}), writer(server.port(), {.name = "writer"});
  const auto stood = reader.join("lobby").at;
  std::vector<std::uint32_t> refs;
  std::vector<std::string> ids;
  for (int i = 0; i < 400; ++i) {
    ids.push_back("m-" + std::to_string(i));
    refs.push_back(writer.post("message.send", "lobby", text_data(std::to_string(i)), ids.back()));
  }
  // In the middle of it: some are answered, some on their way.
  BOOST_TEST(writer.reply_to(refs[100]).ok);
  server.kill();
  std::size_t answered = 101;
  while (answered < refs.size() && writer.reply_to(refs[answered], 50ms).ok)
    ++answered;

  BOOST_TEST_REQUIRE(server.start());
  native_client again(server.port(), {.resume = writer.resume()});
  for (std::size_t i = answered - 1; i < ids.size(); ++i)
    BOOST_TEST_REQUIRE(again.say("lobby", std::to_string(i), ids[i]).ok);
  native_client back(server.port(), {.resume = reader.resume()});
  const auto joined = back.join("lobby", stood);
  BOOST_TEST(!joined.gap.has_value());
  BOOST_TEST(joined.at.epoch == stood.epoch);
  BOOST_TEST(joined.head == stood.offset + ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto event = back.next_durable();
    BOOST_TEST_REQUIRE(event.has_value());
    BOOST_TEST(event->offset == stood.offset + 1 + i);
    BOOST_TEST(event->id == ids[i]);
  }
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
