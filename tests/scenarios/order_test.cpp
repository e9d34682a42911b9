#include "actors/model/packer.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/room_talk.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

constexpr unsigned shard_counts[] = {1, 3};

live_node::change with_rooms(unsigned shards) {
  return [shards](snug::config::options& o) {
    o.shards = shards;
    for (const auto* name : {"a", "b", "c"})
      o.rooms.push_back({name, "group", "public", {}});
  };
}

/// The ids of the next `count` durable events, of whatever room.
std::vector<std::string> next_ids(native_client& who, std::size_t count) {
  std::vector<std::string> out;
  while (out.size() < count) {
    const auto event = who.next_durable();
    if (!event) break;
    out.push_back(event->id);
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(order)

BOOST_DATA_TEST_CASE(a_reply_comes_before_the_event_it_caused, boost::unit_test::data::make(shard_counts),
                     shards) {
  live_node node(with_rooms(shards));
  native_client ada(node.port(), {.name = "ada"});
  ada.join("lobby");
  constexpr std::size_t count = 300;
  std::map<std::string, std::uint32_t> ref_of;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = std::to_string(i);
    ref_of[id] = ada.post("message.send", "lobby", text_data(id), id);
  }
  std::set<std::uint32_t> answered;
  for (std::size_t told = 0; told < count;) {
    const auto came = ada.next_arrival();
    BOOST_TEST_REQUIRE(came.has_value());
    if (came->ref != 0) {
      BOOST_TEST(came->reply.ok);
      answered.insert(came->ref);
    } else if (came->told.offset != 0) {
      BOOST_TEST(answered.contains(ref_of[came->told.id]));
      ++told;
    }
  }
  BOOST_TEST(answered.size() == count);
}

BOOST_DATA_TEST_CASE(all_members_see_one_order_across_all_their_rooms,
                     boost::unit_test::data::make(shard_counts), shards) {
  live_node node(with_rooms(shards));
  native_client first(node.port(), {.name = "first"}), second(node.port(), {.name = "second"});
  for (auto* watcher : {&first, &second})
    for (const auto* room : {"c", "a", "b"})
      watcher->join(room);
  constexpr int each = 100;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w)
    writers.emplace_back([&node, w] {
      native_client writer(node.port(), {.name = "writer"});
      for (int i = 0; i < each; ++i) {
        const auto id = std::to_string(w) + "-" + std::to_string(i);
        writer.say(i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c", id, id);
      }
    });
  const auto seen = next_ids(first, 3 * each);
  BOOST_TEST(next_ids(second, 3 * each) == seen, boost::test_tools::per_element());
  for (auto& writer : writers)
    writer.join();
  BOOST_TEST(seen.size() == 3u * each);
  // A writer waits for each reply, so its own come in the order it said them, whatever the rooms.
  std::map<char, int> next;
  for (const auto& id : seen)
    BOOST_TEST(std::stoi(id.substr(2)) == next[id[0]]++);
}

BOOST_AUTO_TEST_SUITE_END()
