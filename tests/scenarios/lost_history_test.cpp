#include "store/backup.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/room_talk.hpp"
#include "transport/server/system_clock.hpp"
#include "transport/server/system_random.hpp"
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <thread>

using namespace snug;
using namespace snug::test;
using namespace std::chrono_literals;

namespace {

/// A room that keeps ten events.
void short_memory(config::options& options) {
  auto kind = options.kinds.at("group");
  kind.history.events = 10;
  kind.resume_events = 10;
  options.kinds["short"] = kind;
  options.rooms.push_back({"brief", "short", "public", {}});
}

/// Trimming goes on behind the commands: the first offset kept, once it is above `least`.
std::uint64_t first_kept(native_client& who, std::string_view room, std::uint64_t least) {
  for (int i = 0; i < 100; ++i) {
    const auto first = who.call("message.history", room).number("first");
    if (first > least) return first;
    std::this_thread::sleep_for(20ms);
  }
  return 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(lost_history)

BOOST_AUTO_TEST_CASE(who_was_away_longer_than_the_log_reaches_is_told_the_gap) {
  live_node node(short_memory);
  native_client writer(node.port(), {.name = "writer"});
  writer.join("brief");
  const auto stood = native_client(node.port(), {.name = "ada"}).join("brief").at;
  const auto last = say_many(writer, "brief", 300);
  const auto first = first_kept(writer, "brief", stood.offset + 1);
  BOOST_TEST_REQUIRE(first > stood.offset + 1);

  native_client ada(node.port(), {.name = "ada"});
  const auto joined = ada.join("brief", stood);
  BOOST_TEST_REQUIRE(joined.gap.has_value());
  BOOST_TEST(joined.gap->from == stood.offset + 1);
  BOOST_TEST(joined.gap->to == joined.at.offset);
  BOOST_TEST(joined.head == last);
  BOOST_TEST(last - joined.at.offset >= 10);
  BOOST_TEST(offsets_until(ada, "brief", last) == run(joined.gap->to + 1, last),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_saw_what_a_restored_backup_does_not_have_is_told_the_gap) {
  live_node node;
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  const auto kept = say_many(ada, "lobby", 5);
  const auto with = store::settings_of(node.options());
  const auto file = node.folder() + "/backup";
  // A process of its own: LMDB must not have a store open twice in one.
  const auto backup = std::string(SNUG_PROGRAM) + " backup " + file + " --data " + with.directory;
  BOOST_TEST_REQUIRE(std::system((backup + " >/dev/null").c_str()) == 0);
  const auto lost = ada.say("lobby", "after the backup");
  node.stop();
  std::filesystem::remove_all(with.directory);
  const server::system_clock clock;
  server::system_random random;
  BOOST_TEST_REQUIRE(bool(store::restore(with, file, clock, random, {})));
  node.start();

  native_client again(node.port(), {.name = "ada"});
  const auto new_life = again.join("lobby", model::position{lost.number("epoch"), lost.number("offset")});
  BOOST_TEST(new_life.at.epoch != lost.number("epoch"));
  BOOST_TEST(new_life.gap.has_value());
  // Who stood before the backup was made missed nothing that can be told.
  native_client early(node.port(), {.name = "bob"});
  const auto exact = early.join("lobby", model::position{lost.number("epoch"), kept - 2});
  BOOST_TEST(!exact.gap.has_value());
  const auto next = again.say("lobby", "life goes on").number("offset");
  BOOST_TEST(next == kept + 1);
  BOOST_TEST(offsets_until(early, "lobby", next) == run(kept - 1, next), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_position_of_an_unknown_epoch_is_a_gap_of_everything) {
  live_node node;
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  const auto last = say_many(ada, "lobby", 5);
  native_client bob(node.port(), {.name = "bob"});
  const auto joined = bob.join("lobby", model::position{12345, 3});
  BOOST_TEST_REQUIRE(joined.gap.has_value());
  BOOST_TEST(joined.gap->to == last);
  BOOST_TEST(joined.at.offset == last);
}

BOOST_AUTO_TEST_SUITE_END()
