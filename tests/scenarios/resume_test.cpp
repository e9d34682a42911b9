#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/room_talk.hpp"
#include "tests/support/signed_token.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

constexpr unsigned shard_counts[] = {1, 3};

live_node::change with_shards(unsigned shards) {
  return [shards](snug::config::options& o) {
    o.shards = shards;
    o.auth.jwt_secret = test_secret;
    for (const auto* name : {"quiet", "busy", "other"})
      o.rooms.push_back({name, "group", "public", {}});
  };
}

/// Whether `came` are the offsets from `first` to `last`, each once.
void expect_run(const std::vector<std::uint64_t>& came, std::uint64_t first, std::uint64_t last) {
  BOOST_TEST(came == run(first, last), boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(resume)

BOOST_DATA_TEST_CASE(who_was_away_gets_every_event_once_and_in_order, data::make(shard_counts), shards) {
  live_node node(with_shards(shards));
  native_client writer(node.port(), {.name = "writer"});
  snug::model::position stood;
  std::string resume;
  {
    native_client ada(node.port(), {.name = "ada"});
    stood = ada.join("lobby").at;
    resume = ada.resume();
  }
  const auto last = say_many(writer, "lobby", 300);
  native_client ada(node.port(), {.resume = resume});
  BOOST_TEST(!ada.greeting().data.empty());
  const auto joined = ada.join("lobby", stood);
  BOOST_TEST(!joined.gap.has_value());
  BOOST_TEST(joined.head == last);
  expect_run(offsets_until(ada, "lobby", last), stood.offset + 1, last);
  // Live again, and nothing twice.
  const auto next = writer.say("lobby", "live").number("offset");
  expect_run(offsets_until(ada, "lobby", next), last + 1, next);
}

BOOST_DATA_TEST_CASE(a_restart_loses_nothing, data::make(shard_counts), shards) {
  live_node node(with_shards(shards));
  native_client ada(node.port(), {.name = "ada"}), writer(node.port(), {.name = "writer"});
  const auto stood = ada.join("lobby").at;
  const auto last = say_many(writer, "lobby", 100);
  node.stop();
  node.start();
  native_client again(node.port(), {.resume = ada.resume()});
  BOOST_TEST(again.user() == ada.user());
  const auto joined = again.join("lobby", stood);
  BOOST_TEST(joined.at.epoch == stood.epoch);
  BOOST_TEST(!joined.gap.has_value());
  expect_run(offsets_until(again, "lobby", last), stood.offset + 1, last);
}

BOOST_DATA_TEST_CASE(quiet_rooms_resume_as_well_as_busy_ones, data::make(shard_counts), shards) {
  live_node node(with_shards(shards));
  native_client writer(node.port(), {.name = "writer"});
  snug::model::position quiet, busy, other;
  {
    native_client ada(node.port(), {.name = "ada"});
    quiet = ada.join("quiet").at;
    busy = ada.join("busy").at;
    other = ada.join("other").at;
  }
  say_many(writer, "busy", 150);
  const auto one = writer.say("quiet", "the only one").number("offset");
  const auto last = say_many(writer, "busy", 150);
  native_client ada(node.port(), {.name = "ada"});
  // All three at once, as a client that comes back does it.
  BOOST_TEST(!ada.join("other", other).gap.has_value());
  BOOST_TEST(!ada.join("quiet", quiet).gap.has_value());
  BOOST_TEST(!ada.join("busy", busy).gap.has_value());
  std::vector<std::uint64_t> in_quiet, in_busy;
  while (in_busy.size() < last - busy.offset || in_quiet.empty()) {
    const auto event = ada.next_durable(2s);
    if (!event) break;
    (event->room == "quiet" ? in_quiet : in_busy).push_back(event->offset);
  }
  expect_run(in_quiet, one, one);
  expect_run(in_busy, busy.offset + 1, last);
}

BOOST_DATA_TEST_CASE(who_is_5000_events_behind_catches_up_while_others_go_on_writing,
                     data::make(shard_counts), shards) {
  live_node node(with_shards(shards));
  native_client writer(node.port(), {.name = "writer"});
  native_client ada(node.port(), {.name = "ada"});
  const auto stood = native_client(node.port(), {.name = "before"}).join("lobby").at;
  BOOST_TEST(say_many(writer, "lobby", 5'000) == stood.offset + 5'000);
  std::uint64_t last = 0;
  std::thread goes_on([&] { last = say_many(writer, "lobby", 500); });
  const auto joined = ada.join("lobby", stood);
  BOOST_TEST(!joined.gap.has_value());
  expect_run(offsets_until(ada, "lobby", stood.offset + 5'500), stood.offset + 1, stood.offset + 5'500);
  goes_on.join();
  BOOST_TEST(last == stood.offset + 5'500);
}

BOOST_AUTO_TEST_CASE(two_devices_of_one_user_stand_where_each_of_them_stood) {
  live_node node(with_shards(3));
  const auto token = token_for("ada");
  native_client writer(node.port(), {.name = "writer"});
  snug::model::position phone, desk;
  std::string phone_session, desk_session;
  {
    native_client on_phone(node.port(), {.token = token});
    phone = on_phone.join("lobby").at;
    phone_session = on_phone.resume();
  }
  say_many(writer, "lobby", 10);
  {
    native_client at_desk(node.port(), {.token = token});
    desk = at_desk.join("lobby").at;
    desk_session = at_desk.resume();
  }
  const auto last = say_many(writer, "lobby", 10);
  BOOST_TEST(desk.offset == phone.offset + 10);
  native_client on_phone(node.port(), {.token = token, .resume = phone_session});
  native_client at_desk(node.port(), {.token = token, .resume = desk_session});
  on_phone.join("lobby", phone);
  at_desk.join("lobby", desk);
  expect_run(offsets_until(on_phone, "lobby", last), phone.offset + 1, last);
  expect_run(offsets_until(at_desk, "lobby", last), desk.offset + 1, last);
}

BOOST_AUTO_TEST_SUITE_END()
