#include "actors/model/packer.hpp"
#include "clients/console/chat_desk.hpp"
#include "clients/cpp/loop.hpp"
#include "tests/client/native_peer.hpp"
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <poll.h>

using namespace snug;
using namespace snug::console;
using namespace snug::test;

namespace {

/// Notes what a chat shows, one word and a text each.
class noted final : public display {
public:
  std::vector<std::string> lines;
  std::size_t waiting = 0;

  void event(const told_event& e, bool past) override {
    lines.push_back((past ? "past " : "event ") +
                    std::string(model::value(e.data).find("text").text().value_or("")));
  }
  void state(const client::session_state&) override {}
  void joined(const std::string&, bool again, std::uint64_t missed,
              const std::optional<model::gap>& gap) override {
    lines.push_back((again ? "back " : "joined ") + std::to_string(missed) + (gap ? " gap" : ""));
  }
  void acknowledged(const pending_message& m, const std::string&) override {
    lines.push_back("ack " + m.text);
  }
  void refused(const pending_message& m, const model::failure&) override {
    lines.push_back("refused " + m.text);
  }
  void notice(const std::string& text) override { lines.push_back("notice " + text); }
  void typing(const std::vector<std::string>& names) override {
    if (!names.empty()) lines.push_back("typing " + enumerate(names));
  }
  void pending(const std::vector<pending_message>& messages) override { waiting = messages.size(); }
};

struct chatting {
  fake_server server;
  client::loop loop;
  main_queue queue;
  noted shown;
  chat_desk desk;

  chatting()
    : desk(loop, options(server), queue, shown) {
    desk.open();
  }

  static chat_options options(const fake_server& server) {
    chat_options out;
    out.url = server.url();
    out.room = "lobby";
    return out;
  }
  /// Runs what happened until `reached`, five seconds at most.
  template <class F> bool until(F reached) {
    for (int i = 0; i < 500 && !reached(); ++i) {
      pollfd ready{queue.descriptor(), POLLIN, 0};
      ::poll(&ready, 1, 10);
      queue.run();
    }
    return reached();
  }
  bool shows(const std::string& line) {
    return until(
        [&] { return std::find(shown.lines.begin(), shown.lines.end(), line) != shown.lines.end(); });
  }
};

std::string page(std::string_view text) {
  model::packer pack;
  pack.map(1).text("messages").array(1).map(4).text("event").text("message.sent").text("offset").uint(10);
  pack.text("at").uint(1).text("data").map(1).text("text").text(text);
  return pack.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(console_chat_desk)

BOOST_AUTO_TEST_CASE(what_was_said_before_comes_before_what_is_said_now) {
  chatting chat;
  auto peer = chat.server.accept();
  greet(peer);
  let_join(peer, next(peer), 7, 10, 10);
  BOOST_TEST(chat.shows("joined 0"));
  const auto ask = next(peer);
  BOOST_TEST(ask.command == "message.history");
  BOOST_TEST(*model::value(ask.data).find("before").uint() == 11u);
  event(peer, 11, "new");
  ok(peer, ask.ref, page("old"));
  BOOST_TEST(chat.shows("event new"));
  const std::vector<std::string> expected{"joined 0", "past old", "event new"};
  BOOST_TEST(chat.shown.lines == expected, boost::test_tools::per_element());
  BOOST_TEST(chat.desk.settled());
}

BOOST_AUTO_TEST_CASE(a_message_waits_until_it_is_told_and_one_refused_is_shown_as_such) {
  chatting chat;
  chat.desk.enter("hello");
  chat.desk.enter("no");
  BOOST_TEST(chat.shown.waiting == 2u);
  auto peer = chat.server.accept();
  greet(peer);
  let_join(peer, next(peer), 7, 10, 10);
  const auto first = next(peer), second = next(peer);
  BOOST_TEST(chat.shows("joined 0"));
  ok(peer, next(peer).ref, page("old"));
  ok(peer, first.ref);
  BOOST_TEST(chat.shows("ack hello"));
  BOOST_TEST(chat.shown.waiting == 2u);
  event(peer, 11, "hello", first.id);
  BOOST_TEST(chat.until([&] { return chat.shown.waiting == 1; }));
  refuse(peer, second.ref, "rate_limited");
  BOOST_TEST(chat.shows("refused no"));
  BOOST_TEST(chat.shown.waiting == 0u);
  BOOST_TEST(chat.desk.unacknowledged() == 0u);
  BOOST_TEST(chat.desk.refusals() == 1u);
}

BOOST_AUTO_TEST_CASE(a_room_one_may_not_join_ends_the_chat) {
  chatting chat;
  auto peer = chat.server.accept();
  greet(peer);
  refuse(peer, next(peer).ref, "not_found");
  BOOST_TEST(chat.until([&] { return chat.desk.wants_to_leave(); }));
  BOOST_TEST(chat.desk.refusals() == 1u);
}

BOOST_AUTO_TEST_CASE(typing_is_told_once_and_taken_back_when_the_line_is_empty) {
  chatting chat;
  auto peer = chat.server.accept();
  greet(peer);
  let_join(peer, next(peer), 7, 10, 10);
  BOOST_TEST(chat.shows("joined 0"));
  (void)next(peer);
  for (const auto* line : {"h", "hi", "", "/who"})
    chat.desk.editing(line);
  const auto start = next(peer), stop = next(peer);
  BOOST_TEST(start.command == "typing.start");
  BOOST_TEST(start.ref == 0u);
  BOOST_TEST(stop.command == "typing.stop");
}

BOOST_AUTO_TEST_CASE(a_slash_is_a_command_and_two_are_a_message) {
  chatting chat;
  chat.desk.enter("//etc/motd");
  chat.desk.enter("/nothing");
  BOOST_TEST(chat.shown.waiting == 1u);
  BOOST_TEST(chat.shown.lines.back().starts_with("notice there is no /nothing"));
  chat.desk.enter("/quit");
  BOOST_TEST(chat.desk.wants_to_leave());
}

BOOST_AUTO_TEST_SUITE_END()
