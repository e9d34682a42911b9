#include "tests/support/http_exchange.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/speaker.hpp"
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <deque>
#include <memory>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <vector>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

/// Somebody who says one thing after the other until the server ends the connection, and remembers what was
/// acknowledged.
class writer {
public:
  writer(std::uint16_t port, int number, std::string room = "lobby")
    : speaker_(port, speech::msgpack)
    , number_(number)
    , room_(std::move(room)) {
    speaker_.hello();
    BOOST_REQUIRE(speaker_.call("room.join", room_).ok());
    thread_ = std::thread([this] { write(); });
  }
  ~writer() {
    if (thread_.joinable()) thread_.join();
  }
  /// Until the end; the close code.
  int join() {
    thread_.join();
    return speaker_.close_code();
  }
  [[nodiscard]] const std::set<std::string>& acknowledged() const noexcept { return acknowledged_; }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
  void write() {
    for (int i = 0;; ++i) {
      const auto text = std::to_string(number_) + ":" + std::to_string(i);
      if (!speaker_.call("message.send", room_, R"({"text":")" + text + "\"}").ok()) return;
      acknowledged_.insert(text);
      ++count_;
    }
  }

  speaker speaker_;
  int number_;
  std::string room_;
  std::atomic<std::size_t> count_{0};
  std::set<std::string> acknowledged_;
  std::thread thread_;
};

/// The ms a close frame's reason asks to wait; -1 where it is another frame or says nothing.
long hint_of(const std::optional<raw_websocket::frame>& frame) {
  constexpr std::string_view says = "drain, retry after ";
  if (!frame || frame->opcode != 8 || frame->code() != 4000 || !frame->payload.substr(2).starts_with(says))
    return -1;
  return std::strtol(frame->payload.c_str() + 2 + says.size(), nullptr, 10);
}

/// Every text said in a room.
std::multiset<std::string> texts(speaker& reader, std::string_view room = "lobby") {
  std::multiset<std::string> out;
  std::uint64_t after = 0;
  for (bool more = true; more;) {
    const auto page =
        reader.call("message.history", room, R"({"limit":200,"after":)" + std::to_string(after) + "}");
    if (!page.ok()) return {};
    const auto list = page.at("messages");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto event = list.at(i);
      if (const auto text = event.find("data").find("text").text()) out.emplace(*text);
      after = event.find("offset").uint().value_or(after);
    }
    more = page.at("more").boolean().value_or(false);
  }
  return out;
}

int fsck(const server_process& server) {
  const auto status =
      std::system((std::string(SNUG_PROGRAM) + " fsck --data " + server.data() + " > /dev/null").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(drain)

BOOST_AUTO_TEST_CASE(everybody_is_told_when_to_come_back_and_nothing_acknowledged_is_lost) {
  server_process server(SNUG_PROGRAM);
  BOOST_REQUIRE(server.start());
  std::vector<std::unique_ptr<speaker>> idle;
  for (int i = 0; i < 1'000; ++i) {
    idle.push_back(std::make_unique<speaker>(server.port(), speech::msgpack));
    BOOST_REQUIRE(idle.back()->hello().ok());
  }
  std::deque<writer> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back(server.port(), i);
  while (writers.back().count() < 20)
    std::this_thread::sleep_for(1ms);

  const auto began = std::chrono::steady_clock::now();
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST((std::chrono::steady_clock::now() - began < 5s));

  std::set<long> hints;
  for (auto& each : idle) {
    const auto hint = hint_of(each->socket().receive(1s));
    BOOST_REQUIRE(hint > 0);
    hints.insert(hint);
  }
  BOOST_TEST(hints.size() > 100u); // spread, so that they don't all come back at once
  for (auto& each : writers)
    BOOST_TEST(each.join() == 4000);

  BOOST_TEST(fsck(server) == 0);
  BOOST_REQUIRE(server.start());
  speaker reader(server.port(), speech::msgpack);
  reader.hello();
  const auto kept = texts(reader);
  for (const auto& each : writers) {
    BOOST_TEST(each.count() > 0u);
    for (const auto& text : each.acknowledged())
      BOOST_TEST(kept.count(text) == 1u, text);
  }
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_CASE(shards_whose_rooms_hold_one_anothers_people_stop_together) {
  const std::array<std::string, 4> rooms{"red", "green", "blue", "grey"};
  std::string configuration = "shards = 3\n";
  for (const auto& room : rooms)
    configuration += "[[rooms]]\nname = \"" + room + "\"\nkind = \"group\"\naccess = \"public\"\n";
  server_process server(SNUG_PROGRAM, configuration);
  BOOST_REQUIRE(server.start());
  std::vector<std::unique_ptr<speaker>> listeners;
  for (int i = 0; i < 120; ++i) {
    listeners.push_back(std::make_unique<speaker>(server.port(), i % 2 ? speech::json : speech::msgpack));
    listeners.back()->hello();
    for (const auto& room : rooms)
      BOOST_REQUIRE(listeners.back()->call("room.join", room).ok());
  }
  std::deque<writer> writers;
  for (int i = 0; i < 12; ++i)
    writers.emplace_back(server.port(), i, rooms[static_cast<std::size_t>(i) % rooms.size()]);
  while (writers.back().count() < 20)
    std::this_thread::sleep_for(1ms);

  BOOST_TEST(server.stop() == 0);
  for (auto& each : writers)
    BOOST_TEST(each.join() == 4000);
  for (auto& each : listeners)
    BOOST_TEST(each->close_code() == 4000);

  BOOST_TEST(fsck(server) == 0);
  BOOST_REQUIRE(server.start());
  speaker reader(server.port(), speech::msgpack);
  reader.hello();
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto kept = texts(reader, rooms[i]);
    for (auto w = i; w < writers.size(); w += rooms.size())
      for (const auto& text : writers[w].acknowledged())
        BOOST_TEST(kept.count(text) == 1u, text);
  }
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_without_clients_stops_at_once) {
  server_process server(SNUG_PROGRAM);
  BOOST_REQUIRE(server.start());
  const auto began = std::chrono::steady_clock::now();
  BOOST_TEST(server.stop() == 0);
  BOOST_TEST((std::chrono::steady_clock::now() - began < 1s));
}

BOOST_AUTO_TEST_SUITE_END()
