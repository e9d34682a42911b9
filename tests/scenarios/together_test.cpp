#include "tests/support/live_node.hpp"
#include "tests/support/native_client.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace snug::test;
using namespace std::chrono_literals;

namespace {

/// A connection in "lobby" that speaks JSON: messages are written out as they are.
class json_client {
public:
  explicit json_client(std::uint16_t port)
    : socket_(port, "snug.v1.json") {
    say(R"([1,"hello",null,{"name":"ada"}])");
    say(R"([2,"room.join","lobby",{}])");
    while (replies() < 2) {
      if (!read()) break;
    }
    seen_.clear();
  }
  void say(std::string_view message) { socket_.send(1, message); }
  /// Reads until `count` replies came, and what else comes right behind them.
  const std::vector<std::string>& hears(std::size_t count) {
    seen_.clear();
    while (replies() < count && read()) {
    }
    while (read(100ms)) {
    }
    return seen_;
  }
  /// How many of what was heard last contain `words`.
  [[nodiscard]] std::ptrdiff_t heard(std::string_view words) const {
    return std::count_if(seen_.begin(), seen_.end(),
                         [&](const auto& s) { return s.find(words) != std::string::npos; });
  }

private:
  bool read(std::chrono::milliseconds within = 5s) {
    auto frame = socket_.receive(within);
    if (!frame) return false;
    seen_.push_back(std::move(frame->payload));
    return true;
  }
  [[nodiscard]] std::size_t replies() const {
    return static_cast<std::size_t>(std::count_if(
        seen_.begin(), seen_.end(), [](const auto& s) { return s.starts_with("[") && s[1] != '"'; }));
  }

  raw_websocket socket_;
  std::vector<std::string> seen_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(together)

BOOST_AUTO_TEST_CASE(commands_sent_together_happen_together) {
  live_node node([](auto& o) { o.shards = 3; });
  json_client ada(node.port());
  ada.say(
      R"([[3,"message.send","lobby",{"text":"one"},"t-1"],[4,"message.send","lobby",{"text":"two"},"t-2"]])");
  const auto& seen = ada.hears(2);
  BOOST_TEST(seen.size() == 4u);
  BOOST_TEST(ada.heard("\"ok\"") == 2);
  BOOST_TEST(ada.heard("message.sent") == 2);
}

BOOST_AUTO_TEST_CASE(one_that_fails_takes_the_others_with_it) {
  live_node node;
  json_client ada(node.port());
  // Nobody may set their own role: refused inside the transaction, after the first one was decided.
  ada.say(
      R"([[3,"message.send","lobby",{"text":"one"},"t-1"],[4,"member.add","lobby",{"user":"bob"},"t-2"]])");
  ada.hears(2);
  BOOST_TEST(ada.heard("\"error\"") == 2);
  BOOST_TEST(ada.heard("message.sent") == 0);
  // The first left nothing behind: its id is free.
  ada.say(R"([5,"message.send","lobby",{"text":"other content"},"t-1"])");
  ada.hears(1);
  BOOST_TEST(ada.heard("\"ok\"") == 1);
  BOOST_TEST(ada.heard("\"offset\":1,") == 1);
}

BOOST_AUTO_TEST_CASE(commands_of_two_rooms_cannot_happen_together) {
  live_node node([](auto& o) { o.rooms.push_back({"other", "group", "public", {}}); });
  json_client ada(node.port());
  ada.say(R"([[3,"message.send","lobby",{"text":"one"}],[4,"message.send","other",{"text":"two"}]])");
  ada.hears(2);
  BOOST_TEST(ada.heard("bad_request") == 2);
  BOOST_TEST(ada.heard("message.sent") == 0);
}

BOOST_AUTO_TEST_CASE(a_command_that_is_not_durable_cannot_happen_together_with_others) {
  live_node node;
  json_client ada(node.port());
  ada.say(R"([[3,"message.send","lobby",{"text":"one"}],[4,"publish","lobby",{"event":"cursor"}]])");
  ada.hears(2);
  BOOST_TEST(ada.heard("bad_request") == 2);
  BOOST_TEST(ada.heard("message.sent") == 0);
}

BOOST_AUTO_TEST_CASE(two_of_them_with_one_id_are_one_command_and_its_repeat) {
  live_node node;
  json_client ada(node.port());
  ada.say(
      R"([[3,"message.send","lobby",{"text":"one"},"t-1"],[4,"message.send","lobby",{"text":"one"},"t-1"]])");
  ada.hears(2);
  BOOST_TEST(ada.heard("\"ok\"") == 2);
  BOOST_TEST(ada.heard("message.sent") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
