#include "actors/model/packer.hpp"
#include "tests/support/http_exchange.hpp"
#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include "tests/support/room_talk.hpp"
#include "tests/support/sanitized.hpp"
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>
#include <sys/socket.h>
#include <thread>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t text_bytes = 16'000;

/// `count` messages of 16 kB; the offset of the last.
std::uint64_t say_loudly(native_client& who, unsigned count) {
  const std::string text(text_bytes, 'x');
  std::uint64_t last = 0;
  for (unsigned said = 0; said < count;) {
    std::vector<std::uint32_t> refs;
    for (; said < count && refs.size() < 32; ++said)
      refs.push_back(who.post("message.send", "lobby", text_data(text)));
    for (const auto ref : refs)
      last = std::max(last, who.reply_to(ref).number("offset"));
  }
  return last;
}

/// Memory of this process that is nobody's file, in KiB.
std::size_t anonymous_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::stoul(line.substr(8));
  return 0;
}

/// From here on the kernel takes little for it, but enough to read on quickly later.
void take_little(native_client& who) {
  const int bytes = 256 * 1024;
  setsockopt(who.socket().fd(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/// Whether that line is among the metrics within 20 s.
bool comes(live_node& node, std::string_view line) {
  for (const auto until = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < until;) {
    if (http_ask(node.port(), "GET", "/metrics").body.find(line) != std::string::npos) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

std::string cursor_data(std::uint64_t at, std::string_view key, std::size_t padding = 0) {
  snug::model::packer pack;
  pack.map(3).text("event").text("cursor").text("key").text(key);
  pack.text("data").map(2).text("at").uint(at).text("padding").text(std::string(padding, 'x'));
  return pack.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(slow_receivers)

BOOST_DATA_TEST_CASE(who_stops_reading_for_20_MB_harms_nobody_and_catches_up,
                     boost::unit_test::data::make({1u, 3u}), shards) {
  live_node node([shards](auto& o) { o.shards = shards; });
  native_client slow(node.port(), {.name = "slow"}), other(node.port(), {.name = "other"}),
      writer(node.port(), {.name = "writer"});
  const auto stood = slow.join("lobby").at;
  other.join("lobby");
  say_loudly(writer, 50); // buffers that everybody needs are there now
  constexpr unsigned loud = 1'300;
  const auto before = anonymous_kib();
  const auto due = stood.offset + 50 + loud;
  std::vector<std::uint64_t> heard;
  std::thread listens([&] { heard = offsets_until(other, "lobby", due); });
  BOOST_TEST(say_loudly(writer, loud) == due);
  listens.join();
  BOOST_TEST((heard == run(stood.offset + 1, due)));
  if (!sanitized) BOOST_TEST(anonymous_kib() < before + 8 * 1024);

  BOOST_TEST(offsets_until(slow, "lobby", due) == run(stood.offset + 1, due),
             boost::test_tools::per_element());
  const auto next = writer.say("lobby", "live again").number("offset");
  BOOST_TEST(slow.next_durable()->offset == next);
}

BOOST_AUTO_TEST_CASE(who_never_reads_is_closed_as_a_slow_consumer) {
  live_node node([](auto& o) { o.limits.stalled_ms = 900; });
  native_client slow(node.port(), {.name = "slow"}), writer(node.port(), {.name = "writer"});
  take_little(slow);
  slow.join("lobby");
  std::thread talks([&] { say_loudly(writer, 500); }); // more than the kernel takes for a socket
  // Its socket is kept for 2 s more: who begins to read gets what was written before, then the reason.
  const bool closed = comes(node, "snug_slow_consumers_total 1\n");
  const auto code = slow.close_code();
  talks.join();
  BOOST_TEST(closed);
  BOOST_TEST(code == 4001);
}

BOOST_AUTO_TEST_CASE(only_the_newest_of_a_key_reaches_who_was_stalled) {
  live_node node;
  native_client slow(node.port(), {.name = "slow"}), writer(node.port(), {.name = "writer"});
  take_little(slow);
  slow.join("lobby");
  writer.join("lobby");
  constexpr std::uint64_t filling = 600, moves = 300;
  for (std::uint64_t i = 0; i < filling; ++i)
    BOOST_TEST_REQUIRE(
        writer.call("publish", "lobby", cursor_data(i, "filler" + std::to_string(i), text_bytes)).ok);
  for (std::uint64_t i = 1; i <= moves; ++i)
    for (const auto* key : {"a", "b"})
      BOOST_TEST_REQUIRE(writer.call("publish", "lobby", cursor_data(filling + i, key)).ok);

  std::vector<std::uint64_t> seen;
  while (const auto event = slow.next("cursor", 500ms))
    if (const auto at = event->number("at"); at > filling) seen.push_back(at);
  BOOST_TEST(seen == (std::vector<std::uint64_t>{filling + moves, filling + moves}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_sends_10000_commands_at_once_is_answered_for_all_of_them) {
  live_node node;
  native_client eager(node.port(), {.name = "eager"});
  std::vector<std::uint32_t> refs;
  for (int i = 0; i < 10'000; ++i)
    refs.push_back(eager.post("message.send", "lobby", text_data(std::to_string(i))));
  std::uint64_t last = 0;
  for (const auto ref : refs) {
    const auto offset = eager.reply_to(ref).number("offset");
    BOOST_TEST_REQUIRE(offset > last);
    last = offset;
  }
  BOOST_TEST(last >= 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()
